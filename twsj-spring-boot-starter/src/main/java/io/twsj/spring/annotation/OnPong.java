package io.twsj.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the method of a {@link WebSocketHandler} that is called when a pong has arrived (RFC 6455 section 5.5.3). It takes the
 * payload as a {@code ByteBuffer}, a {@code WebSocketConnection}, and what every method may take; what it returns is sent.
 *
 * <p>A parameter of type {@code Duration} is the round-trip time that {@code WebSocketConnection.ping()} has told last, null if
 * no ping of the application was answered yet.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnPong {}
