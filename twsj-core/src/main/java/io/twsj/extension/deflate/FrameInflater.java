package io.twsj.extension.deflate;

import io.twsj.extension.FrameTransform;
import io.twsj.frame.FrameBits;
import java.nio.ByteBuffer;

/** deflate-frame on the way in: RSV1 tells of each frame whether it is compressed. One caller at a time. */
final class FrameInflater implements FrameTransform {

    private final Decompressor decompressor;

    /** Whether the present frame is compressed. */
    private boolean compressed;

    FrameInflater(Decompressor decompressor) {
        this.decompressor = decompressor;
    }

    @Override
    public int begin(int bits, long length) {
        compressed = (bits & FrameBits.RSV1) != 0;
        if (compressed) {
            decompressor.begin();
        }
        return bits & ~FrameBits.RSV1;
    }

    @Override
    public void payload(ByteBuffer bytes, PayloadSink sink) {
        if (compressed) {
            decompressor.decompress(bytes, sink);
        } else {
            sink.accept(bytes);
        }
    }

    @Override
    public void end(PayloadSink sink) {
        if (compressed) {
            decompressor.finish(sink);
        }
    }
}
