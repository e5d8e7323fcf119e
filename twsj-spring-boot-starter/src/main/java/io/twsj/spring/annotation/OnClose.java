package io.twsj.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the method of a {@link WebSocketHandler} that is called when a connection has ended, in whichever way, after
 * everything else and once. It takes a {@code CloseReason}, a {@code Throwable} (the error that ended the connection, null
 * if it was closed in peace), the {@code WebSocketConnection}, and what every method may take. It returns nothing, since
 * nothing can be sent any more.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface OnClose {}
