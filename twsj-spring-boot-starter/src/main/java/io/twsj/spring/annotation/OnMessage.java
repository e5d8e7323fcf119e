package io.twsj.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link WebSocketHandler} that is called for each message. One parameter is the message:
 *
 * <ul>
 *   <li>{@code String}: text messages;
 *   <li>{@code byte[]} or {@code ByteBuffer}: binary messages;
 *   <li>{@code Message}: whichever kind no other method takes;
 *   <li>any other type: the JSON in text messages, and in binary messages if no other method takes those, read by the
 *       application's {@code JsonMapper}. The JSON text {@code null} reaches a record or another object as null. JSON that
 *       is malformed or does not fit the type goes to the {@link OnError} method that matches; if there is none, the
 *       connection is closed with 1007.
 * </ul>
 *
 * <p>The others are a {@code WebSocketConnection}, a {@code Principal} and {@link PathVariable}s. What the method returns
 * is sent. Each kind of message has at most one method; a kind without a method closes the connection with 1003.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnMessage {}
