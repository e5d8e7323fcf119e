package io.twsj.spring.handler;

import io.twsj.WebSocketListener;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Adds {@link ConnectionScope} to an application, and puts it around handlers if a bean uses it. */
public final class ConnectionScopes implements BeanFactoryPostProcessor, ListenerDecorator {

    private final ConnectionScope scope = new ConnectionScope();
    private @Nullable ConfigurableListableBeanFactory beans;

    /** A scope for one application. */
    public ConnectionScopes() {}

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory factory) {
        factory.registerScope(ConnectionScope.NAME, scope);
        beans = factory;
    }

    @Override
    public WebSocketListener decorate(WebSocketListener handler) {
        return isUsed() ? new ScopedListener(handler, scope) : handler;
    }

    private boolean isUsed() {
        ConfigurableListableBeanFactory factory = beans;
        return factory != null
                && Stream.of(factory.getBeanDefinitionNames())
                        .anyMatch(name -> ConnectionScope.NAME.equals(
                                factory.getMergedBeanDefinition(name).getScope()));
    }
}
