package io.twsj;

import io.twsj.message.Message;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Messages that wait for a connection, in order and within a bound. One caller at a time. */
final class WaitingMessages {

    /** What a message costs besides its payload, so that empty ones are bounded too. */
    private static final int OVERHEAD_BYTES = 64;

    private final int maxBytes;
    private final ArrayDeque<Message> messages = new ArrayDeque<>(0);
    private long bytes;

    WaitingMessages(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Adds one at the end.
     *
     * @throws IllegalStateException if it would exceed the bound
     */
    void add(Message message) {
        long needed = bytes + cost(message);
        if (needed > maxBytes) {
            throw new IllegalStateException("waiting messages of " + needed + " bytes exceed the bound of " + maxBytes
                    + " bytes while there is no connection");
        }
        bytes = needed;
        messages.addLast(message);
    }

    @Nullable
    Message poll() {
        Message first = messages.pollFirst();
        if (first != null) {
            bytes -= cost(first);
        }
        return first;
    }

    /** Puts one that was taken to the front again. */
    void putBack(Message message) {
        bytes += cost(message);
        messages.addFirst(message);
    }

    int size() {
        return messages.size();
    }

    void clear() {
        messages.clear();
        bytes = 0;
    }

    private static long cost(Message message) {
        return (long) message.size() + OVERHEAD_BYTES;
    }
}
