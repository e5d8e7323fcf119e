package io.twsj.interop;

import io.twsj.extension.Extension;
import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.extension.FrameTransform;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import io.twsj.frame.FrameBits;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** permessage-deflate that writes down what was agreed on and what went over the wire. For one connection. */
final class WatchedDeflate implements Extension {

    private final Extension deflate;
    private final List<WireData> received = new CopyOnWriteArrayList<>();
    private final List<WireData> sent = new CopyOnWriteArrayList<>();
    private volatile ExtensionParameters agreed;

    WatchedDeflate(DeflateOptions options) {
        deflate = PermessageDeflate.withFallback(options);
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
    public String name() {
        return deflate.name();
    }

    @Override
    public ExtensionSession accept(ExtensionParameters offer) {
        return watched(deflate.accept(offer));
    }

    @Override
    public List<ExtensionParameters> offers() {
        return deflate.offers();
    }

    @Override
    public ExtensionSession confirm(ExtensionParameters response) {
        return watched(deflate.confirm(response));
    }

    private ExtensionSession watched(ExtensionSession session) {
        if (session == null) {
            return null;
        }
        agreed = session.agreed();
        return new WatchedSession(session);
    }

    private final class WatchedSession implements ExtensionSession {

        private final ExtensionSession session;

        WatchedSession(ExtensionSession session) {
            this.session = session;
        }

        @Override
        public ExtensionParameters agreed() {
            return session.agreed();
        }

        @Override
        public int rsvBits() {
            return session.rsvBits();
        }

        @Override
        public FrameTransform inbound() {
            return new WatchedInbound(session.inbound());
        }

        @Override
        public FrameTransform outbound() {
            return new WatchedOutbound(session.outbound());
        }

        @Override
        public void close() {
            session.close();
        }
    }

    /** Looks at what goes in. */
    private final class WatchedInbound implements FrameTransform {

        private final FrameTransform inflater;

        WatchedInbound(FrameTransform inflater) {
            this.inflater = inflater;
        }

        @Override
        public int begin(int bits, long length) {
            received.add(new WireData(bits, (int) length));
            return inflater.begin(bits, length);
        }

        @Override
        public void payload(ByteBuffer bytes, PayloadSink sink) {
            inflater.payload(bytes, sink);
        }

        @Override
        public void end(PayloadSink sink) {
            inflater.end(sink);
        }
    }

    /** Looks at what comes out. */
    private final class WatchedOutbound implements FrameTransform {

        private final FrameTransform deflater;
        private int bits;
        private int length;

        WatchedOutbound(FrameTransform deflater) {
            this.deflater = deflater;
        }

        @Override
        public int begin(int plainBits, long plainLength) {
            bits = deflater.begin(plainBits, plainLength);
            length = 0;
            return bits;
        }

        @Override
        public void payload(ByteBuffer bytes, PayloadSink sink) {
            deflater.payload(bytes, counting(sink));
        }

        @Override
        public void end(PayloadSink sink) {
            deflater.end(counting(sink));
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
