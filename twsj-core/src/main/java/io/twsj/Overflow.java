package io.twsj;

/**
 * What happens to a send that finds a connection's output at its bound: the peer takes less than it is sent.
 *
 * <p>Three of them drop messages. Only those for many may be dropped ({@link Recipients}, {@link ConnectionGroup}), and what
 * is sent with {@link WebSocketConnection#sendLatest}; what is sent to one connection makes some of them go where the policy
 * lets older ones go, and is else refused as with {@link #FAIL}. Dropped are whole messages that wait behind
 * {@link ConnectionOptions.Builder#outboundHighMark}, before anything has been made of them: what has begun goes on,
 * compression is never out of step, and control frames stay. Each drop is counted
 * ({@link WebSocketConnection#droppedMessages}, {@link ServerStatistics#droppedMessages}) and told
 * ({@link ServerObserver#onMessageDropped}); a stage that waits for the message fails with a {@link MessageDroppedException}.
 */
public enum Overflow {
    /** Closes the connection with 1013 and drops it; the send fails. The default: slow peers cannot pile up memory. */
    CLOSE,
    /** Refuses the send with an {@link IllegalStateException}; the connection stays. */
    FAIL,
    /**
     * Blocks the sending thread until there is room or the connection ends. Only a worker can wait: on an event loop
     * this is {@link #FAIL}.
     */
    WAIT,
    /** Drops the oldest messages that wait and may be dropped, as many as make room for the new one. */
    DROP_OLDEST,
    /** Drops the new message, if it may be dropped. */
    DROP_NEWEST,
    /**
     * Keeps of the waiting messages with one key only the newest, at its own place in the order; see
     * {@link Recipients#latest}. At the bound it is {@link #DROP_OLDEST}.
     */
    LATEST_PER_KEY;

    boolean drops() {
        return this == DROP_OLDEST || this == DROP_NEWEST || this == LATEST_PER_KEY;
    }
}
