package io.twsj.extension.deflate;

import io.twsj.extension.FrameTransform.PayloadSink;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses one connection's output, unit by unit: messages or frames. A unit is what ends with a marker, an empty stored
 * block, of which the last four bytes are left out (RFC 7692 section 7.2.1). One caller at a time.
 *
 * <p>The JDK's deflater has no window but the largest. Where a smaller one is agreed, its history is forgotten at least
 * every so many bytes, so that no reference reaches further back.
 */
final class Compressor {

    /** What every flush ends with, and a unit does without. */
    private static final int MARKER_BYTES = 4;

    private static final int LARGEST_WINDOW_BITS = 15;

    /** An empty stored block without its marker: what is left of a unit if everything has been flushed before. */
    private static final byte EMPTY_BLOCK = 0;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Codecs codecs;
    private final boolean takeover;

    /** How many bytes may be compressed before history is forgotten. */
    private final int window;

    /** Null between units without context takeover, and before the first unit with it. */
    private @Nullable Deflater deflater;

    /** Bytes compressed since there was no history. */
    private int sinceForgotten;

    /**
     * @param takeover whether a unit may refer to earlier ones; the memory for that is reserved by the caller
     * @param windowBits 8 to 15: references reach at most 2^windowBits bytes back
     */
    Compressor(Codecs codecs, boolean takeover, int windowBits) {
        this.codecs = codecs;
        this.takeover = takeover;
        this.window = windowBits == LARGEST_WINDOW_BITS ? Integer.MAX_VALUE : 1 << windowBits;
    }

    /** Equal for those that make the same of a unit, null if that depends on earlier units. */
    @Nullable
    Object sharingKey() {
        return takeover ? null : new Sharing(codecs, window);
    }

    /** The codecs stand for the extension: its level, and which units are worth compressing. */
    private record Sharing(Codecs codecs, int window) {}

    /** Begins a unit; false if there is no memory for it now, and it has to go out as it is. */
    boolean begin() {
        if (deflater == null) {
            if (!takeover && !codecs.reserve(Codecs.DEFLATER_BYTES)) {
                return false;
            }
            deflater = codecs.deflater();
            sinceForgotten = 0;
        }
        return true;
    }

    /** Compresses some bytes of the unit, up to their limit. */
    void compress(ByteBuffer bytes, PayloadSink sink) {
        ByteBuffer scratch = codecs.scratch();
        try {
            if (window == Integer.MAX_VALUE) {
                deflate(bytes, Deflater.NO_FLUSH, scratch, sink);
            } else {
                compressInRuns(bytes, scratch, sink);
            }
        } finally {
            codecs.giveBack(scratch);
        }
    }

    private void compressInRuns(ByteBuffer bytes, ByteBuffer scratch, PayloadSink sink) {
        int end = bytes.limit();
        while (bytes.position() < end) {
            if (sinceForgotten == window) {
                deflate(bytes.limit(bytes.position()), Deflater.FULL_FLUSH, scratch, sink);
                sinceForgotten = 0;
            }
            int run = Math.min(end - bytes.position(), window - sinceForgotten);
            sinceForgotten += run;
            deflate(bytes.limit(bytes.position() + run), Deflater.NO_FLUSH, scratch, sink);
            bytes.limit(end);
        }
    }

    private void deflate(ByteBuffer bytes, int flush, ByteBuffer scratch, PayloadSink sink) {
        Deflater present = present();
        present.setInput(bytes);
        boolean full = true;
        while (full) {
            present.deflate(scratch.clear(), flush);
            full = !scratch.hasRemaining();
            sink.accept(scratch.flip());
        }
    }

    /** Lets the peer have everything so far; the unit goes on. */
    void flush(PayloadSink sink) {
        ByteBuffer scratch = codecs.scratch();
        try {
            deflate(NOTHING, Deflater.SYNC_FLUSH, scratch, sink);
        } finally {
            codecs.giveBack(scratch);
        }
    }

    /** Ends the unit. */
    void finish(PayloadSink sink) {
        ByteBuffer scratch = codecs.scratch();
        try {
            flushWithoutMarker(scratch, sink);
        } finally {
            codecs.giveBack(scratch);
        }
        if (!takeover) {
            release();
            codecs.unreserve(Codecs.DEFLATER_BYTES);
        }
    }

    /** The last four bytes so far are always held back, as the marker may span two fillings of the scratch buffer. */
    private void flushWithoutMarker(ByteBuffer scratch, PayloadSink sink) {
        Deflater present = present();
        present.setInput(NOTHING);
        scratch.clear();
        present.deflate(scratch, Deflater.SYNC_FLUSH);
        if (scratch.position() == 0) {
            sink.accept(scratch.put(EMPTY_BLOCK).flip());
            return;
        }
        while (!scratch.hasRemaining()) {
            emitAllButMarker(scratch, sink);
            scratch.compact();
            present.deflate(scratch, Deflater.SYNC_FLUSH);
        }
        emitAllButMarker(scratch, sink);
    }

    /** Leaves the last four bytes between position and limit. */
    private static void emitAllButMarker(ByteBuffer scratch, PayloadSink sink) {
        scratch.flip();
        int end = scratch.limit();
        sink.accept(scratch.limit(end - MARKER_BYTES));
        scratch.limit(end);
    }

    private Deflater present() {
        Deflater present = deflater;
        if (present == null) {
            throw new IllegalStateException("no unit has begun");
        }
        return present;
    }

    private void release() {
        if (deflater != null) {
            codecs.giveBack(deflater);
            deflater = null;
        }
    }

    /** Gives back what is held. */
    void close() {
        boolean reserved = deflater != null && !takeover;
        release();
        if (reserved) {
            codecs.unreserve(Codecs.DEFLATER_BYTES);
        }
    }
}
