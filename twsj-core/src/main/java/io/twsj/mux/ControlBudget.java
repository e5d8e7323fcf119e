package io.twsj.mux;

import java.util.concurrent.TimeUnit;

/**
 * How many control blocks of a peer are handled in which time. A peer that keeps the rules sends a FlowControl for what it
 * has received, and a few blocks about each channel: a logical frame sent to it pays for one, and time for the others.
 * One caller at a time.
 */
final class ControlBudget {

    /** What time pays for: about a thousand channels opened and ended. */
    static final int BLOCKS_A_SECOND = 4_000;

    /** Blocks about a channel that may come at once, with all channels. */
    private static final int BLOCKS_A_CHANNEL = 4;

    private static final long NANOS_A_BLOCK = TimeUnit.SECONDS.toNanos(1) / BLOCKS_A_SECOND;

    /** The most that can be saved, in nanoseconds that pay for it. */
    private final long most;

    private long left;
    private long countedAt;

    ControlBudget(int maxChannels, long now) {
        most = (BLOCKS_A_SECOND + (long) BLOCKS_A_CHANNEL * maxChannels) * NANOS_A_BLOCK;
        left = most;
        countedAt = now;
    }

    /** A logical frame was sent, which may be answered with credit. */
    void frameSent() {
        left = Math.min(most, left + NANOS_A_BLOCK);
    }

    /** A block was handled. */
    void blockReceived() {
        left -= NANOS_A_BLOCK;
    }

    /** How long nothing more is to be handled; 0 if that is not overdrawn. */
    long overdrawnNanos(long now) {
        left = Math.min(most, left + now - countedAt);
        countedAt = now;
        return Math.max(0, -left);
    }
}
