package io.twsj.interop;

import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.extension.FrameTransform;
import io.twsj.extension.WrappedExtension;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import io.twsj.frame.FrameBits;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** permessage-deflate that writes down what was agreed on and what went over the wire. For one connection. */
final class WatchedDeflate extends WrappedExtension {

    private final List<WireData> received = new CopyOnWriteArrayList<>();
    private final List<WireData> sent = new CopyOnWriteArrayList<>();
    private volatile ExtensionParameters agreed;

    WatchedDeflate(DeflateOptions options) {
        super(PermessageDeflate.withFallback(options));
    }

    /** A data frame on the wire: its first byte, and the length of its payload there. */
    record WireData(int bits, int length) {

        boolean isCompressed() {
            return (bits & FrameBits.RSV1) != 0;
        }
    }

    /** What was agreed on, null if nothing was. */
    ExtensionParameters agreed() {
        return agreed;
    }

    /** The data frames that the peer has sent. */
    List<WireData> received() {
        return received;
    }

    /** The data frames that the peer was sent. */
    List<WireData> sent() {
        return sent;
    }

    @Override
    protected ExtensionSession wrap(ExtensionSession session) {
        agreed = session.agreed();
        return new Session(session) {
            @Override
            public FrameTransform inbound() {
                return new WatchedInbound(super.inbound());
            }

            @Override
            public FrameTransform outbound() {
                return new WatchedOutbound(super.outbound());
            }
        };
    }

    /** Looks at what goes in. */
    private final class WatchedInbound extends Transform {

        WatchedInbound(FrameTransform inflater) {
            super(inflater);
        }

        @Override
        public int begin(int bits, long length) {
            received.add(new WireData(bits, (int) length));
            return super.begin(bits, length);
        }
    }

    /** Looks at what comes out. */
    private final class WatchedOutbound extends Transform {

        private int bits;
        private int length;

        WatchedOutbound(FrameTransform deflater) {
            super(deflater);
        }

        @Override
        public int begin(int plainBits, long plainLength) {
            bits = super.begin(plainBits, plainLength);
            length = 0;
            return bits;
        }

        @Override
        public void payload(ByteBuffer bytes, PayloadSink sink) {
            super.payload(bytes, counting(sink));
        }

        @Override
        public void end(PayloadSink sink) {
            super.end(counting(sink));
            sent.add(new WireData(bits, length));
        }

        private PayloadSink counting(PayloadSink sink) {
            return bytes -> {
                length += bytes.remaining();
                sink.accept(bytes);
            };
        }
    }
}
