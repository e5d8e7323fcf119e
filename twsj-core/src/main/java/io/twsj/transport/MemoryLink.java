package io.twsj.transport;

import io.twsj.protocol.Link;
import io.twsj.protocol.LinkHandler;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection in memory: what its output's owner flushes becomes input of the other end, on that one's loop.
 * What the other end has not taken waits, as on a network whose window is closed. Threads as {@link Link} says.
 */
public final class MemoryLink extends LoopLink implements HandledLink {

    private static final int CHUNK_BYTES = 2 * Link.LARGEST_PIECE;

    private final SocketAddress localAddress;
    private final SocketAddress remoteAddress;

    /** The other end; set before either end is used. */
    private @Nullable MemoryLink peer;

    // Output's owner

    /** What is gathered for the next flush, from index 0 to position; null if nothing is. */
    private @Nullable ByteBuffer gathered;

    /** Bytes accepted before those in {@link #gathered}. */
    private long accepted;

    private boolean endRequested;
    private boolean ended;

    // Any thread

    private final AtomicLong pendingBytes = new AtomicLong();

    /** When output began to wait, or some of it was last taken; meaningful while {@link #pendingBytes} is not 0. */
    private volatile long progressAt;

    // Loop only

    private LinkHandler handler = NoHandler.INSTANCE;
    private final ArrayDeque<ByteBuffer> arrived = new ArrayDeque<>();
    private boolean delivering;
    private boolean endArrived;
    private boolean endDelivered;
    private boolean paused;
    private boolean closed;

    private MemoryLink(EventLoop loop, SocketAddress localAddress, SocketAddress remoteAddress) {
        super(loop);
        this.localAddress = localAddress;
        this.remoteAddress = remoteAddress;
    }

    /** Both ends of a connection, neither with a handler yet. */
    record Pair(MemoryLink client, MemoryLink server) {}

    /** Makes a connection between two loops, which may be the same. */
    static Pair between(EventLoop client, SocketAddress clientAddress, EventLoop server, SocketAddress serverAddress) {
        MemoryLink one = new MemoryLink(client, clientAddress, serverAddress);
        MemoryLink other = new MemoryLink(server, serverAddress, clientAddress);
        one.peer = other;
        other.peer = one;
        return new Pair(one, other);
    }

    private MemoryLink peer() {
        MemoryLink other = peer;
        if (other == null) {
            throw new IllegalStateException("an end of no pair");
        }
        return other;
    }

    /** Begins with this handler; input that arrives before would be lost. Loop only. */
    void begin(LinkHandler first) {
        handler = first;
        loop.add(this);
    }

    // Output

    @Override
    public ByteBuffer room(int size) {
        ByteBuffer buffer = gathered;
        if (buffer != null && buffer.remaining() >= size) {
            return buffer;
        }
        send();
        buffer = ByteBuffer.allocate(Math.max(size, 512));
        gathered = buffer;
        return buffer;
    }

    @Override
    public void write(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            ByteBuffer target = room(Math.min(bytes.remaining(), CHUNK_BYTES));
            int piece = Math.min(bytes.remaining(), target.remaining());
            target.put(target.position(), bytes, bytes.position(), piece);
            target.position(target.position() + piece);
            bytes.position(bytes.position() + piece);
        }
    }

    @Override
    public void flush() {
        send();
        if (endRequested && !ended) {
            ended = true;
            peer().loop.execute(peer()::endArrives);
        }
    }

    /** A flush costs no system call here, so there is nothing to save. */
    @Override
    public void flushSoon() {
        flush();
    }

    private void send() {
        ByteBuffer bytes = gathered;
        gathered = null;
        if (bytes == null || bytes.position() == 0) {
            return;
        }
        accepted += bytes.position();
        bytes.flip();
        if (pendingBytes.getAndAdd(bytes.remaining()) == 0) {
            progressAt = loop.preciseNow();
        }
        peer().loop.execute(() -> peer().arrives(bytes));
    }

    @Override
    public void endOutput() {
        endRequested = true;
    }

    @Override
    public long pendingBytes() {
        return pendingBytes.get();
    }

    @Override
    public long acceptedBytes() {
        return accepted + (gathered == null ? 0 : gathered.position());
    }

    @Override
    public long stalledNanos() {
        return pendingBytes.get() == 0 ? 0 : Math.max(1, loop.preciseNow() - progressAt);
    }

    /** The other end has taken so many bytes. Any thread. */
    private void taken(int count) {
        progressAt = loop.preciseNow();
        pendingBytes.addAndGet(-count);
        loop.execute(() -> {
            if (!closed) {
                handler.onWritable();
            }
        });
    }

    // Input

    private void arrives(ByteBuffer bytes) {
        if (closed) {
            peer().taken(bytes.remaining());
        } else {
            arrived.add(bytes);
            deliver();
        }
    }

    private void endArrives() {
        if (!closed && !endArrived) {
            endArrived = true;
            deliver();
        }
    }

    @Override
    public void readAvailable() {
        deliver();
    }

    private void deliver() {
        // A handler may have this link deliver while it is handling what was delivered before.
        if (delivering || paused || closed) {
            return;
        }
        delivering = true;
        try {
            while (!arrived.isEmpty() && !paused && !closed) {
                deliver(arrived.peek());
            }
        } finally {
            delivering = false;
        }
        if (endArrived && !endDelivered && arrived.isEmpty() && !paused && !closed) {
            endDelivered = true;
            handler.onEndOfStream();
        }
    }

    private void deliver(ByteBuffer bytes) {
        int before = bytes.remaining();
        handler.onBytes(bytes);
        peer().taken(before - bytes.remaining());
        if (!bytes.hasRemaining()) {
            arrived.poll();
        }
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        if (paused) {
            paused = false;
            // Not from within the caller: it may be in the middle of handling something else.
            loop.execute(this::deliver);
        }
    }

    // End

    @Override
    public void close() {
        if (!closed) {
            end();
            peer().loop.execute(peer()::endArrives);
            handler.onClosed();
        }
    }

    @Override
    public void abort() {
        if (!loop.inLoop()) {
            loop.execute(this::abort);
        } else if (!closed) {
            end();
            peer().loop.execute(peer()::reset);
            handler.onClosed();
        }
    }

    /** The other end was aborted. */
    private void reset() {
        if (!closed) {
            handler.onFailure(new IOException("connection reset by peer"));
            close();
        }
    }

    private void end() {
        closed = true;
        arrived.clear();
        loop.deadlines().cancel(this);
        loop.remove(this);
    }

    // The rest

    @Override
    public LinkHandler handler() {
        return handler;
    }

    @Override
    public void handler(LinkHandler next) {
        handler = next;
    }

    @Override
    public void deadline(long atNanos) {
        if (!closed) {
            loop.deadlines().schedule(this, atNanos);
        }
    }

    @Override
    void due() {
        handler.onDeadline();
    }

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }
}
