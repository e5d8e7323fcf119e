package io.twsj.extension.deflate;

import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.extension.FrameTransform;
import io.twsj.frame.FrameBits;

/** Compression at work on one connection. As thread-safe as {@link ExtensionSession} asks for. */
final class DeflateSession implements ExtensionSession {

    private final ExtensionParameters agreed;
    private final Unit unit;
    private final DeflateOptions options;
    private final Codecs codecs;
    private final Compressor compressor;
    private final Decompressor decompressor;

    /** Memory that is reserved as long as the connection lasts. */
    private final long reserved;

    /** What is compressed as one. */
    enum Unit {
        /** permessage-deflate: RSV1 on the first frame, the marker left out at the message's end. */
        MESSAGE,

        /** deflate-frame: RSV1 on each compressed frame, the marker left out at the frame's end. */
        FRAME
    }

    /**
     * How this endpoint compresses, and how the peer may.
     *
     * @param takeover whether this endpoint's units may refer to earlier ones
     * @param windowBits how far back they may refer
     * @param peerTakeover whether the peer's units may refer to earlier ones
     */
    record Terms(boolean takeover, int windowBits, boolean peerTakeover) {

        /** Memory that a connection needs on these terms as long as it lasts. */
        long bytes() {
            long outbound = takeover ? Codecs.DEFLATER_BYTES : 0;
            long inbound = peerTakeover ? Codecs.INFLATER_BYTES + History.MOST_BYTES : 0;
            return outbound + inbound;
        }
    }

    /** The memory of the terms is reserved by the caller, and given back by {@link #close}. */
    DeflateSession(ExtensionParameters agreed, Unit unit, Terms terms, DeflateOptions options, Codecs codecs) {
        this.agreed = agreed;
        this.unit = unit;
        this.options = options;
        this.codecs = codecs;
        this.compressor = new Compressor(codecs, terms.takeover(), terms.windowBits());
        this.decompressor = new Decompressor(codecs, terms.peerTakeover(), options.maxRatio());
        this.reserved = terms.bytes();
    }

    @Override
    public ExtensionParameters agreed() {
        return agreed;
    }

    @Override
    public int rsvBits() {
        return FrameBits.RSV1;
    }

    @Override
    public FrameTransform inbound() {
        return unit == Unit.MESSAGE ? new MessageInflater(decompressor) : new FrameInflater(decompressor);
    }

    @Override
    public FrameTransform outbound() {
        return unit == Unit.MESSAGE
                ? new MessageDeflater(compressor, options.minSize())
                : new FrameDeflater(compressor, options.minSize());
    }

    @Override
    public void close() {
        compressor.close();
        decompressor.close();
        codecs.unreserve(reserved);
    }
}
