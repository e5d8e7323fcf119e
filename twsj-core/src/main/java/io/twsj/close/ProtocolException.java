package io.twsj.close;

/**
 * The peer broke a rule of RFC 6455 or of an agreed extension; the connection fails with {@link #closeReason()}
 * (RFC 6455 section 7.1.7).
 */
public class ProtocolException extends WebSocketException {

    private static final long serialVersionUID = 1L;

    private final transient CloseReason closeReason;

    /** A violation, with the code that tells the peer which kind it was; the message becomes the close reason. */
    public ProtocolException(int closeCode, String message) {
        super(message);
        this.closeReason = CloseReason.truncated(closeCode, message);
    }

    /** A failure of which the peer is told less than the message says. */
    ProtocolException(CloseReason closeReason, String message) {
        super(message);
        this.closeReason = closeReason;
    }

    /** What the peer is told. */
    public CloseReason closeReason() {
        return closeReason;
    }
}
