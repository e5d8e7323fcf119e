package io.twsj.close;

/**
 * A hook threw, or gave back what cannot take the frame's or message's place. The connection fails with 1011 and
 * nothing about the cause reaches the peer.
 */
public class HookException extends ProtocolException {

    private static final long serialVersionUID = 1L;

    /** Says what the hook was asked for; the cause stays here. */
    public HookException(String message, Throwable cause) {
        super(CloseReason.of(CloseCode.INTERNAL_ERROR), message);
        initCause(cause);
    }
}
