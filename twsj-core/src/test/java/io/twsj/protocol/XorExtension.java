package io.twsj.protocol;

import io.twsj.close.CloseCode;
import io.twsj.close.ProtocolException;
import io.twsj.extension.Extension;
import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.extension.FrameTransform;
import io.twsj.frame.FrameBits;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A toy that owns RSV2 and marks with it, on a message's first frame, that the payload is XORed. It has a parameter of
 * its own, the key; a state per direction, the number of messages; leaves every third message alone; and holds bytes back
 * until a frame ends.
 */
final class XorExtension implements Extension {

    static final String NAME = "x-xor";

    private final int key;

    /** Sessions that were closed. */
    int closed;

    XorExtension(int key) {
        this.key = key;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable ExtensionSession accept(ExtensionParameters offer) {
        return open(offer);
    }

    @Override
    public List<ExtensionParameters> offers() {
        return List.of(ExtensionParameters.of(NAME).with("key", Integer.toString(key)));
    }

    @Override
    public @Nullable ExtensionSession confirm(ExtensionParameters response) {
        return offers().contains(response) ? open(response) : null;
    }

    private @Nullable ExtensionSession open(ExtensionParameters agreed) {
        String value = agreed.value("key");
        return value == null || agreed.names().size() != 1 ? null : new Session(agreed, Integer.parseInt(value));
    }

    private final class Session implements ExtensionSession {

        private final ExtensionParameters agreed;
        private final int key;

        Session(ExtensionParameters agreed, int key) {
            this.agreed = agreed;
            this.key = key;
        }

        @Override
        public ExtensionParameters agreed() {
            return agreed;
        }

        @Override
        public int rsvBits() {
            return FrameBits.RSV2;
        }

        @Override
        public FrameTransform inbound() {
            return new Xor(key, true);
        }

        @Override
        public FrameTransform outbound() {
            return new Xor(key, false);
        }

        @Override
        public void close() {
            closed++;
        }
    }

    private static final class Xor implements FrameTransform {

        private final int key;
        private final boolean inbound;
        private int messages;
        private boolean marked;

        /** The last byte so far, held back until the frame ends. */
        private int heldBack = -1;

        Xor(int key, boolean inbound) {
            this.key = key;
            this.inbound = inbound;
        }

        @Override
        public int begin(int bits, long length) {
            boolean first = FrameBits.opcode(bits) != 0;
            if (first) {
                messages++;
            }
            return inbound ? beginInbound(bits, first) : beginOutbound(bits, first);
        }

        private int beginInbound(int bits, boolean first) {
            boolean bit = (bits & FrameBits.RSV2) != 0;
            if (bit && !first) {
                throw new ProtocolException(CloseCode.PROTOCOL_ERROR, "RSV2 on a continuation");
            }
            marked = first ? bit : marked;
            return bits & ~FrameBits.RSV2;
        }

        private int beginOutbound(int bits, boolean first) {
            marked = first ? messages % 3 != 0 : marked;
            return first && marked ? bits | FrameBits.RSV2 : bits;
        }

        @Override
        public void payload(ByteBuffer bytes, PayloadSink sink) {
            if (!bytes.hasRemaining()) {
                return;
            }
            release(sink);
            int last = bytes.limit() - 1;
            heldBack = transformed(bytes.get(last)) & 0xff;
            if (inbound) {
                inPlace(bytes, last);
                sink.accept(bytes.duplicate().limit(last));
            } else {
                copied(bytes, last, sink);
            }
            bytes.position(bytes.limit());
        }

        private void inPlace(ByteBuffer bytes, int end) {
            for (int i = bytes.position(); i < end; i++) {
                bytes.put(i, transformed(bytes.get(i)));
            }
        }

        private void copied(ByteBuffer bytes, int end, PayloadSink sink) {
            byte[] copy = new byte[end - bytes.position()];
            for (int i = 0; i < copy.length; i++) {
                copy[i] = transformed(bytes.get(bytes.position() + i));
            }
            int half = copy.length / 2;
            sink.accept(ByteBuffer.wrap(copy, 0, half));
            sink.accept(ByteBuffer.wrap(copy, half, copy.length - half));
        }

        private byte transformed(byte octet) {
            return (byte) (marked ? octet ^ (key + messages) : octet);
        }

        private void release(PayloadSink sink) {
            if (heldBack != -1) {
                byte octet = (byte) heldBack;
                heldBack = -1;
                sink.accept(ByteBuffer.wrap(new byte[] {octet}));
            }
        }

        @Override
        public void end(PayloadSink sink) {
            release(sink);
        }
    }
}
