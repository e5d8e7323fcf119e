package io.twsj.extension.deflate;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A few objects that are expensive to make and wait for their next use. A thread looks first where it put one down last.
 * Thread-safe, without locks and without allocating.
 */
final class Slots<T> {

    private final AtomicReferenceArray<@Nullable T> slots;

    /** @param count a power of two */
    Slots(int count) {
        slots = new AtomicReferenceArray<>(count);
    }

    /** Takes one out, or null if none waits near. */
    @Nullable
    T take() {
        int home = home();
        for (int i = 0; i < slots.length(); i++) {
            int slot = (home + i) & (slots.length() - 1);
            if (slots.get(slot) != null) {
                T found = slots.getAndSet(slot, null);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /** Puts one down; false if there is no place. */
    boolean put(T object) {
        int home = home();
        for (int i = 0; i < slots.length(); i++) {
            int slot = (home + i) & (slots.length() - 1);
            if (slots.get(slot) == null && slots.compareAndSet(slot, null, object)) {
                return true;
            }
        }
        return false;
    }

    private static int home() {
        return (int) Thread.currentThread().getId();
    }
}
