package io.twsj.mux;

import io.twsj.http.HeadParser;
import io.twsj.http.HttpException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A channel's output on its way from its owner, whichever thread that is, to the loop: gathered, handed over by a flush,
 * and cut into logical frames. An idle channel has no buffer. Each method says who may call it, in the words of
 * {@link io.twsj.protocol.Link}.
 */
final class LogicalOutput {

    private static final int USUAL_ROOM = 256;

    /** Waiting bytes that do not count: what a socket would keep in its own buffer. */
    private final int sendBufferBytes;

    private final Queue<ByteBuffer> handedOver = new ConcurrentLinkedQueue<>();
    private final AtomicLong pending = new AtomicLong();

    /** Whether the owner will hand over nothing more. */
    private volatile boolean ended;

    /** Whether the channel is over, and what comes is dropped. */
    private volatile boolean closed;

    // Output's owner

    private @Nullable ByteBuffer gathered;
    private boolean endRequested;

    /** Bytes accepted before those in {@link #gathered}. */
    private long accepted;

    // Loop

    private final FrameCutter frames = new FrameCutter();

    /** When something was cut, or began to wait; meaningful while something waits. */
    private long progressAt;

    LogicalOutput(int sendBufferBytes) {
        this.sendBufferBytes = sendBufferBytes;
    }

    /** Output's owner. */
    ByteBuffer room(int size) {
        ByteBuffer buffer = gathered;
        if (buffer == null || buffer.remaining() < size) {
            handOverGathered();
            buffer = ByteBuffer.allocate(Math.max(size, USUAL_ROOM));
            gathered = buffer;
        }
        return buffer;
    }

    /** Output's owner. */
    void write(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            room(bytes.remaining()).put(bytes);
        }
    }

    /** Output's owner. */
    void end() {
        endRequested = true;
    }

    /** Gives the loop what it has not got; tells whether there was anything. Output's owner. */
    boolean handOver() {
        boolean news = gathered != null && gathered.position() > 0;
        handOverGathered();
        if (endRequested && !ended) {
            ended = true;
            return true;
        }
        return news;
    }

    private void handOverGathered() {
        ByteBuffer buffer = gathered;
        gathered = null;
        if (buffer != null && buffer.position() > 0 && !closed) {
            buffer.flip();
            accepted += buffer.remaining();
            pending.addAndGet(buffer.remaining());
            handedOver.add(buffer);
        }
    }

    /** Output's owner. */
    long acceptedBytes() {
        return accepted + (gathered == null ? 0 : gathered.position());
    }

    /** Bytes that wait, above those that would be gone if this were a socket. Any thread. */
    long pendingBytes() {
        return Math.max(0, pending.get() - sendBufferBytes);
    }

    /** Reads a head off what was handed over; tells whether it is complete. What follows are frames. Loop only. */
    boolean readHead(HeadParser<?> head) throws HttpException {
        ByteBuffer bytes = handedOver.peek();
        while (bytes != null) {
            int before = bytes.remaining();
            boolean complete = head.feed(bytes);
            pending.addAndGet(bytes.remaining() - before);
            if (complete) {
                return true;
            }
            handedOver.remove();
            bytes = handedOver.peek();
        }
        return false;
    }

    /** As {@link FrameCutter#cut}, of all that was handed over. Loop only. */
    int cut(ByteBuffer target, long quota, long now) {
        collect(now);
        long before = frames.available();
        int cost = frames.cut(target, quota);
        pending.addAndGet(frames.available() - before);
        if (cost != FrameCutter.NOTHING) {
            progressAt = now;
        }
        return cost;
    }

    private void collect(long now) {
        if (frames.available() == 0) {
            progressAt = now;
        }
        for (ByteBuffer chunk = handedOver.poll(); chunk != null; chunk = handedOver.poll()) {
            frames.add(chunk);
        }
    }

    /** Tells whether all is cut and nothing more will come. Loop only. */
    boolean isFinished() {
        // In this order: what was handed over before the end is seen with it.
        return ended && handedOver.isEmpty() && frames.available() == 0;
    }

    /** Loop only. */
    long stalledNanos(long now) {
        return frames.available() == 0 ? 0 : Math.max(1, now - progressAt);
    }

    /** The channel is over. The count of pending bytes stays: it tells how much was lost. Loop only. */
    void close() {
        closed = true;
        handedOver.clear();
        frames.clear();
    }
}
