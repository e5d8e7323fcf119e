package io.twsj.spring.codec;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message is not what a handler takes: the peer's fault, whereas all else a call throws is the handler's. A
 * {@link MessageCodec} throws it too.
 */
public final class UnreadableMessageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ErrorReply reply;
    private final transient @Nullable Object id;

    private UnreadableMessageException(ErrorReply reply, @Nullable Throwable problem, @Nullable Object id) {
        super(reply.summary(), problem, false, false);
        this.reply = reply;
        this.id = id;
    }

    /**
     * A message that cannot be taken.
     *
     * @param reply what the peer is told
     */
    public UnreadableMessageException(ErrorReply reply) {
        this(reply, null, null);
    }

    /**
     * A message that cannot be taken.
     *
     * @param reply what the peer is told
     * @param problem for the handler's {@code @OnError} methods
     */
    public UnreadableMessageException(ErrorReply reply, Throwable problem) {
        this(reply, problem, null);
    }

    /** The same for a message in an envelope with this id. */
    public UnreadableMessageException in(@Nullable Object envelopeId) {
        return new UnreadableMessageException(reply, getCause(), envelopeId);
    }

    /** What the peer is told. */
    public ErrorReply reply() {
        return Objects.requireNonNull(reply);
    }

    /** The id of the message's envelope; null if it has none, or is in none. */
    public @Nullable Object id() {
        return id;
    }

    /** What was found wrong, for the handler's own {@code @OnError} methods. */
    public Throwable problem() {
        Throwable cause = getCause();
        return cause == null ? this : cause;
    }
}
