package io.twsj;

import io.twsj.transport.Ticker;
import java.util.concurrent.TimeUnit;

/** Lets a few lines of one kind into the log in a while, and knows how many it has left out since. Thread-safe. */
final class LineBudget {

    /** Says that a line is left out. */
    static final long NONE = -1;

    private static final int LINES = 10;
    private static final long WHILE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Ticker ticker;
    private long since;
    private int lines;
    private long leftOut;

    LineBudget(Ticker ticker) {
        this.ticker = ticker;
        this.since = ticker.nanos();
    }

    /** Takes one line: how many were left out before it, or {@link #NONE} if it is to be left out itself. */
    synchronized long take() {
        long now = ticker.nanos();
        if (now - since >= WHILE_NANOS) {
            since = now;
            lines = 0;
        }
        if (lines == LINES) {
            leftOut++;
            return NONE;
        }
        lines++;
        long before = leftOut;
        leftOut = 0;
        return before;
    }
}
