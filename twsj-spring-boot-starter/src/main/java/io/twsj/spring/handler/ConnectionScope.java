package io.twsj.spring.handler;

import io.twsj.Attributes;
import io.twsj.WebSocketConnection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.Scope;

/**
 * The scope {@code websocket}: a bean for each connection, made when a method of a handler first uses it and destroyed after
 * {@code @OnClose}. It is found on the thread that calls a handler's method, and only there. Thread-safe.
 */
public final class ConnectionScope implements Scope {

    /** The scope's name. */
    public static final String NAME = "websocket";

    private static final Attributes.Key<Beans> KEY = new Attributes.Key<>("twsj.scopedBeans", Beans.class);

    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable WebSocketConnection> current = new ThreadLocal<>();

    /** The beans of one connection. */
    private static final class Beans {

        private final Map<String, Object> byName = new ConcurrentHashMap<>();
        private final Map<String, Runnable> destructions = new ConcurrentHashMap<>();
    }

    /** No beans yet. */
    public ConnectionScope() {}

    /** Has this thread act for a connection, or for none; returns the one before. */
    @Nullable
    WebSocketConnection enter(@Nullable WebSocketConnection connection) {
        WebSocketConnection before = current.get();
        if (connection == null) {
            current.remove();
        } else {
            current.set(connection);
        }
        return before;
    }

    /** The connection has ended, and its last method was called. */
    static void end(WebSocketConnection connection) {
        Beans beans = connection.attributes().remove(KEY);
        if (beans != null) {
            beans.destructions.values().forEach(Runnable::run);
        }
    }

    @Override
    public Object get(String name, ObjectFactory<?> factory) {
        Map<String, Object> beans = beans().byName;
        Object present = beans.get(name);
        if (present == null) {
            // Not under the map's lock: the bean may need others of this scope.
            Object made = factory.getObject();
            Object other = beans.putIfAbsent(name, made);
            present = other == null ? made : other;
        }
        return present;
    }

    @Override
    public @Nullable Object remove(String name) {
        beans().destructions.remove(name);
        return beans().byName.remove(name);
    }

    @Override
    public void registerDestructionCallback(String name, Runnable callback) {
        beans().destructions.put(name, callback);
    }

    @Override
    public @Nullable Object resolveContextualObject(String key) {
        return null;
    }

    @Override
    public @Nullable String getConversationId() {
        WebSocketConnection connection = current.get();
        return connection == null ? null : connection.id();
    }

    private Beans beans() {
        WebSocketConnection connection = current.get();
        if (connection == null) {
            throw new IllegalStateException(
                    "a bean of the scope 'websocket' is used where no handler's method is called: on another thread, or"
                            + " outside of a connection");
        }
        synchronized (connection.attributes()) {
            Beans present = connection.attributes().get(KEY);
            if (present == null) {
                present = new Beans();
                connection.attributes().put(KEY, present);
            }
            return present;
        }
    }
}
