package io.twsj.protocol;

import java.nio.ByteBuffer;

/** Lends buffers for payloads that arrive in several pieces. Used by one caller at a time. */
public interface BufferPool {

    /** An empty buffer of at least this capacity, its limit at its capacity. */
    ByteBuffer acquire(int capacity);

    /** Takes a buffer back; the caller forgets it. */
    void release(ByteBuffer buffer);

    /** Fresh heap buffers, left to the garbage collector. */
    BufferPool HEAP = new BufferPool() {
        @Override
        public ByteBuffer acquire(int capacity) {
            return ByteBuffer.allocate(capacity);
        }

        @Override
        public void release(ByteBuffer buffer) {
            // The garbage collector's.
        }
    };
}
