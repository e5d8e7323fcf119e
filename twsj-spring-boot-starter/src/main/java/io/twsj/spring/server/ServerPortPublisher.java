package io.twsj.spring.server;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/**
 * Puts the real port into the environment as {@code local.twsj.server.port}, of the context and of its parents, where
 * Boot puts the ports of its own servers.
 */
public final class ServerPortPublisher implements ApplicationListener<TwsjServerStartedEvent> {

    private static final String SOURCE = "server.ports";
    private static final String PROPERTY = "local.twsj.server.port";

    private final ApplicationContext context;

    /** For the servers of this context. */
    public ServerPortPublisher(ApplicationContext context) {
        this.context = context;
    }

    @Override
    public void onApplicationEvent(TwsjServerStartedEvent event) {
        if (event.getServer().isInMemory()) {
            return;
        }
        for (@Nullable ApplicationContext c = context; c != null; c = c.getParent()) {
            if (c instanceof ConfigurableApplicationContext configurable) {
                publish(configurable.getEnvironment().getPropertySources(), event.getPort());
            }
        }
    }

    private static void publish(MutablePropertySources sources, int port) {
        PropertySource<?> ports = sources.get(SOURCE);
        if (ports == null) {
            ports = new MapPropertySource(SOURCE, new HashMap<>());
            sources.addFirst(ports);
        }
        put(ports, port);
    }

    /** The source of this name is shared with Boot, which puts a {@code Map<String, Object>} there, too. */
    @SuppressWarnings("unchecked")
    private static void put(PropertySource<?> ports, int port) {
        ((Map<String, Object>) ports.getSource()).put(PROPERTY, port);
    }
}
