package io.twsj.protocol;

import io.twsj.close.CloseReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * How far the closing of a connection has come (RFC 6455 section 7): all that the inbound and the outbound half share.
 * Thread-safe; each fact becomes true once and stays true.
 *
 * <pre>
 *                 ┌── close sent ──────┐
 *  OPEN ──────────┤                    ├── both: the server ends TCP, the client waits for it ── ENDED
 *    │            └── close received ──┘
 *    └── failed: a close frame if possible, no further input, TCP ends ────────────────────────── ENDED
 * </pre>
 */
final class ConnectionState {

    private static final int CLOSE_SENT = 1;
    private static final int CLOSE_RECEIVED = 2;
    private static final int FAILED = 4;
    private static final int ENDED = 8;

    private static final VarHandle FACTS;

    static {
        try {
            FACTS = MethodHandles.lookup().findVarHandle(ConnectionState.class, "facts", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private volatile int facts;

    /** The first Close frame received; null until then. */
    private volatile @Nullable CloseReason received;

    /** What this endpoint failed the connection with; null if it did not. */
    private volatile @Nullable CloseReason failure;

    /** Data may be sent: this endpoint has sent no Close frame, nothing failed. */
    boolean isOpen() {
        return (facts & (CLOSE_SENT | FAILED | ENDED)) == 0;
    }

    /** The connection is on its way to its end: a Close frame has gone one way at least, or something failed. */
    boolean isClosing() {
        return facts != 0;
    }

    boolean isCloseSent() {
        return (facts & CLOSE_SENT) != 0;
    }

    boolean isCloseReceived() {
        return (facts & CLOSE_RECEIVED) != 0;
    }

    boolean isFailed() {
        return (facts & FAILED) != 0;
    }

    boolean isEnded() {
        return (facts & ENDED) != 0;
    }

    /** RFC 6455 7.1.3: the closing handshake has started. Tells whether this call made the fact true. */
    boolean closeSent() {
        return becomes(CLOSE_SENT);
    }

    /** The peer's Close frame came. */
    void closeReceived(CloseReason reason) {
        received = reason;
        becomes(CLOSE_RECEIVED);
    }

    /** RFC 6455 7.1.7. Tells whether this call made the fact true. */
    boolean failed(CloseReason reason) {
        if (!becomes(FAILED)) {
            return false;
        }
        failure = reason;
        return true;
    }

    /** TCP is gone. */
    void ended() {
        becomes(ENDED);
    }

    /**
     * RFC 6455 7.1.5: the first Close frame received counts; 1006 if none came. Looser than that: after a failure it is
     * what this endpoint failed the connection with, which says more.
     */
    CloseReason closeReason() {
        CloseReason reason = received;
        if (reason == null) {
            reason = failure;
        }
        return reason == null ? CloseReason.ABNORMAL : reason;
    }

    private boolean becomes(int fact) {
        return ((int) FACTS.getAndBitwiseOr(this, fact) & fact) == 0;
    }
}
