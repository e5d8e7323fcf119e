package io.twsj.spring.annotation;

import io.twsj.Execution;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * Makes a bean the endpoint of a path: its methods annotated {@link OnOpen}, {@link OnMessage}, {@link OnClose} and
 * {@link OnError} are called for every connection of that path. On a class it also makes the class a candidate for
 * component scanning; on a {@code @Bean} method it applies to the bean the method makes.
 *
 * <pre>{@code
 * @WebSocketHandler("/chat/{room}")
 * class Chat {
 *
 *     @OnMessage
 *     Said say(Say message, @PathVariable String room) {
 *         return new Said(room, message.text());
 *     }
 * }
 * }</pre>
 *
 * <p>One bean serves all connections, so it keeps what belongs to a connection in
 * {@link io.twsj.WebSocketConnection#attributes()}. For one connection its methods are called in order and one at a time, an
 * answer that comes later included; calls for different connections overlap. Proxied beans are called through their proxy.
 *
 * <p>What a method returns is sent as a reply: a {@code String} as text, {@code byte[]} and {@code ByteBuffer} as binary,
 * a {@link io.twsj.message.Message} as it is, everything else as JSON text; null is nothing. {@code connection.send(...)}
 * takes the same values. A {@code CompletionStage} is answered when it completes, and the values of a {@code Stream}, a
 * {@code Flow.Publisher}, or a type of Reactor are sent one after the other, no faster than the peer takes them; all are
 * cancelled when the connection ends. {@link SendTo} and {@link Broadcast} send to others. A method that throws is answered by
 * the {@link OnError} method that matches; if there is none, the exception is logged and the connection closed with 1011.
 *
 * <p>Every method may take a {@code java.security.Principal}, or the type that the application's authenticator makes (who
 * the peer is at that moment, null if nobody asked), {@link PathVariable}s, {@link QueryParam}s, {@link HandshakeHeader}s,
 * {@link HandshakeCookie}s, {@link ConnectionAttribute}s, and the {@code RequestHead} of the opening handshake, which is kept
 * for the connection's life only if a method asks for it.
 *
 * <p>Mistakes in a handler (a parameter nobody can fill, two methods for one kind of message) stop the application's
 * start with a description of what to change.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
public @interface WebSocketHandler {

    /** Short for {@link #path}. */
    @AliasFor("path")
    String value() default "";

    /**
     * The path served, below {@code twsj.server.path-prefix}: a pattern such as {@code /chat/{room}}, whose variables
     * stand for one segment each, or for all remaining ones as in {@code {*rest}}.
     */
    @AliasFor("value")
    String path() default "";

    /** Subprotocols this endpoint speaks (none); the first of the client's list that is among them is agreed. */
    String[] subprotocols() default {};

    /**
     * Where the methods run ({@link Execution#WORKER}). With {@link Execution#INLINE} they must never block, and a
     * {@code Message} or {@code ByteBuffer} parameter is valid until the method returns.
     */
    Execution execution() default Execution.WORKER;

    /**
     * How many messages of one connection are handled at a time (1). With more, its methods overlap and replies may overtake
     * each other; the end of the connection may be told while some still run. Needs {@link Execution#WORKER}.
     */
    int concurrency() default 1;

    /** What becomes of messages that cannot be read or are not valid ({@link InvalidMessages#AS_CONFIGURED}). */
    InvalidMessages invalidMessages() default InvalidMessages.AS_CONFIGURED;
}
