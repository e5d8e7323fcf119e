package io.twsj;

/**
 * A message was dropped on the sending side, as the connection's {@link Overflow} or its sender wanted, because the peer did
 * not take what came before it. The connection goes on.
 */
public class MessageDroppedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /** Says why. */
    public MessageDroppedException(String message) {
        super(message);
    }
}
