package io.twsj;

import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.message.Message;
import io.twsj.protocol.MessageSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait behind output which a slow peer does not take. Since they are not frames yet, those that may be
 * dropped can still be: the oldest of them, or the earlier one with the same key. Thread-safe.
 */
final class OutboundQueue implements MessageSource {

    /** What a message costs besides its payload, so that empty ones are bounded too. */
    static final int OVERHEAD_BYTES = 64;

    private final LongSupplier linkBytes;
    private final ConnectionOptions options;
    private final Supplier<CloseReason> closeReason;

    /** Null while nothing waits. Guarded by this. */
    private @Nullable Line line;

    /** Nothing may begin to wait any more. Guarded by this. */
    private boolean over;

    /** How many wait, and their payloads; written under the lock. */
    private volatile int count;

    private volatile long bytes;

    /**
     * @param linkBytes the bytes of output that wait for the peer, as frames
     * @param closeReason how the connection ended, once it has
     */
    OutboundQueue(LongSupplier linkBytes, ConnectionOptions options, Supplier<CloseReason> closeReason) {
        this.linkBytes = linkBytes;
        this.options = options;
        this.closeReason = closeReason;
    }

    /** Whether a connection with these options needs one. */
    static boolean isWanted(ConnectionOptions options) {
        return options.overflow().drops() || options.maxOutboundMessages() > 0;
    }

    /** Whether messages have to wait here, and must not go to the engine. */
    boolean isNeeded() {
        return count > 0 || !linkTakesMore();
    }

    /** Whether something waits that the link would take. */
    boolean isReady() {
        return count > 0 && linkTakesMore();
    }

    private boolean linkTakesMore() {
        return linkBytes.getAsLong() <= options.littleOutboundBytes();
    }

    int count() {
        return count;
    }

    /** The payloads that wait. */
    long bytes() {
        return bytes;
    }

    /** What counts against {@link ConnectionOptions#maxOutboundBytes}. */
    long cost() {
        return bytes + (long) count * OVERHEAD_BYTES;
    }

    /**
     * Adds a message behind the others, whatever waits.
     *
     * @throws ConnectionClosedException if the connection has ended
     */
    synchronized void add(Entry entry) {
        checkOpen();
        append(entry);
    }

    /**
     * Adds a message as far as the bounds allow. One with a key takes the place of the one before with that key; where the
     * policy allows it, the oldest make room.
     *
     * @return the messages that are dropped for it; if there is no room for it, it alone
     * @throws ConnectionClosedException if the connection has ended
     */
    synchronized List<Entry> offer(Entry entry) {
        checkOpen();
        List<Entry> dropped = new ArrayList<>(1);
        // Read once: it changes meanwhile.
        long ahead = linkBytes.getAsLong();
        if (!couldFit(entry, ahead)) {
            dropped.add(entry);
            return dropped;
        }
        dropEarlier(entry, dropped);
        while (!fits(entry, count, ahead + cost())) {
            dropOldest(dropped);
        }
        append(entry);
        return dropped;
    }

    private void checkOpen() {
        if (over) {
            throw new ConnectionClosedException("cannot send", closeReason.get());
        }
    }

    /** Whether it fits when all have gone that may go for it. */
    private boolean couldFit(Entry entry, long ahead) {
        Line waiting = line;
        if (waiting == null || options.overflow() == Overflow.DROP_NEWEST) {
            return fits(entry, count, ahead + cost());
        }
        return fits(entry, count - waiting.droppable.size(), ahead + cost() - waiting.droppableCost);
    }

    /** One message may always wait behind little output, however large it is. */
    private boolean fits(Entry entry, int others, long before) {
        int maxMessages = options.maxOutboundMessages();
        return (maxMessages == 0 || others < maxMessages)
                && (before <= options.littleOutboundBytes() || before + entry.cost() <= options.maxOutboundBytes());
    }

    private void dropEarlier(Entry entry, List<Entry> dropped) {
        Line waiting = line;
        Entry earlier = waiting == null || entry.key == null ? null : waiting.byKey.get(entry.key);
        if (earlier != null) {
            drop(earlier, dropped);
        }
    }

    private void dropOldest(List<Entry> dropped) {
        if (line != null) {
            drop(line.droppable.iterator().next(), dropped);
        }
    }

    private void drop(Entry entry, List<Entry> dropped) {
        remove(entry);
        dropped.add(entry);
    }

    private void append(Entry entry) {
        Line waiting = line;
        if (waiting == null) {
            waiting = new Line();
            line = waiting;
        }
        waiting.add(entry);
        changeBy(1, entry.message.size());
    }

    private void remove(Entry entry) {
        if (line != null) {
            line.remove(entry);
            changeBy(-1, -entry.message.size());
            if (count == 0) {
                line = null;
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock: volatile is for those that only read
    private void changeBy(int messages, int payloadBytes) {
        count += messages;
        bytes += payloadBytes;
    }

    // The engine takes: owner of the output only

    @Override
    public @Nullable Entry next(BooleanSupplier mayTake) {
        return isReady() ? takeFirst(mayTake) : null;
    }

    @Override
    public @Nullable Entry nextAtOnce() {
        return takeFirst(() -> true);
    }

    private synchronized @Nullable Entry takeFirst(BooleanSupplier mayTake) {
        if (line == null || !mayTake.getAsBoolean()) {
            return null;
        }
        Entry first = line.all.iterator().next();
        remove(first);
        return first;
    }

    @Override
    public synchronized List<Entry> end() {
        over = true;
        List<Entry> left = line == null ? List.of() : List.copyOf(line.all);
        left.forEach(this::remove);
        return left;
    }

    /** A message that waits; each is equal to itself only. */
    static final class Entry implements Waiting {

        private final Message message;
        private final Outbox.@Nullable SentReport delivery;
        private final boolean droppable;
        private final @Nullable Object key;

        /** @param key of a message that may be dropped: what a newer one with an equal key makes it worthless for */
        Entry(Message message, Outbox.@Nullable SentReport delivery, boolean droppable, @Nullable Object key) {
            this.message = message.copy();
            this.delivery = delivery;
            this.droppable = droppable;
            this.key = key;
        }

        @Override
        public Message message() {
            return message;
        }

        @Override
        public Outbox.@Nullable SentReport delivery() {
            return delivery;
        }

        @Nullable
        Object key() {
            return key;
        }

        boolean isDroppable() {
            return droppable;
        }

        int cost() {
            return message.size() + OVERHEAD_BYTES;
        }
    }

    /** What waits, the oldest first. Guarded by the queue. */
    private static final class Line {

        private final Set<Entry> all = new LinkedHashSet<>();
        private final Set<Entry> droppable = new LinkedHashSet<>();
        private final Map<Object, Entry> byKey = new HashMap<>();
        private long droppableCost;

        void add(Entry entry) {
            all.add(entry);
            if (entry.droppable) {
                droppable.add(entry);
                droppableCost += entry.cost();
            }
            if (entry.key != null) {
                byKey.put(entry.key, entry);
            }
        }

        void remove(Entry entry) {
            all.remove(entry);
            if (droppable.remove(entry)) {
                droppableCost -= entry.cost();
            }
            if (entry.key != null) {
                byKey.remove(entry.key, entry);
            }
        }
    }
}
