package io.twsj.spring.handler;

import io.twsj.Attributes;
import io.twsj.WebSocketConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
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

    /** The beans of one connection, whose methods may overlap. */
    private static final class Beans {

        private final Map<String, Object> byName = new ConcurrentHashMap<>();

        /** Held while a bean is made, and again for others that it needs. */
        private final ReentrantLock making = new ReentrantLock();

        private final Map<String, Runnable> destructions = new LinkedHashMap<>();
        private boolean ended;

        Object get(String name, ObjectFactory<?> factory) {
            Object present = byName.get(name);
            return present == null ? locked(() -> made(name, factory)) : present;
        }

        private Object made(String name, ObjectFactory<?> factory) {
            Object present = byName.get(name);
            if (present == null) {
                if (ended) {
                    throw new IllegalStateException(
                            "the bean '" + name + "' of the scope 'websocket' is used for a connection that has ended");
                }
                present = factory.getObject();
                byName.put(name, present);
            }
            return present;
        }

        /** The last one made goes first, since it may use the others. */
        void end() {
            List<Runnable> inOrder = locked(() -> {
                ended = true;
                return new ArrayList<>(destructions.values());
            });
            Collections.reverse(inOrder);
            inOrder.forEach(Runnable::run);
        }

        private <T extends @Nullable Object> T locked(Supplier<T> action) {
            making.lock();
            try {
                return action.get();
            } finally {
                making.unlock();
            }
        }
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
        Beans beans = connection.attributes().get(KEY);
        if (beans != null) {
            beans.end();
        }
    }

    @Override
    public Object get(String name, ObjectFactory<?> factory) {
        return beans().get(name, factory);
    }

    @Override
    public @Nullable Object remove(String name) {
        Beans beans = beans();
        return beans.<@Nullable Object>locked(() -> {
            beans.destructions.remove(name);
            return beans.byName.remove(name);
        });
    }

    @Override
    public void registerDestructionCallback(String name, Runnable callback) {
        Beans beans = beans();
        beans.<@Nullable Runnable>locked(() -> beans.destructions.put(name, callback));
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
                    "a bean of the scope 'websocket' is used where no method of a handler is called for a connection: on"
                            + " another thread, or during the opening handshake");
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
