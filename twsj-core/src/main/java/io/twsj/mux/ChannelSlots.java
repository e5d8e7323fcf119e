package io.twsj.mux;

import io.twsj.mux.ControlBlock.NewChannelSlot;
import java.util.ArrayDeque;

/** What a client may ask for: channels, the oldest slot first, each with its first send quota. One caller at a time. */
final class ChannelSlots {

    private final ArrayDeque<Granted> granted = new ArrayDeque<>();
    private long count;

    /** Slots of one block that are left. */
    private record Granted(long slots, long quota) {}

    boolean isEmpty() {
        return count == 0;
    }

    /**
     * The server grants more.
     *
     * @throws MuxException if these are more than a number can say
     */
    void add(NewChannelSlot block) throws MuxException {
        try {
            count = Math.addExact(count, block.slots());
        } catch (ArithmeticException overflow) {
            throw new MuxException(MuxCode.NEW_CHANNEL_SLOT_OVERFLOW, "more than 2^63-1 channel slots");
        }
        if (block.slots() > 0) {
            append(block);
        }
    }

    /** Slots of one kind are one entry, however many blocks they came in. */
    private void append(NewChannelSlot block) {
        Granted newest = granted.peekLast();
        boolean alike = newest != null && newest.quota() == block.quota();
        long before = alike ? granted.removeLast().slots() : 0;
        granted.addLast(new Granted(before + block.slots(), block.quota()));
    }

    /** Uses up the oldest slot; there must be one. The result is the send quota of the channel. */
    long take() {
        Granted oldest = granted.removeFirst();
        count--;
        if (oldest.slots() > 1) {
            granted.addFirst(new Granted(oldest.slots() - 1, oldest.quota()));
        }
        return oldest.quota();
    }

    /** Takes back a slot that was not used after all. */
    void putBack(long quota) {
        granted.addFirst(new Granted(1, quota));
        count++;
    }
}
