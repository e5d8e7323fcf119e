package io.twsj.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Has what a handler's method returns sent to the members of a room instead of the peer. Of several values, such as those of
 * a {@code Stream}, each is sent. Values in an envelope carry no id then.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface SendTo {

    /** The room's name; {@code {variable}} stands for a variable of the handler's path. */
    String room();

    /** Whether the peer itself gets it too, if it is in the room. */
    boolean includeSelf() default true;

    /** What becomes of it at receivers that are slow. */
    WhenSlow whenSlow() default WhenSlow.WAIT;
}
