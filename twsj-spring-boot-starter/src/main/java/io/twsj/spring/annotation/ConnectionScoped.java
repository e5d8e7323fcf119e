package io.twsj.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;

/**
 * Makes a bean one a connection: made when a method of a handler first uses it, destroyed after {@link OnClose}. Also for a
 * {@link WebSocketHandler} itself, whose fields belong to the connection then. It is there on the thread on which a
 * handler's method is called, and only there, so not for {@link OnHandshake}; its methods must not be private or final, since
 * it is used through a proxy.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Scope(scopeName = "websocket", proxyMode = ScopedProxyMode.TARGET_CLASS)
public @interface ConnectionScoped {}
