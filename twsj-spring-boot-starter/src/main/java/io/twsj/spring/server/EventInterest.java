package io.twsj.spring.server;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.event.GenericApplicationListenerAdapter;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;

/** Who listens for events in a context or its parents. */
final class EventInterest {

    private final ApplicationContext context;

    EventInterest(ApplicationContext context) {
        this.context = context;
    }

    boolean exists(Class<? extends ApplicationEvent> event) {
        for (@Nullable ApplicationContext c = context; c != null; c = c.getParent()) {
            if (hasListener(c, event) || hasListenerBean(c, event)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasListener(ApplicationContext context, Class<? extends ApplicationEvent> event) {
        ResolvableType type = ResolvableType.forClass(event);
        return context instanceof AbstractApplicationContext known
                && known.getApplicationListeners().stream()
                        .anyMatch(listener -> generic(listener).supportsEventType(type));
    }

    private static GenericApplicationListener generic(ApplicationListener<?> listener) {
        return listener instanceof GenericApplicationListener generic
                ? generic
                : new GenericApplicationListenerAdapter(listener);
    }

    /** Lazy beans, which do not exist yet; by the event's class or one that it extends. */
    private static boolean hasListenerBean(ApplicationContext context, Class<?> event) {
        for (@Nullable Class<?> type = event; type != null; type = type.getSuperclass()) {
            ResolvableType listener = ResolvableType.forClassWithGenerics(ApplicationListener.class, type);
            if (context.getBeanNamesForType(listener, true, false).length > 0) {
                return true;
            }
        }
        return false;
    }
}
