package io.twsj.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Receives what a {@link Link} delivers; all calls are made by the link's loop. */
public interface LinkHandler {

    /**
     * Bytes have arrived.
     *
     * @param bytes valid during the call, and the handler may overwrite them. What it leaves because it paused the link
     *     comes again; what it leaves after {@link Link#handler} goes to the new handler
     */
    void onBytes(ByteBuffer bytes);

    /**
     * A whole frame has arrived, on a link that carries frames ({@link Link#carriesFrames}) and after its opening
     * handshake; never while reading is paused.
     *
     * @param bits the first header byte, see {@link io.twsj.frame.FrameBits}
     * @param payload not masked; valid during the call, and the handler may overwrite it
     */
    default void onFrame(int bits, ByteBuffer payload) {
        throw new UnsupportedOperationException("only links that carry frames deliver frames");
    }

    /** The peer will send nothing more. Output is still possible. */
    void onEndOfStream();

    /** Waiting output has been written, all or some of it; or the network takes more. */
    void onWritable();

    /** The time asked for with {@link Link#deadline} has come. */
    void onDeadline();

    /** The network failed; {@link #onClosed} follows. */
    void onFailure(IOException cause);

    /** The link is closed, for whatever reason. Last call, exactly once. */
    void onClosed();
}
