package io.twsj.transport;

import io.twsj.protocol.Link;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Buffers of one size for output: what a worker encodes into, and what a slow peer has not taken yet. Thread-safe.
 */
final class ChunkPool {

    static final int CHUNK_BYTES = 2 * Link.LARGEST_PIECE;

    private static final int MAX_STOCK = 128;

    private final Supplier<ByteBuffer> newChunk;
    private final int maxStock;
    private final ArrayDeque<ByteBuffer> stock = new ArrayDeque<>();

    /** Direct buffers, for bytes on their way to the network. */
    ChunkPool() {
        this(() -> ByteBuffer.allocateDirect(CHUNK_BYTES), MAX_STOCK);
    }

    /**
     * Other buffers.
     *
     * @param maxStock unused chunks beyond this number are left to the garbage collector
     */
    ChunkPool(Supplier<ByteBuffer> newChunk, int maxStock) {
        this.newChunk = newChunk;
        this.maxStock = maxStock;
    }

    /** An empty chunk. */
    ByteBuffer acquire() {
        ByteBuffer chunk = poll();
        return chunk == null ? newChunk.get() : chunk.clear();
    }

    /** Takes a chunk back; the caller forgets it. */
    synchronized void release(ByteBuffer chunk) {
        if (stock.size() < maxStock) {
            stock.push(chunk);
        }
    }

    private synchronized @Nullable ByteBuffer poll() {
        return stock.poll();
    }
}
