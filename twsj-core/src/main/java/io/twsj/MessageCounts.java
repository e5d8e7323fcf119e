package io.twsj;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many messages the connections of one loop have received and sent. What the loop counts costs it a plain write, since
 * nobody else writes there. Threads are said at each method.
 */
final class MessageCounts {

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    /** Keeps what two loops write out of one cache line, and out of the pair that is fetched together. */
    private static final int PADDING = 16;

    private static final int RECEIVED = PADDING;
    private static final int RECEIVED_BYTES = PADDING + 1;
    private static final int SENT = PADDING + 2;
    private static final int SENT_BYTES = PADDING + 3;

    private final long[] cells = new long[PADDING + 4 + PADDING];

    private final LongAdder sentElsewhere = new LongAdder();
    private final LongAdder sentElsewhereBytes = new LongAdder();

    /** Loop only. */
    void received(int bytes) {
        add(RECEIVED, 1);
        add(RECEIVED_BYTES, bytes);
    }

    /** Any thread. */
    void sent(int bytes, boolean inLoop) {
        if (inLoop) {
            add(SENT, 1);
            add(SENT_BYTES, bytes);
        } else {
            sentElsewhere.increment();
            sentElsewhereBytes.add(bytes);
        }
    }

    /** Opaque: others may read it late, but never half of it. */
    private void add(int cell, long more) {
        CELL.setOpaque(cells, cell, cells[cell] + more);
    }

    private long cell(int cell) {
        return (long) CELL.getOpaque(cells, cell);
    }

    /** Any thread. */
    long received() {
        return cell(RECEIVED);
    }

    /** Any thread. */
    long receivedBytes() {
        return cell(RECEIVED_BYTES);
    }

    /** Any thread. */
    long sent() {
        return cell(SENT) + sentElsewhere.sum();
    }

    /** Any thread. */
    long sentBytes() {
        return cell(SENT_BYTES) + sentElsewhereBytes.sum();
    }
}
