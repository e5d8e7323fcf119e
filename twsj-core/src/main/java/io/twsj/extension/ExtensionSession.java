package io.twsj.extension;

/**
 * An extension at work on one connection: the agreed parameters, the RSV bits it owns, and its two transforms.
 *
 * <p>Created by {@link Extension#accept} or {@link Extension#confirm}. {@link #inbound()} and {@link #outbound()} are
 * each asked for once, before the first frame. The two transforms may run at the same time on different threads; each by
 * itself is used by one caller at a time. {@link #close()} is called once, when the connection has ended and neither
 * transform runs any more, also if the handshake failed after the agreement.
 */
public interface ExtensionSession extends AutoCloseable {

    /** The agreed parameters; on the server this is the element of the response. */
    ExtensionParameters agreed();

    /**
     * The RSV bits whose meaning this extension defines, a combination of {@link io.twsj.frame.FrameBits#RSV1},
     * {@code RSV2} and {@code RSV3}. Two extensions that own the same bit are never agreed on one connection.
     */
    int rsvBits();

    /** Turns the data frames that come from the peer into what they were before the peer's extension. */
    FrameTransform inbound();

    /** Turns the data frames of this endpoint into what goes to the peer. */
    FrameTransform outbound();

    /** Gives back what the session holds. */
    @Override
    void close();
}
