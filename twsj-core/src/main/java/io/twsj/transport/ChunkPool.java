package io.twsj.transport;

import io.twsj.protocol.Link;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Direct buffers of one size for output: what a worker encodes into, and what a slow peer has not taken yet.
 * Thread-safe.
 */
final class ChunkPool {

    static final int CHUNK_BYTES = 2 * Link.LARGEST_PIECE;

    private static final int MAX_STOCK = 128;

    private final ArrayDeque<ByteBuffer> stock = new ArrayDeque<>();

    /** An empty chunk. */
    ByteBuffer acquire() {
        ByteBuffer chunk = poll();
        return chunk == null ? ByteBuffer.allocateDirect(CHUNK_BYTES) : chunk.clear();
    }

    /** Takes a chunk back; the caller forgets it. */
    synchronized void release(ByteBuffer chunk) {
        if (stock.size() < MAX_STOCK) {
            stock.push(chunk);
        }
    }

    private synchronized @Nullable ByteBuffer poll() {
        return stock.poll();
    }
}
