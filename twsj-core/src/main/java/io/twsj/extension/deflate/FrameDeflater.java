package io.twsj.extension.deflate;

import io.twsj.extension.FrameTransform;
import io.twsj.frame.FrameBits;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** deflate-frame on the way out: each frame that is worth it, by itself or after earlier ones. One caller at a time. */
final class FrameDeflater implements FrameTransform {

    private final Compressor compressor;
    private final int minSize;

    /** Whether the present frame is compressed. */
    private boolean compressing;

    FrameDeflater(Compressor compressor, int minSize) {
        this.compressor = compressor;
        this.minSize = minSize;
    }

    @Override
    public int begin(int bits, long length) {
        boolean isWorthIt = length == UNKNOWN_LENGTH || (length >= minSize && length > 0);
        compressing = isWorthIt && compressor.begin();
        return compressing ? bits | FrameBits.RSV1 : bits;
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
        if (compressing) {
            compressor.finish(sink);
        }
    }
}
