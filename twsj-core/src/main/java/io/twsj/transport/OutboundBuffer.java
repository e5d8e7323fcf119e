package io.twsj.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;

/**
 * Output that waits for a peer to take more, in chunks. Exists only while something waits. One caller at a time: the
 * output's owner.
 */
final class OutboundBuffer {

    private final ChunkPool pool;

    /** Each from position to limit; the last one has room behind its limit. */
    private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>();

    private long size;

    OutboundBuffer(ChunkPool pool) {
        this.pool = pool;
    }

    long size() {
        return size;
    }

    /** Copies all bytes between position and limit to the end. */
    void append(ByteBuffer bytes) {
        size += bytes.remaining();
        while (bytes.hasRemaining()) {
            ByteBuffer last = chunks.peekLast();
            if (last == null || last.limit() == last.capacity()) {
                last = pool.acquire().limit(0);
                chunks.addLast(last);
            }
            fill(last, bytes);
        }
    }

    /** Writes as much as the channel takes, and tells how much that was. */
    long writeTo(WritableByteChannel channel) throws IOException {
        long before = size;
        ByteBuffer first = chunks.peekFirst();
        while (first != null) {
            size -= channel.write(first);
            if (first.hasRemaining()) {
                break;
            }
            pool.release(chunks.removeFirst());
            first = chunks.peekFirst();
        }
        return before - size;
    }

    /** Drops everything. */
    void release() {
        chunks.forEach(pool::release);
        chunks.clear();
        size = 0;
    }

    private static void fill(ByteBuffer chunk, ByteBuffer bytes) {
        int end = chunk.limit();
        int piece = Math.min(chunk.capacity() - end, bytes.remaining());
        chunk.limit(end + piece);
        chunk.put(end, bytes, bytes.position(), piece);
        bytes.position(bytes.position() + piece);
    }
}
