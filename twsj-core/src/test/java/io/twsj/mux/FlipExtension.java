package io.twsj.mux;

import io.twsj.extension.Extension;
import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.extension.FrameTransform;
import io.twsj.frame.FrameBits;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Flips every bit of every message, and marks its first frame with RSV1; counts the connections that agreed to it. */
final class FlipExtension implements Extension {

    final AtomicInteger agreed = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();

    @Override
    public String name() {
        return "x-flip";
    }

    @Override
    public ExtensionSession accept(ExtensionParameters offer) {
        agreed.incrementAndGet();
        return new Session();
    }

    @Override
    public List<ExtensionParameters> offers() {
        return List.of(ExtensionParameters.of(name()));
    }

    @Override
    public ExtensionSession confirm(ExtensionParameters response) {
        return new Session();
    }

    private final class Session implements ExtensionSession {

        @Override
        public ExtensionParameters agreed() {
            return ExtensionParameters.of(name());
        }

        @Override
        public int rsvBits() {
            return FrameBits.RSV1;
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
            closed.incrementAndGet();
        }
    }

    private static final class Flip implements FrameTransform {

        @Override
        public int begin(int bits, long length) {
            return FrameBits.opcode(bits) == 0 ? bits : bits ^ FrameBits.RSV1;
        }

        @Override
        public void payload(ByteBuffer bytes, PayloadSink sink) {
            byte[] flipped = new byte[bytes.remaining()];
            bytes.get(flipped);
            for (int i = 0; i < flipped.length; i++) {
                flipped[i] ^= (byte) 0xff;
            }
            sink.accept(ByteBuffer.wrap(flipped));
        }

        @Override
        public void end(PayloadSink sink) {
            // Nothing is held back.
        }
    }
}
