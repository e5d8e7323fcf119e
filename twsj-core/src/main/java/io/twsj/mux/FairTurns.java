package io.twsj.mux;

import io.twsj.frame.FrameEncoder;
import io.twsj.protocol.Link;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Has the channels with output send one piece each, again and again in the same order, as long as the network takes it.
 * Who has nothing to send, or no quota, is out until it is {@linkplain #add added} again. Event loop only.
 */
final class FairTurns {

    /** Bytes that wait for the peer above which the channels keep theirs. */
    static final int HIGH_MARK = 64 << 10;

    /** The largest physical message: small enough to take its turn quickly, and to be gathered with others. */
    static final int LARGEST_MESSAGE = Link.LARGEST_PIECE - FrameEncoder.LONGEST_HEADER;

    private final Link physical;
    private final Set<LogicalLink> waiting = new LinkedHashSet<>();
    private boolean running;

    FairTurns(Link physical) {
        this.physical = physical;
    }

    /** Gives a channel a turn behind the others, unless it waits for one already. */
    void add(LogicalLink channel) {
        waiting.add(channel);
    }

    void remove(LogicalLink channel) {
        waiting.remove(channel);
    }

    /** Does as the class says. From within a turn it does nothing, as the turns go on anyway. */
    void run() {
        if (running || waiting.isEmpty()) {
            return;
        }
        running = true;
        ByteBuffer message = physical.buffers().acquire(LARGEST_MESSAGE);
        try {
            while (!waiting.isEmpty() && physical.pendingBytes() <= HIGH_MARK) {
                LogicalLink next = takeFirst();
                if (next.takeTurn(message.clear().limit(LARGEST_MESSAGE))) {
                    waiting.add(next);
                }
            }
        } finally {
            physical.buffers().release(message);
            running = false;
        }
    }

    private LogicalLink takeFirst() {
        Iterator<LogicalLink> first = waiting.iterator();
        LogicalLink channel = first.next();
        first.remove();
        return channel;
    }
}
