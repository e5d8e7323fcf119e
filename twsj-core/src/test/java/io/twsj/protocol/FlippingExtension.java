package io.twsj.protocol;

import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.extension.FrameTransform;
import io.twsj.frame.FrameBits;
import java.nio.ByteBuffer;

/** Flips every bit of the payload and marks the frame with RSV2, which it owns. */
final class FlippingExtension implements ExtensionSession {

    @Override
    public ExtensionParameters agreed() {
        return ExtensionParameters.parse(java.util.List.of("x-flip")).get(0);
    }

    @Override
    public int rsvBits() {
        return FrameBits.RSV2;
    }

    @Override
    public FrameTransform inbound() {
        return new Flip();
    }

    @Override
    public FrameTransform outbound() {
        return new Flip();
    }

    @Override
    public void close() {
        // It holds nothing.
    }

    static byte[] flipped(byte[] bytes) {
        byte[] flipped = bytes.clone();
        for (int i = 0; i < flipped.length; i++) {
            flipped[i] ^= (byte) 0xff;
        }
        return flipped;
    }

    private static final class Flip implements FrameTransform {

        @Override
        public int begin(int bits, long length) {
            return bits ^ FrameBits.RSV2;
        }

        @Override
        public void payload(ByteBuffer bytes, PayloadSink sink) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            sink.accept(ByteBuffer.wrap(flipped(copy)));
        }

        @Override
        public void end(PayloadSink sink) {
            // Nothing is held back.
        }
    }
}
