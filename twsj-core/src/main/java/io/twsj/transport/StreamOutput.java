package io.twsj.transport;

import io.twsj.protocol.Link;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The output of a {@link StreamLink}: gathered by its owner, written by a thread that comes when something waits and
 * leaves when nothing does. What others than the owner may call says so.
 */
final class StreamOutput {

    private static final int CHUNK_BYTES = 2 * Link.LARGEST_PIECE;

    /** Threads for writes and closes that may block; none while there are none. */
    private static final ExecutorService WRITERS = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), StreamOutput::daemon);

    private final StreamLink link;
    private final Socket socket;
    private final EventLoop loop;

    /** What is gathered for the next flush, from index 0 to position; null if nothing is. */
    private @Nullable ByteBuffer gathered;

    /** Bytes accepted before those in {@link #gathered}. */
    private long accepted;

    /** Whether the next flush is the last one. */
    private boolean endAsked;

    // Guarded by this

    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
    private boolean writing;
    private boolean endRequested;
    private boolean ended;
    private boolean closed;

    private volatile long pendingBytes;

    /** When output began to wait, or some of it was last written; meaningful while {@link #pendingBytes} is not 0. */
    private volatile long progressAt;

    StreamOutput(StreamLink link, Socket socket, EventLoop loop) {
        this.link = link;
        this.socket = socket;
        this.loop = loop;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "twsj-writer");
        thread.setDaemon(true);
        return thread;
    }

    ByteBuffer room(int size) {
        ByteBuffer buffer = gathered;
        if (buffer != null && buffer.remaining() >= size) {
            return buffer;
        }
        enqueueGathered();
        buffer = ByteBuffer.allocate(Math.max(size, 512));
        gathered = buffer;
        return buffer;
    }

    void write(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            ByteBuffer target = room(Math.min(bytes.remaining(), CHUNK_BYTES));
            int piece = Math.min(bytes.remaining(), target.remaining());
            target.put(target.position(), bytes, bytes.position(), piece);
            target.position(target.position() + piece);
            bytes.position(bytes.position() + piece);
        }
    }

    void flush() {
        enqueueGathered();
        startWriting(endAsked);
    }

    /** Half-closes when everything is written, what is gathered now too: so it counts from the next flush on. */
    void end() {
        endAsked = true;
    }

    long acceptedBytes() {
        return accepted + (gathered == null ? 0 : gathered.position());
    }

    /** Any thread. */
    long pendingBytes() {
        return pendingBytes;
    }

    /** Any thread. */
    long stalledNanos() {
        return pendingBytes == 0 ? 0 : Math.max(1, loop.preciseNow() - progressAt);
    }

    private void enqueueGathered() {
        ByteBuffer buffer = gathered;
        gathered = null;
        if (buffer != null && buffer.position() > 0) {
            accepted += buffer.position();
            enqueue(buffer.flip());
        }
    }

    private synchronized void enqueue(ByteBuffer bytes) {
        if (closed) {
            return;
        }
        if (pendingBytes == 0) {
            progressAt = loop.preciseNow();
        }
        waiting.add(bytes);
        pendingBytes = pendingBytes + bytes.remaining();
    }

    private synchronized void startWriting(boolean last) {
        endRequested = last;
        boolean endIsDue = endRequested && !ended;
        if (!writing && !closed && (!waiting.isEmpty() || endIsDue)) {
            writing = true;
            WRITERS.execute(this::drain);
        }
    }

    // The writing thread

    private void drain() {
        try {
            OutputStream out = socket.getOutputStream();
            for (ByteBuffer next = next(); next != null; next = next()) {
                out.write(next.array(), next.arrayOffset() + next.position(), next.remaining());
                out.flush();
                written(next.remaining());
            }
        } catch (IOException failure) {
            stopWriting();
            link.fail(failure);
            return;
        }
        link.written();
    }

    /** Null if nothing waits; the thread then leaves. */
    private synchronized @Nullable ByteBuffer next() throws IOException {
        ByteBuffer next = closed ? null : waiting.poll();
        if (next == null) {
            writing = false;
            endIfDue();
        }
        return next;
    }

    private void endIfDue() throws IOException {
        if (!endRequested || ended || closed) {
            return;
        }
        ended = true;
        try {
            socket.shutdownOutput();
        } catch (UnsupportedOperationException wholeOnly) {
            // The peer is told by the end of both directions then.
            loop.execute(link::close);
        }
    }

    private synchronized void written(int count) {
        progressAt = loop.preciseNow();
        pendingBytes = pendingBytes - count;
    }

    private synchronized void stopWriting() {
        writing = false;
    }

    // End: event loop only

    void resetOnClose() {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException ignored) {
            // Then the peer sees an orderly end instead of a reset.
        }
    }

    /** Closes the socket on another thread: with TLS that writes, and may block. */
    void close() {
        boolean stuck;
        synchronized (this) {
            closed = true;
            stuck = pendingBytes > 0;
        }
        if (stuck) {
            // Else the close would wait for the write that makes no progress.
            resetOnClose();
        }
        WRITERS.execute(() -> close(socket));
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // It is of no more use either way.
        }
    }
}
