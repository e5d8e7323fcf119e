package io.twsj.extension.deflate;

import io.twsj.extension.FrameTransform;
import io.twsj.frame.FrameBits;
import io.twsj.frame.Opcode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** permessage-deflate on the way out (RFC 7692 sections 6.1 and 7.2.1). One caller at a time. */
final class MessageDeflater implements FrameTransform {

    private final Compressor compressor;
    private final int minSize;

    /** Whether the present message is compressed. */
    private boolean compressing;

    private boolean last;

    MessageDeflater(Compressor compressor, int minSize) {
        this.compressor = compressor;
        this.minSize = minSize;
    }

    @Override
    public int begin(int bits, long length) {
        last = FrameBits.fin(bits);
        if (FrameBits.opcode(bits) == Opcode.CONTINUATION.number()) {
            return bits;
        }
        compressing = isWorthIt(length) && compressor.begin();
        return compressing ? bits | FrameBits.RSV1 : bits;
    }

    /** The length of a fragmented message, and of what another extension changes, is not known. */
    private boolean isWorthIt(long length) {
        return !last || length == UNKNOWN_LENGTH || (length >= minSize && length > 0);
    }

    @Override
    public @Nullable Object sharingKey() {
        return compressor.sharingKey();
    }

    @Override
    public void payload(ByteBuffer bytes, PayloadSink sink) {
        if (compressing) {
            compressor.compress(bytes, sink);
        } else {
            sink.accept(bytes);
        }
    }

    @Override
    public void end(PayloadSink sink) {
        if (!compressing) {
            return;
        }
        if (last) {
            compressor.finish(sink);
        } else {
            compressor.flush(sink);
        }
    }
}
