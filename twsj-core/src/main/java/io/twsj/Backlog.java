package io.twsj;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * What waits for a listener on a worker: how many messages, and how many bytes they hold. Full when either reaches its
 * bound, low again when both are at half of it or less. Thread-safe.
 */
final class Backlog {

    private static final AtomicLongFieldUpdater<Backlog> WAITING =
            AtomicLongFieldUpdater.newUpdater(Backlog.class, "waiting");

    private static final int BYTE_BITS = 40;
    private static final long ONE_MESSAGE = 1L << BYTE_BITS;
    private static final long BYTES = ONE_MESSAGE - 1;

    private final int maxMessages;
    private final int maxBytes;

    /** Messages above, bytes below: both change at once. Through {@link #WAITING}. */
    private volatile long waiting;

    Backlog(int maxMessages, int maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    void add(int bytes) {
        WAITING.addAndGet(this, ONE_MESSAGE + bytes);
    }

    void remove(int bytes) {
        WAITING.addAndGet(this, -ONE_MESSAGE - bytes);
    }

    boolean isFull() {
        long now = waiting;
        return now >>> BYTE_BITS >= maxMessages || (now & BYTES) >= maxBytes;
    }

    boolean isLow() {
        long now = waiting;
        return now >>> BYTE_BITS <= maxMessages / 2 && (now & BYTES) <= maxBytes / 2;
    }
}
