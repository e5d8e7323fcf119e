package io.twsj.extension.deflate;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The deflaters and inflaters of all connections of one extension: a bound on the native memory of those in use, and a
 * few that wait for their next use. Thread-safe.
 */
final class Codecs {

    /** Native memory of a deflater: a window of 32 KiB with its hash chains. */
    static final int DEFLATER_BYTES = 264 << 10;

    /** Native memory of an inflater with its window. */
    static final int INFLATER_BYTES = 48 << 10;

    private static final int SCRATCH_BYTES = 16 << 10;

    private final int level;
    private final long maxBytes;
    private final AtomicLong bytesInUse = new AtomicLong();
    private final Slots<Deflater> deflaters = new Slots<>(slots());
    private final Slots<Inflater> inflaters = new Slots<>(slots());
    private final Slots<ByteBuffer> scratches = new Slots<>(slots());

    Codecs(int level, long maxBytes) {
        this.level = level;
        this.maxBytes = maxBytes;
    }

    private static int slots() {
        return Integer.highestOneBit(2 * Math.max(4, Runtime.getRuntime().availableProcessors()));
    }

    // The budget

    /** Counts memory that is about to be used; false if that is more than there may be. */
    boolean reserve(long bytes) {
        if (bytesInUse.addAndGet(bytes) <= maxBytes) {
            return true;
        }
        bytesInUse.addAndGet(-bytes);
        return false;
    }

    /** Counts memory that is used in any case. */
    void use(long bytes) {
        bytesInUse.addAndGet(bytes);
    }

    void unreserve(long bytes) {
        bytesInUse.addAndGet(-bytes);
    }

    /** Bytes that are reserved. */
    long bytesInUse() {
        return bytesInUse.get();
    }

    long maxBytes() {
        return maxBytes;
    }

    // Deflaters and inflaters: without history, their memory reserved by the caller

    Deflater deflater() {
        Deflater waiting = deflaters.take();
        return waiting == null ? new Deflater(level, true) : waiting;
    }

    void giveBack(Deflater deflater) {
        deflater.reset();
        if (!deflaters.put(deflater)) {
            deflater.end();
        }
    }

    Inflater inflater() {
        Inflater waiting = inflaters.take();
        return waiting == null ? new Inflater(true) : waiting;
    }

    void giveBack(Inflater inflater) {
        inflater.reset();
        if (!inflaters.put(inflater)) {
            inflater.end();
        }
    }

    // Room for output

    /** An empty buffer, for the length of a call. */
    ByteBuffer scratch() {
        @Nullable ByteBuffer waiting = scratches.take();
        return waiting == null ? ByteBuffer.allocateDirect(SCRATCH_BYTES) : waiting.clear();
    }

    void giveBack(ByteBuffer scratch) {
        // A direct buffer that finds no place is freed with its object.
        scratches.put(scratch);
    }
}
