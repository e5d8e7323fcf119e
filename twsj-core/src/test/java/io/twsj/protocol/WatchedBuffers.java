package io.twsj.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Lends buffers, remembers who has which, and spoils what comes back, so that nobody uses it any longer. */
final class WatchedBuffers implements BufferPool {

    private static final byte[] SPOILT = Frames.repeated(1024, 0xdd);

    private final Map<ByteBuffer, Boolean> lent = new IdentityHashMap<>();

    /** The capacities asked for, in order. */
    final List<Integer> acquired = new ArrayList<>();

    @Override
    public ByteBuffer acquire(int capacity) {
        acquired.add(capacity);
        // Alternating, since the engine must not care.
        ByteBuffer buffer = (acquired.size() & 1) == 0 && capacity <= 4096
                ? ByteBuffer.allocateDirect(capacity)
                : ByteBuffer.allocate(capacity);
        lent.put(buffer, true);
        return buffer;
    }

    @Override
    public void release(ByteBuffer buffer) {
        if (lent.remove(buffer) == null) {
            throw new AssertionError("a buffer came back that was not lent, or twice");
        }
        buffer.clear().put(SPOILT, 0, Math.min(SPOILT.length, buffer.capacity()));
    }

    /** How many have not come back. */
    int lent() {
        return lent.size();
    }
}
