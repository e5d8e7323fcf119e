package io.twsj.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which {@code type} the values of a class have in an envelope {@code {"type","id","data"}}: as the parameter of an
 * {@link OnMessage} method it is the type of the messages that the method takes, and what is sent is given this type. A
 * class without it is sent under its simple name, its first letter in lower case.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface MessageType {

    /** The type, as in {@code chat.post}. */
    String value();
}
