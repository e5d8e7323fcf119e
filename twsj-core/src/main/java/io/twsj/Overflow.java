package io.twsj;

/** What happens to a send that finds a connection's output at its bound: the peer takes less than it is sent. */
public enum Overflow {
    /** Closes the connection with 1013 and drops it; the send fails. The default: slow peers cannot pile up memory. */
    CLOSE,
    /** Refuses the send with an {@link IllegalStateException}; the connection stays. */
    FAIL,
    /**
     * Blocks the sending thread until there is room or the connection ends. Only a worker can wait: on an event loop
     * this is {@link #FAIL}.
     */
    WAIT
}
