package io.twsj.transport;

import io.twsj.concurrent.FailureLog;
import io.twsj.message.BorrowedMessage;
import io.twsj.protocol.FrameReaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One thread, one selector: all that comes in for its connections is handled here, and nothing here knows what it means.
 *
 * <pre>
 *   ┌─> wait for channels, a task or a deadline
 *   │   channels that are ready   (one read, all its frames, one write each)
 *   │   tasks of other threads
 *   └── deadlines that are due
 * </pre>
 *
 * <p>{@link #execute} and the life cycle are thread-safe; everything else is event loop only.
 */
public final class EventLoop implements Executor {

    /** Large enough that a busy connection's frames are not cut too often; one a loop. */
    private static final int READ_BUFFER_BYTES = 256 << 10;

    private static final int WRITE_BUFFER_BYTES = 128 << 10;

    /** Tasks in one go; channels have their turn also if tasks keep coming. */
    private static final int MOST_TASKS = 1024;

    private final Selector selector;
    private final Thread thread;
    private final Ticker ticker;
    private final Deadlines deadlines;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Consumer<SelectionKey> dispatcher = this::dispatch;

    /** Whether the loop waits, or is about to, and has to be woken for a task; a wake-up is thus never repeated. */
    private final AtomicBoolean sleeping = new AtomicBoolean();

    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BUFFER_BYTES);
    private final ByteBuffer writeBuffer = ByteBuffer.allocateDirect(WRITE_BUFFER_BYTES);
    private final PayloadBuffers payloadBuffers = new PayloadBuffers();
    private final FrameReaders readers = new FrameReaders(payloadBuffers);
    private final ChunkPool chunks = new ChunkPool();
    private final TlsBuffers tlsBuffers = new TlsBuffers(this);
    private final BorrowedMessage loanedMessage = new BorrowedMessage();

    /** Whether a connection has output in {@link #writeBuffer}. */
    private boolean writeBufferLent;

    /** Open connections that have no channel. */
    private final Set<MemoryLink> memoryLinks = new HashSet<>();

    private long now;

    /** Whether {@link #now} is from before the present selection. */
    private boolean isNowOld;

    private volatile boolean stopped;

    /** The last tasks are being run or have been; no others will be. */
    private volatile boolean ended;

    /** A loop that {@link #start} will run, and that keeps the JVM alive until it ends. */
    public EventLoop(String name, Ticker ticker) throws IOException {
        this(name, ticker, false);
    }

    /**
     * A loop that {@link #start} will run.
     *
     * @param daemon whether the JVM may end while the loop runs
     */
    public EventLoop(String name, Ticker ticker, boolean daemon) throws IOException {
        this.selector = Selector.open();
        this.ticker = ticker;
        this.now = ticker.nanos();
        this.deadlines = new Deadlines(now);
        this.thread = new Thread(this::run, name);
        thread.setDaemon(daemon);
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** Gives back what a loop holds that was never started. */
    public void discard() {
        closeAll();
    }

    /** Ends the loop after the tasks that wait; its channels are closed. Any thread. */
    public void stop() {
        execute(() -> stopped = true);
    }

    /** Waits until the thread has ended. */
    public void join() throws InterruptedException {
        thread.join();
    }

    /** Runs a task on the loop, after those given before. Tasks given after the end are not run. Any thread. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (sleeping.get() && !inLoop() && sleeping.compareAndSet(true, false)) {
            selector.wakeup();
        }
    }

    /** As {@link #execute}, for a task that others wait for: false if the loop has ended and will not run it. Any thread. */
    public boolean tryExecute(Runnable task) {
        execute(task);
        // Either it is still there to be taken back, or the loop's thread had it among the last ones.
        return !ended || !tasks.remove(task);
    }

    /** Tells whether the caller is the loop's thread. Any thread. */
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    /** The clock, read once a turn. */
    public long now() {
        return now;
    }

    /** The clock, read now. Any thread. */
    long preciseNow() {
        return ticker.nanos();
    }

    /** Calls back for each open connection of this loop. */
    public void forEachConnection(Consumer<HandledLink> action) {
        List.copyOf(memoryLinks).forEach(action);
        for (SelectionKey key : selector.keys()) {
            if (key.isValid() && key.attachment() instanceof Connection connection) {
                action.accept(connection);
            }
        }
    }

    Selector selector() {
        return selector;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    PayloadBuffers payloadBuffers() {
        return payloadBuffers;
    }

    FrameReaders readers() {
        return readers;
    }

    BorrowedMessage loanedMessage() {
        return loanedMessage;
    }

    /** Any thread. */
    ChunkPool chunks() {
        return chunks;
    }

    /** Any thread. */
    TlsBuffers tlsBuffers() {
        return tlsBuffers;
    }

    /** The loop's read buffer, empty. */
    ByteBuffer readBuffer() {
        return readBuffer.clear();
    }

    /** An empty buffer for output: the loop's own, or a chunk if that is lent already or the caller is not the loop. */
    ByteBuffer acquireWriteBuffer() {
        if (!inLoop() || writeBufferLent) {
            return chunks.acquire();
        }
        writeBufferLent = true;
        return writeBuffer.clear();
    }

    /** Takes back what {@link #acquireWriteBuffer} gave. */
    @SuppressWarnings("ReferenceEquality") // it is this very buffer or not
    void releaseWriteBuffer(ByteBuffer buffer) {
        if (buffer == writeBuffer) {
            writeBufferLent = false;
        } else {
            chunks.release(buffer);
        }
    }

    private void run() {
        try {
            while (!stopped) {
                turn();
            }
        } catch (IOException | ClosedSelectorException failure) {
            FailureLog.error("event loop " + thread.getName() + " failed", failure);
        } finally {
            closeAll();
            runLastTasks();
        }
    }

    /** What came in while the loop was ending finds closed connections. */
    private void runLastTasks() {
        ended = true;
        for (int left = tasks.size(); left > 0; left--) {
            runTask();
        }
    }

    private void turn() throws IOException {
        select();
        awake();
        runTasks();
        deadlines.expire(now);
    }

    private void select() throws IOException {
        isNowOld = true;
        sleeping.set(true);
        // Who adds a task from now on sees the flag; who added one before is seen here.
        if (tasks.isEmpty()) {
            selector.select(dispatcher, deadlines.millisToWait(now));
        } else {
            selector.selectNow(dispatcher);
        }
    }

    /** Called by the first channel that is ready, or behind the selection if none was. */
    private void awake() {
        if (sleeping.getPlain()) {
            sleeping.set(false);
        }
        isNowOld = false;
        now = ticker.nanos();
    }

    private void dispatch(SelectionKey key) {
        if (isNowOld) {
            awake();
        }
        ReadyHandler handler = (ReadyHandler) key.attachment();
        try {
            handler.ready(key);
        } catch (Throwable failure) {
            // Nothing that one connection does may end the loop, which serves the others.
            FailureLog.error("unexpected failure on an event loop", failure);
            handler.broken();
        }
    }

    /** What is attached to a key. */
    interface ReadyHandler {

        /** The channel is ready for what it registered for. */
        void ready(SelectionKey key) throws IOException;

        /** {@link #ready} threw. */
        void broken();
    }

    private void runTasks() {
        for (int i = 0; i < MOST_TASKS; i++) {
            if (!runTask()) {
                return;
            }
        }
    }

    /** False if there is none. */
    private boolean runTask() {
        Runnable task = tasks.poll();
        if (task == null) {
            return false;
        }
        try {
            task.run();
        } catch (Throwable failure) {
            FailureLog.error("unexpected failure of a task on an event loop", failure);
        }
        return true;
    }

    /** Takes in a connection that has no channel, until {@link #remove}. */
    void add(MemoryLink link) {
        memoryLinks.add(link);
    }

    void remove(MemoryLink link) {
        memoryLinks.remove(link);
    }

    private void closeAll() {
        List.copyOf(memoryLinks).forEach(MemoryLink::close);
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof ReadyHandler handler) {
                handler.broken();
            }
        }
        try {
            selector.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
