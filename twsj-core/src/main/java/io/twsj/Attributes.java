package io.twsj;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Typed values by key, such as the ones that belong to a connection. Thread-safe. */
public final class Attributes {

    private final Map<Key<?>, Object> values = new ConcurrentHashMap<>(4);

    /** No values. */
    public Attributes() {}

    /**
     * A key, compared by name and type.
     *
     * @param name unique among the application's keys of this type
     * @param type what the values are
     */
    public record Key<T>(String name, Class<T> type) {}

    /** The value, or null if there is none. */
    public <T> @Nullable T get(Key<T> key) {
        Object value = values.get(key);
        return value == null ? null : key.type().cast(value);
    }

    /** Sets a value and returns the one before, or null if there was none. */
    public <T> @Nullable T put(Key<T> key, T value) {
        Object before = values.put(key, key.type().cast(value));
        return before == null ? null : key.type().cast(before);
    }

    /** Removes a value and returns it, or null if there was none. */
    public <T> @Nullable T remove(Key<T> key) {
        Object before = values.remove(key);
        return before == null ? null : key.type().cast(before);
    }
}
