package io.twsj.mux;

/**
 * How much the peer may still send on a channel, and when it is told that it may send more: as soon as half of the window
 * has been consumed. What is received and not consumed is thus never more than the window. One caller at a time.
 */
final class ReceiveWindow {

    /**
     * With half of the window not yet given back, the rest must hold the largest control frame, which is sent whole: 125
     * octets and the one for its beginning.
     */
    static final int SMALLEST = 2 * 126;

    private final long size;

    /** What the peer may still send. */
    private long open;

    /** Consumed, but not given back yet. */
    private long consumed;

    /**
     * A window that the peer knows of.
     *
     * @param size in octets, at least {@link #SMALLEST}
     */
    ReceiveWindow(long size) {
        this.size = size;
        this.open = size;
    }

    /**
     * The peer has sent something.
     *
     * @throws MuxException if it may not have
     */
    void spend(long cost) throws MuxException {
        if (cost > open) {
            throw new MuxException(
                    MuxCode.SEND_QUOTA_VIOLATION, cost + " octets received, but only " + open + " were allowed");
        }
        open -= cost;
    }

    /**
     * Something of this cost has gone to the application.
     *
     * @return what the peer is to be told that it may send in addition; 0 for nothing yet
     */
    long consume(long cost) {
        consumed += cost;
        if (consumed < (size + 1) / 2) {
            return 0;
        }
        long granted = consumed;
        open += granted;
        consumed = 0;
        return granted;
    }
}
