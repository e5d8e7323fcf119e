package io.twsj.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the method of a {@link WebSocketHandler} that sees each opening handshake before it is answered (RFC 6455 section
 * 4.2.2), after origin and credentials were judged. It runs on a worker, within the time of the opening handshake, and takes
 * a {@code HandshakeRequest}, a {@code RequestHead}, a {@code Principal}, {@link PathVariable}s, {@link QueryParam}s,
 * {@link HandshakeHeader}s and {@link HandshakeCookie}s, of which one that is missing or of the wrong type is answered with 400.
 *
 * <p>It returns a {@code HandshakeDecision} (with lines for the 101, or a refusal with status, headers and body), an
 * {@code HttpResponse} to refuse with, a boolean (false refuses with 403), a {@code CompletionStage} of one of these, or
 * nothing. Null lets the handshake go on. A method that throws is logged, and the handshake answered with 500.
 *
 * <p>With Spring Security, who has shown credentials is in the {@code SecurityContext} of the thread, and method security
 * judges the call: a denial is answered with 403. Not for handlers that are {@link ConnectionScoped}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnHandshake {}
