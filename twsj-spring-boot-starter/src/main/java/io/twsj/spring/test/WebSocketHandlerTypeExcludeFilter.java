package io.twsj.spring.test;

import io.twsj.HandshakeInterceptor;
import io.twsj.extension.Extension;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.http.HttpResponder;
import io.twsj.spring.annotation.WebSocketAdvice;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.server.TwsjServerCustomizer;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.boot.jackson.JacksonComponent;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import tools.jackson.databind.JacksonModule;

/** Leaves out every component that a {@link WebSocketHandlerTest} does not ask for. */
final class WebSocketHandlerTypeExcludeFilter
        extends StandardAnnotationCustomizableTypeExcludeFilter<WebSocketHandlerTest> {

    private static final Set<Class<?>> ALWAYS = Set.of(
            Authenticator.class,
            Extension.class,
            HandshakeInterceptor.class,
            HttpResponder.class,
            TwsjServerCustomizer.class,
            WebSocketAdvice.class,
            JacksonComponent.class,
            JacksonModule.class);

    private final Set<Class<?>> handlers;

    WebSocketHandlerTypeExcludeFilter(Class<?> testClass) {
        super(testClass);
        this.handlers = hasAnnotation() ? Set.of(getAnnotation().getClassArray("handlers")) : Set.of();
    }

    @Override
    protected Set<Class<?>> getKnownIncludes() {
        Set<Class<?>> known = new LinkedHashSet<>(ALWAYS);
        if (handlers.isEmpty()) {
            known.add(WebSocketHandler.class);
        }
        return known;
    }

    @Override
    protected Set<Class<?>> getComponentIncludes() {
        return handlers;
    }
}
