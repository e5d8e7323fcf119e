package io.twsj.close;

/**
 * Something was asked of a connection that is closing or has ended, or was still on its way when the connection ended.
 */
public class ConnectionClosedException extends WebSocketException {

    private static final long serialVersionUID = 1L;

    private final transient CloseReason closeReason;

    /** Says what was attempted, and how the connection ended. */
    public ConnectionClosedException(String attempted, CloseReason closeReason) {
        super(attempted + ": the connection ended with " + closeReason);
        this.closeReason = closeReason;
    }

    /** How the connection ended, as in {@code onClose}. */
    public CloseReason closeReason() {
        return closeReason;
    }
}
