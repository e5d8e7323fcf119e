package io.twsj.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link WebSocketHandler} that is called for messages. One parameter is the message:
 *
 * <ul>
 *   <li>{@code String} or {@code Reader}: text messages;
 *   <li>{@code byte[]}, {@code ByteBuffer} or {@code InputStream}: binary messages;
 *   <li>{@code Message}: whatever no other method takes;
 *   <li>a type that a {@code MessageCodec} bean is for;
 *   <li>any other type: the JSON in text messages, and in binary messages if no other method takes those, read by the
 *       application's {@code JsonMapper}; on connections whose subprotocol names CBOR or Smile, that format in binary
 *       messages. The JSON text {@code null} reaches a record or another object as null.
 * </ul>
 *
 * <p>Several methods of one class share the messages in one of these ways:
 *
 * <ul>
 *   <li>one for text, one for binary;
 *   <li>by payload: their types are subtypes of one sealed type, whose {@code @JsonTypeInfo} says how JSON tells them apart;
 *       a method that takes a common supertype gets what is left;
 *   <li>by {@link #type}: messages are {@code {"type","id","data"}}, see there; a method without a type gets what is left.
 * </ul>
 *
 * <p>With {@code @Valid} the payload is checked by the application's {@code jakarta.validation.Validator}. A message that is
 * malformed, does not fit, or is not valid goes to the {@link OnError} method that matches; if there is none,
 * {@link WebSocketHandler#invalidMessages} decides.
 *
 * <p>The other parameters are a {@code WebSocketConnection}, a {@code MessageContext}, and what every method may take. What
 * the method returns is sent, see {@link WebSocketHandler}. A kind of message without a method closes the connection with 1003.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnMessage {

    /**
     * The {@code type} of the messages that the method takes, which makes all messages of the handler objects
     * {@code {"type":"chat.post","id":7,"data":{...}}}; {@code id}, a string or an integer, and {@code data} may be missing.
     * The parameter is read from {@code data}; a method without one, or with an {@code Optional}, needs none. By default the
     * type is that of the parameter's {@link MessageType}, if it has one.
     *
     * <p>A message with an id is answered with the same id: with what the method returns or, if that is nothing, without data.
     * A reply's type is that of its class ({@link MessageType}), or of the message if the class does not tell.
     */
    String type() default "";
}
