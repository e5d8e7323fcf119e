package io.twsj.extension.deflate;

import io.twsj.close.CloseCode;
import io.twsj.close.ProtocolException;
import io.twsj.extension.FrameTransform;
import io.twsj.frame.FrameBits;
import io.twsj.frame.Opcode;
import java.nio.ByteBuffer;

/** permessage-deflate on the way in (RFC 7692 sections 6.2 and 7.2.2). One caller at a time. */
final class MessageInflater implements FrameTransform {

    private final Decompressor decompressor;

    /** Whether the present message is compressed. */
    private boolean compressed;

    private boolean last;

    MessageInflater(Decompressor decompressor) {
        this.decompressor = decompressor;
    }

    @Override
    public int begin(int bits, long length) {
        boolean marked = (bits & FrameBits.RSV1) != 0;
        last = FrameBits.fin(bits);
        if (FrameBits.opcode(bits) != Opcode.CONTINUATION.number()) {
            compressed = marked;
            if (marked) {
                decompressor.begin();
            }
        } else if (marked) {
            throw new ProtocolException(CloseCode.PROTOCOL_ERROR, "RSV1 on a continuation frame");
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
        if (compressed && last) {
            decompressor.finish(sink);
        }
    }
}
