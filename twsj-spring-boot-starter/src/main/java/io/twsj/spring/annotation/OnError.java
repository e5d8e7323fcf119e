package io.twsj.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link WebSocketHandler} that is called when something went wrong: another of its methods threw, a
 * message could not be read, the peer broke the protocol, or the network failed. It takes the error as a parameter of
 * type {@code Throwable} or a subtype, which says which errors it is for; of several methods the most specific type wins.
 * Without such a parameter {@link #value} says it, or it is for all errors. The others are a {@code WebSocketConnection} and
 * what every method may take.
 *
 * <p>After an error of one of the handler's own methods the connection stays open, and what this method returns is sent.
 * In an envelope it has the id of the message that failed, and the type {@code error} unless its class tells another.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnError {

    /** The errors it is for, in place of a parameter; together with one, subtypes of it. */
    Class<? extends Throwable>[] value() default {};
}
