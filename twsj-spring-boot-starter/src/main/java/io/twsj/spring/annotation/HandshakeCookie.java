package io.twsj.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/**
 * Marks a parameter of a handler's method that takes a cookie of the opening handshake, converted to the
 * parameter's type by the application's {@code ConversionService}.
 *
 * <p>Values are converted once, when the connection opens, and kept by themselves. One that is missing or cannot be
 * converted closes the connection with 1008 before any method of the handler is called. A parameter of type
 * {@code Optional} is empty where the value is missing.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface HandshakeCookie {

    /** Short for {@link #name}. */
    @AliasFor("name")
    String value() default "";

    /**
     * The cookie's name, as in {@code session}; by default the parameter's, which needs classes compiled with
     * {@code -parameters}.
     */
    @AliasFor("value")
    String name() default "";

    /** Whether a connection without it is refused; if not, the parameter is null. */
    boolean required() default true;

    /** The text that counts where the value is missing; none by default. With one, the value is not required. */
    String[] defaultValue() default {};
}
