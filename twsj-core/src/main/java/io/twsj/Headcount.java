package io.twsj;

import java.util.concurrent.ConcurrentHashMap;

/** How many there are of each kind, and not more than so many. Kinds of which there is none take no memory. Thread-safe. */
final class Headcount<K> {

    private final int most;
    private final ConcurrentHashMap<K, Integer> counts = new ConcurrentHashMap<>();

    Headcount(int most) {
        this.most = most;
    }

    /** Counts one more; false if there are as many as may be. */
    boolean enter(K kind) {
        // Past the limit and back would let another one fail for nothing.
        boolean[] entered = new boolean[1];
        counts.compute(kind, (key, count) -> {
            int present = count == null ? 0 : count;
            entered[0] = present < most;
            return entered[0] ? Integer.valueOf(present + 1) : count;
        });
        return entered[0];
    }

    /** Counts one less, after {@link #enter}. */
    void leave(K kind) {
        counts.computeIfPresent(kind, (key, count) -> count == 1 ? null : count - 1);
    }

    int most() {
        return most;
    }

    /** Kinds of which there are any. */
    int kinds() {
        return counts.size();
    }
}
