package io.twsj.spring.handler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which method gets which errors: those of the handler first, then those of each advice. One caller at a time while
 * methods are added.
 */
final class ErrorCallbacks {

    private final List<Map<Class<?>, Callback>> owners = new ArrayList<>();

    /** What is added from now on belongs to another bean, asked after those before. */
    void nextOwner() {
        owners.add(new HashMap<>());
    }

    /**
     * Adds a method.
     *
     * @throws InvalidHandlerException if the same bean has one for the same errors already
     */
    void add(Class<?> type, Callback callback) {
        Callback other = owners.get(owners.size() - 1).put(type, callback);
        if (other != null) {
            throw new InvalidHandlerException(
                    callback + " and " + other + " are both for " + type.getSimpleName() + ".",
                    "Remove one of them, or give their parameters different types of errors.");
        }
    }

    /** The method with the most specific type that fits, of the first bean that has one; null if none fits. */
    @Nullable
    Callback find(Throwable error) {
        for (Map<Class<?>, Callback> byType : owners) {
            for (Class<?> type = error.getClass(); type != null; type = type.getSuperclass()) {
                Callback callback = byType.get(type);
                if (callback != null) {
                    return callback;
                }
            }
        }
        return null;
    }
}
