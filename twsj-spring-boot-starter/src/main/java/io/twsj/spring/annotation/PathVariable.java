package io.twsj.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/**
 * Marks a parameter that takes the value of a variable in the path of its {@link WebSocketHandler}, converted to the
 * parameter's type by the application's {@code ConversionService}. Values are converted once, when the connection opens;
 * a value that cannot be converted closes the connection with 1008 before any method of the handler is called.
 *
 * <p>Spring MVC's annotation of the same name is understood as well.
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface PathVariable {

    /** Short for {@link #name}. */
    @AliasFor("name")
    String value() default "";

    /** The variable's name; by default the parameter's, which needs classes compiled with {@code -parameters}. */
    @AliasFor("value")
    String name() default "";
}
