package io.twsj.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.stereotype.Component;

/**
 * Makes a bean's {@link OnError} methods count for all handlers: where a handler has no method of its own that matches, those
 * of the advices are asked, in their {@code @Order}. They take what a handler's may, {@link PathVariable}s excepted that not
 * every handler's path has.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
public @interface WebSocketAdvice {}
