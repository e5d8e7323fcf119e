package io.twsj.extension.deflate;

import io.twsj.close.CloseCode;
import io.twsj.close.LimitExceededException;
import io.twsj.close.ProtocolException;
import io.twsj.extension.FrameTransform.PayloadSink;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses one connection's input, unit by unit: messages or frames, whose last four bytes were left out (RFC 7692
 * section 7.2.2). What comes out goes to the sink in small pieces, so that its limit ends the work in the middle of a
 * bomb. One caller at a time.
 */
final class Decompressor {

    /** Below so many bytes a ratio says nothing. */
    private static final int FREE_BYTES = 64 << 10;

    /**
     * With takeover a unit may have one block with BFINAL, which is what a sender without a flush ends it with, and one more
     * for so many compressed bytes: after each of them up to 32 KiB of history are put back, which a peer could have done
     * for every two bytes it sends.
     */
    private static final int BYTES_PER_LAST_BLOCK = 64;

    private final Codecs codecs;
    private final int maxRatio;

    /** What a peer may refer to after a block with BFINAL; null if it may not refer to earlier units at all. */
    private final @Nullable History history;

    private final ByteBuffer marker = ByteBuffer.wrap(new byte[] {0, 0, (byte) 0xff, (byte) 0xff});

    /** Null between units without context takeover, and before the first unit with it. */
    private @Nullable Inflater inflater;

    /** Compressed bytes of the present unit. */
    private long compressed;

    /** Bytes that the present unit has become. */
    private long inflated;

    /** Blocks of the present unit with BFINAL set. */
    private int lastBlocks;

    /** Whether the last block had BFINAL set and nothing has followed. */
    private boolean ended;

    /**
     * @param takeover whether a unit may refer to earlier ones; the memory for that is reserved by the caller
     * @param maxRatio how many times as large a unit may become; 0 for no bound
     */
    Decompressor(Codecs codecs, boolean takeover, int maxRatio) {
        this.codecs = codecs;
        this.maxRatio = maxRatio;
        this.history = takeover ? new History() : null;
    }

    /** Begins a unit. */
    void begin() {
        compressed = 0;
        inflated = 0;
        lastBlocks = 0;
        ended = false;
        if (inflater == null) {
            if (history == null && !codecs.reserve(Codecs.INFLATER_BYTES)) {
                throw new LimitExceededException(
                        CloseCode.TRY_AGAIN_LATER,
                        "compressed message while decompression uses " + codecs.bytesInUse()
                                + " bytes of memory of at most " + codecs.maxBytes(),
                        codecs.bytesInUse() + Codecs.INFLATER_BYTES,
                        codecs.maxBytes());
            }
            inflater = codecs.inflater();
        }
    }

    /** Decompresses some bytes of the unit, up to their limit. */
    void decompress(ByteBuffer bytes, PayloadSink sink) {
        if (bytes.hasRemaining()) {
            compressed += bytes.remaining();
            inflate(bytes, sink);
        }
    }

    /** Ends the unit. */
    void finish(PayloadSink sink) {
        if (compressed == 0) {
            // Taken for a block's beginning, the marker alone would spoil the next unit without an error in this one.
            throw invalid("no bytes at all, where even an empty message is one byte");
        }
        if (!ended) {
            inflate(marker.clear(), sink);
        }
        if (history == null) {
            close();
        }
    }

    private void inflate(ByteBuffer bytes, PayloadSink sink) {
        ByteBuffer scratch = codecs.scratch();
        try {
            Inflater present = present();
            present.setInput(bytes);
            boolean more = true;
            while (more) {
                int before = bytes.position();
                inflateOnce(present, scratch.clear());
                boolean full = !scratch.hasRemaining();
                emit(scratch.flip(), sink);
                if (present.finished()) {
                    goOnAfterLastBlock(present, bytes);
                    ended = true;
                } else if (bytes.position() > before) {
                    ended = false;
                }
                more = full || (ended && bytes.hasRemaining());
            }
        } finally {
            codecs.giveBack(scratch);
        }
    }

    private static void inflateOnce(Inflater present, ByteBuffer scratch) {
        try {
            present.inflate(scratch);
        } catch (DataFormatException malformed) {
            throw invalid(String.valueOf(malformed.getMessage()));
        }
    }

    private void emit(ByteBuffer bytes, PayloadSink sink) {
        inflated += bytes.remaining();
        if (maxRatio > 0 && inflated > FREE_BYTES && inflated > compressed * maxRatio) {
            throw new LimitExceededException(
                    CloseCode.MESSAGE_TOO_BIG,
                    "compressed message becomes more than " + maxRatio + " times as large",
                    inflated / compressed,
                    maxRatio);
        }
        if (history != null) {
            history.add(bytes);
        }
        sink.accept(bytes);
    }

    /** RFC 7692 7.2.3.4: a block may say that it is the last one, and yet others follow. */
    private void goOnAfterLastBlock(Inflater present, ByteBuffer bytes) {
        present.reset();
        if (history != null) {
            countLastBlock(compressed - bytes.remaining());
            // Of raw data a second dictionary goes behind the first (zlib's manual, inflateSetDictionary).
            history.handTo(present::setDictionary);
        }
        present.setInput(bytes);
    }

    /** @param until how much of the unit has been read, up to the end of the block, however it was cut */
    private void countLastBlock(long until) {
        lastBlocks++;
        long most = 1 + until / BYTES_PER_LAST_BLOCK;
        if (lastBlocks > most) {
            throw new LimitExceededException(
                    CloseCode.POLICY_VIOLATION,
                    "the first " + until + " bytes of a compressed message have more than " + most
                            + " blocks that say they are the last",
                    lastBlocks,
                    most);
        }
    }

    private Inflater present() {
        Inflater present = inflater;
        if (present == null) {
            throw new IllegalStateException("no unit has begun");
        }
        return present;
    }

    private static ProtocolException invalid(String what) {
        return new ProtocolException(CloseCode.INVALID_PAYLOAD, "compressed data is malformed: " + what);
    }

    /** Gives back what is held. */
    void close() {
        if (inflater != null) {
            codecs.giveBack(inflater);
            inflater = null;
            if (history == null) {
                codecs.unreserve(Codecs.INFLATER_BYTES);
            }
        }
    }
}
