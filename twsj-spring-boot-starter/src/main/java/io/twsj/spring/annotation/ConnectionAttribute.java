package io.twsj.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/**
 * Marks a parameter that takes one of the connection's attributes ({@code WebSocketConnection.attributes()}), found by its name
 * and the parameter's type. One that is missing is the handler's error, unless the parameter is {@code Optional} or
 * {@code required} is false; then it is empty, or null.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface ConnectionAttribute {

    /** Short for {@link #name}. */
    @AliasFor("name")
    String value() default "";

    /** The attribute's name; by default the parameter's, which needs classes compiled with {@code -parameters}. */
    @AliasFor("value")
    String name() default "";

    /** Whether the attribute must be there; if not, the parameter is null where it is missing. */
    boolean required() default true;
}
