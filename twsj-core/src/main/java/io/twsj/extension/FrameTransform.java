package io.twsj.extension;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Changes the data frames of one direction of one connection, piece by piece.
 *
 * <p>Calls come in the order {@code (begin payload* end)*}, one triple a frame; control frames never pass. One caller at
 * a time. What is handed to the sink must not be touched again before the sink returns, and may be reused after.
 */
public interface FrameTransform {

    /** The length of a payload that another transform is about to change. */
    long UNKNOWN_LENGTH = -1;

    /**
     * A data frame begins.
     *
     * @param bits the first header byte (see {@link io.twsj.frame.FrameBits}): fin, RSV bits and opcode. Inbound, the
     *     bits owned by extensions later in the chain are cleared already
     * @param length how many bytes of payload will come to this transform, or {@link #UNKNOWN_LENGTH}; inbound it is what
     *     the peer declared
     * @return the first header byte with this extension's own RSV bits cleared (inbound) or set as needed (outbound)
     * @throws io.twsj.close.ProtocolException inbound, if an RSV bit stands where the extension forbids it
     */
    int begin(int bits, long length);

    /**
     * Some bytes of the frame's payload.
     *
     * @param bytes valid during the call; consumed to its limit. Its content may be overwritten by the transform only
     *     inbound
     * @param sink takes the transformed bytes; it throws where a limit is exceeded, which is to be let through
     * @throws io.twsj.close.ProtocolException inbound, if the bytes cannot be transformed
     */
    void payload(ByteBuffer bytes, PayloadSink sink);

    /** The frame ends; the last of its transformed bytes go to the sink. Throws as {@link #payload}. */
    void end(PayloadSink sink);

    /**
     * Outbound: tells which transforms make the same of a frame that is a whole message. Two with equal keys, of whichever
     * connections, do, whatever went through them before; a message for many is then transformed once, and the others of
     * these transforms never see it. Null, the default, if what is made depends on earlier frames, or on the connection.
     */
    default @Nullable Object sharingKey() {
        return null;
    }

    /** Takes transformed bytes. */
    @FunctionalInterface
    interface PayloadSink {

        /**
         * Takes all bytes between position and limit.
         *
         * @throws io.twsj.close.LimitExceededException if the message grows beyond the limit
         */
        void accept(ByteBuffer bytes);
    }
}
