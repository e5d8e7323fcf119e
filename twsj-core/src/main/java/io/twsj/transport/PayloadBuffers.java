package io.twsj.transport;

import io.twsj.protocol.BufferPool;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Direct buffers for messages that arrive in pieces. Keeps a bounded stock, since the operating system hands out fresh
 * memory slowly. Event loop only.
 */
final class PayloadBuffers implements BufferPool {

    /** Most bytes in stock; what does not fit is left to the garbage collector. */
    private static final long MAX_STOCK = 16 << 20;

    private static final int MAX_COUNT = 64;

    private final List<ByteBuffer> stock = new ArrayList<>();
    private long stockBytes;

    @Override
    public ByteBuffer acquire(int capacity) {
        int best = bestFit(capacity);
        if (best < 0) {
            return ByteBuffer.allocateDirect(rounded(capacity));
        }
        ByteBuffer buffer = stock.remove(best);
        stockBytes -= buffer.capacity();
        return buffer.clear();
    }

    @Override
    public void release(ByteBuffer buffer) {
        if (stock.size() < MAX_COUNT && stockBytes + buffer.capacity() <= MAX_STOCK) {
            stock.add(buffer);
            stockBytes += buffer.capacity();
        }
    }

    private int bestFit(int capacity) {
        int best = -1;
        for (int i = 0; i < stock.size(); i++) {
            int size = stock.get(i).capacity();
            if (size >= capacity && (best < 0 || size < stock.get(best).capacity())) {
                best = i;
            }
        }
        return best;
    }

    /** Up to the next power of two, or as it is where that would overflow. */
    private static int rounded(int capacity) {
        return capacity > 1 << 30 ? capacity : Integer.highestOneBit(Math.max(capacity - 1, 1)) << 1;
    }
}
