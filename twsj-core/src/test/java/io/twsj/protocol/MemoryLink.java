package io.twsj.protocol;

import io.twsj.message.BorrowedMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A link whose other end is memory: it keeps what is written, and its clock and its tasks stand still until they are
 * told to go on. It can pretend that the peer takes no more.
 *
 * <p>It fails loudly on what no link need put up with: output of two callers at once, more bytes than there was room for,
 * output after the end.
 */
final class MemoryLink implements Link {

    /** Rooms do not begin at index 0: who puts at absolute indexes has to start from the position. */
    private static final int ROOM_OFFSET = 3;

    private static final SocketAddress HERE = InetSocketAddress.createUnresolved("here.test", 1);
    private static final SocketAddress THERE = InetSocketAddress.createUnresolved("there.test", 2);

    private final WatchedBuffers buffers = new WatchedBuffers();
    private final FrameReaders readers;
    private final BorrowedMessage loaned = new BorrowedMessage();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Executor loop = tasks::add;
    private final AtomicBoolean inUse = new AtomicBoolean();

    private volatile @Nullable Thread loopThread = Thread.currentThread();
    private volatile boolean blocked;
    private boolean carriesFrames;
    private volatile long pendingBytes;

    // Output: its owner, and the test when nobody sends

    private @Nullable ByteBuffer room;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private long accepted;
    private boolean endRequested;
    private boolean ended;
    private int writes;

    // Loop only

    private @Nullable LinkHandler handler;
    private long now;
    private long deadline = Long.MAX_VALUE;
    private long progressAt;
    private boolean readingPaused;
    private boolean closed;
    private boolean aborted;

    /** A link alone on its loop. */
    MemoryLink() {
        readers = new FrameReaders(buffers);
    }

    /** A link on the loop of another one. */
    MemoryLink(MemoryLink other) {
        readers = other.readers;
    }

    // What the tests do

    /** From now on this thread is the loop; null for none. */
    void loopIs(@Nullable Thread thread) {
        loopThread = thread;
    }

    /** As a logical channel: without a byte of its own around frames. */
    MemoryLink carryingFrames() {
        carriesFrames = true;
        return this;
    }

    @Override
    public boolean carriesFrames() {
        return carriesFrames;
    }

    /** The peer takes no more bytes. */
    void block() {
        blocked = true;
    }

    /** The peer takes bytes again; telling the engine so is for the test. */
    void unblock() {
        blocked = false;
    }

    /** What the peer got since the last call. */
    byte[] takeSent() {
        byte[] bytes = sent.toByteArray();
        sent.reset();
        return bytes;
    }

    /** How often output went to the network. */
    int writes() {
        return writes;
    }

    /** Whether the output is half-closed, all of it written. */
    boolean isOutputEnded() {
        return ended;
    }

    boolean isReadingPaused() {
        return readingPaused;
    }

    boolean isClosed() {
        return closed;
    }

    boolean isAborted() {
        return aborted;
    }

    WatchedBuffers watchedBuffers() {
        return buffers;
    }

    /** Runs the tasks of the loop, also those that come meanwhile. */
    void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    boolean hasTasks() {
        return !tasks.isEmpty();
    }

    /** Lets time pass. */
    void advance(Duration time) {
        now += time.toNanos();
        if (deadline - now <= 0 && handler != null) {
            deadline = Long.MAX_VALUE;
            handler.onDeadline();
        }
    }

    /** Bytes that nobody has flushed. */
    int gatheredBytes() {
        settleRoom();
        return gathered.size();
    }

    // Output

    @Override
    public ByteBuffer room(int size) {
        return exclusively(() -> {
            if (size > LARGEST_PIECE) {
                throw new AssertionError("room for " + size + " bytes");
            }
            settleRoom();
            ByteBuffer fresh = ByteBuffer.allocate(ROOM_OFFSET + size).position(ROOM_OFFSET);
            room = fresh;
            return fresh;
        });
    }

    @Override
    public void write(ByteBuffer bytes) {
        exclusively(() -> {
            settleRoom();
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            gather(copy);
            return null;
        });
    }

    @Override
    public void flush() {
        exclusively(() -> {
            settleRoom();
            boolean something = gathered.size() > 0 || pending.size() > 0;
            move(gathered, pending);
            if (!blocked && something) {
                move(pending, sent);
                writes++;
                progressAt = now;
            }
            pendingBytes = pending.size();
            ended |= endRequested && pending.size() == 0;
            return null;
        });
    }

    @Override
    public void flushSoon() {
        exclusively(() -> {
            settleRoom();
            move(gathered, pending);
            pendingBytes = pending.size();
            tasks.add(() -> {
                if (handler != null) {
                    handler.onWritable();
                }
            });
            return null;
        });
    }

    @Override
    public void endOutput() {
        exclusively(() -> {
            settleRoom();
            endRequested = true;
            return null;
        });
    }

    @Override
    public long pendingBytes() {
        return pendingBytes;
    }

    @Override
    public long acceptedBytes() {
        return exclusively(() -> accepted + (room == null ? 0 : room.position() - ROOM_OFFSET));
    }

    @Override
    public long stalledNanos() {
        return pendingBytes == 0 ? 0 : now - progressAt;
    }

    private interface Action<T> {
        T run();
    }

    private <T extends @Nullable Object> T exclusively(Action<T> action) {
        if (!inUse.compareAndSet(false, true)) {
            throw new AssertionError("two callers use the output at once");
        }
        try {
            return action.run();
        } finally {
            inUse.set(false);
        }
    }

    private void settleRoom() {
        ByteBuffer put = room;
        if (put != null) {
            room = null;
            byte[] copy = new byte[put.position() - ROOM_OFFSET];
            put.get(ROOM_OFFSET, copy);
            gather(copy);
        }
    }

    private void gather(byte[] bytes) {
        if (endRequested && bytes.length > 0) {
            throw new AssertionError(bytes.length + " bytes of output after its end");
        }
        gathered.writeBytes(bytes);
        accepted += bytes.length;
    }

    private static void move(ByteArrayOutputStream from, ByteArrayOutputStream to) {
        if (from.size() > 0) {
            to.writeBytes(from.toByteArray());
            from.reset();
        }
    }

    // Input and the rest

    @Override
    public void pauseReading() {
        readingPaused = true;
    }

    @Override
    public void resumeReading() {
        readingPaused = false;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (handler != null) {
                handler.onClosed();
            }
        }
    }

    @Override
    public void abort() {
        aborted = true;
        if (inLoop()) {
            close();
        } else {
            tasks.add(this::close);
        }
    }

    /** As if the network had failed. */
    void fail(IOException cause) {
        if (!closed && handler != null) {
            handler.onFailure(cause);
        }
        close();
    }

    @Override
    public void handler(LinkHandler next) {
        handler = next;
    }

    @Override
    public void deadline(long atNanos) {
        deadline = atNanos;
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == loopThread;
    }

    @Override
    public Executor loop() {
        return loop;
    }

    @Override
    public BufferPool buffers() {
        return buffers;
    }

    @Override
    public FrameReaders readers() {
        return readers;
    }

    @Override
    public BorrowedMessage loanedMessage() {
        return loaned;
    }

    @Override
    public SocketAddress remoteAddress() {
        return THERE;
    }

    @Override
    public SocketAddress localAddress() {
        return HERE;
    }
}
