package io.twsj.spring.handler;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which method of a handler gets which errors. One caller at a time while methods are added. */
final class ErrorCallbacks {

    private final Map<Class<?>, Callback> byType = new HashMap<>();

    /**
     * Adds a method.
     *
     * @throws InvalidHandlerException if there is one for the same errors already
     */
    void add(Class<?> type, Callback callback) {
        Callback other = byType.put(type, callback);
        if (other != null) {
            throw new InvalidHandlerException(
                    callback + " and " + other + " are both for " + type.getSimpleName() + ".",
                    "Remove one of them, or give their parameters different types of errors.");
        }
    }

    /** The method with the most specific type that fits, or null if none fits. */
    @Nullable
    Callback find(Throwable error) {
        for (Class<?> type = error.getClass(); type != null; type = type.getSuperclass()) {
            Callback callback = byType.get(type);
            if (callback != null) {
                return callback;
            }
        }
        return null;
    }
}
