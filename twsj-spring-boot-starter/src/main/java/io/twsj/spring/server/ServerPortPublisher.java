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
 * Puts the real ports into the environment of the context and of its parents, where Boot puts the ports of its own servers:
 * {@code local.twsj.server.port}, which is the first one, and {@code local.twsj.<name>.port} for each of
 * {@code twsj.listeners}.
 */
public final class ServerPortPublisher implements ApplicationListener<TwsjServerStartedEvent> {

    private static final String SOURCE = "server.ports";

    private final ApplicationContext context;

    /** For the servers of this context. */
    public ServerPortPublisher(ApplicationContext context) {
        this.context = context;
    }

    @Override
    public void onApplicationEvent(TwsjServerStartedEvent event) {
        Map<String, Integer> ports = ports(event);
        if (ports.isEmpty()) {
            return;
        }
        for (@Nullable ApplicationContext c = context; c != null; c = c.getParent()) {
            if (c instanceof ConfigurableApplicationContext configurable) {
                publish(configurable.getEnvironment().getPropertySources(), ports);
            }
        }
    }

    /** By the names of properties. */
    private static Map<String, Integer> ports(TwsjServerEvent event) {
        Map<String, Integer> ports = new HashMap<>();
        ListeningSockets.namedPorts(event.getServer()).forEach((name, port) -> ports.put(property(name), port));
        if (event.getPort() != TwsjServerEvent.NO_PORT) {
            ports.put(property("server"), event.getPort());
        }
        return ports;
    }

    private static String property(String listener) {
        return "local.twsj." + listener + ".port";
    }

    private static void publish(MutablePropertySources sources, Map<String, Integer> ports) {
        PropertySource<?> published = sources.get(SOURCE);
        if (published == null) {
            published = new MapPropertySource(SOURCE, new HashMap<>());
            sources.addFirst(published);
        }
        put(published, ports);
    }

    /** The source of this name is shared with Boot, which puts a {@code Map<String, Object>} there, too. */
    @SuppressWarnings("unchecked")
    private static void put(PropertySource<?> published, Map<String, Integer> ports) {
        ((Map<String, Object>) published.getSource()).putAll(ports);
    }
}
