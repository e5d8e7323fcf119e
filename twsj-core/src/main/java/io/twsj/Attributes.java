package io.twsj;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Typed values by key, such as the ones that belong to a connection; made for a few of them. Thread-safe. */
public final class Attributes {

    private static final Object[] NONE = {};

    /** Each key with its value behind it, the least that a few can take; another array after each change. */
    private volatile Object[] entries = NONE;

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
        Object[] present = entries;
        int at = indexOf(present, key);
        return at < 0 ? null : key.type().cast(present[at + 1]);
    }

    /** Sets a value and returns the one before, or null if there was none. */
    public synchronized <T> @Nullable T put(Key<T> key, T value) {
        Object[] present = entries;
        int at = indexOf(present, key);
        int to = at < 0 ? present.length : at;
        Object[] changed = Arrays.copyOf(present, Math.max(present.length, to + 2));
        changed[to] = key;
        changed[to + 1] = Objects.requireNonNull(key.type().cast(value), "value");
        entries = changed;
        return at < 0 ? null : key.type().cast(present[at + 1]);
    }

    /** Removes a value and returns it, or null if there was none. */
    public synchronized <T> @Nullable T remove(Key<T> key) {
        Object[] present = entries;
        int at = indexOf(present, key);
        if (at < 0) {
            return null;
        }
        Object[] changed = Arrays.copyOf(present, present.length - 2);
        System.arraycopy(present, at + 2, changed, at, changed.length - at);
        entries = changed;
        return key.type().cast(present[at + 1]);
    }

    private static int indexOf(Object[] entries, Key<?> key) {
        for (int i = 0; i < entries.length; i += 2) {
            if (entries[i].equals(key)) {
                return i;
            }
        }
        return -1;
    }
}
