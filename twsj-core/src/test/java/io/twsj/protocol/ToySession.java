package io.twsj.protocol;

import io.twsj.close.CloseCode;
import io.twsj.close.ProtocolException;
import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.extension.FrameTransform;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** A session made of two transforms. */
record ToySession(String name, int rsvBits, Supplier<FrameTransform> in, Supplier<FrameTransform> out)
        implements ExtensionSession {

    @Override
    public ExtensionParameters agreed() {
        return ExtensionParameters.of(name);
    }

    @Override
    public FrameTransform inbound() {
        return in.get();
    }

    @Override
    public FrameTransform outbound() {
        return out.get();
    }

    @Override
    public void close() {
        throw new AssertionError("closing is for the engine's caller");
    }

    /** Puts one byte before each frame's payload on the way out, and wants it there on the way in. */
    static ToySession prefix(String name, char letter) {
        return new ToySession(name, 0, () -> new RemovePrefix((byte) letter), () -> new AddPrefix((byte) letter));
    }

    /** Makes of each byte from the peer so many; 0 for none. */
    static ToySession multiplying(int factor) {
        return new ToySession("multiply", 0, () -> new Multiply(factor), Unchanged::new);
    }

    /** Lets everything pass; a base for transforms that change one thing. */
    static class Unchanged implements FrameTransform {

        @Override
        public int begin(int bits, long length) {
            return bits;
        }

        @Override
        public void payload(ByteBuffer bytes, PayloadSink sink) {
            sink.accept(bytes);
        }

        @Override
        public void end(PayloadSink sink) {
            // Nothing was held back.
        }
    }

    private static final class AddPrefix extends Unchanged {

        private final byte letter;
        private boolean added;

        AddPrefix(byte letter) {
            this.letter = letter;
        }

        @Override
        public int begin(int bits, long length) {
            added = false;
            return bits;
        }

        @Override
        public void payload(ByteBuffer bytes, PayloadSink sink) {
            add(sink);
            sink.accept(bytes);
        }

        @Override
        public void end(PayloadSink sink) {
            add(sink);
        }

        private void add(PayloadSink sink) {
            if (!added) {
                added = true;
                sink.accept(ByteBuffer.wrap(new byte[] {letter}));
            }
        }
    }

    private static final class RemovePrefix extends Unchanged {

        private final byte letter;
        private boolean removed;

        RemovePrefix(byte letter) {
            this.letter = letter;
        }

        @Override
        public int begin(int bits, long length) {
            removed = false;
            return bits;
        }

        @Override
        public void payload(ByteBuffer bytes, PayloadSink sink) {
            if (!removed && bytes.hasRemaining()) {
                removed = true;
                if (bytes.get() != letter) {
                    throw new ProtocolException(CloseCode.INVALID_PAYLOAD, "the prefix is not there");
                }
            }
            sink.accept(bytes);
        }
    }

    private static final class Multiply extends Unchanged {

        private final int factor;

        Multiply(int factor) {
            this.factor = factor;
        }

        @Override
        public void payload(ByteBuffer bytes, PayloadSink sink) {
            while (bytes.hasRemaining()) {
                byte[] many = Frames.repeated(factor, bytes.get());
                sink.accept(ByteBuffer.wrap(many));
            }
        }
    }
}
