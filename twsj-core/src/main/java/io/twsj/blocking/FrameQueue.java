package io.twsj.blocking;

import io.twsj.frame.Frame;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Frames that wait for a reader, and behind them the end. Thread-safe; one reader at a time.
 *
 * <p>Pings and pongs never fill it: of those that nobody reads the oldest are forgotten, so that a socket that only
 * sends goes on answering pings.
 */
final class FrameQueue {

    /** Waits without end. */
    static final long FOREVER = 0;

    private final int maxFrames;
    private final long maxBytes;
    private final Runnable roomAgain;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Guarded by the lock

    private final ArrayDeque<Frame> frames = new ArrayDeque<>();
    private int dataFrames;
    private long bytes;
    private boolean full;
    private @Nullable Ending ending;

    /** What a reader gets when nothing is left to read: a fresh exception each time. */
    @FunctionalInterface
    interface Ending {

        /** Throws. */
        void raise() throws java.io.IOException;
    }

    /** @param roomAgain called by a reader when a queue that was full has room again */
    FrameQueue(int maxFrames, long maxBytes, Runnable roomAgain) {
        this.maxFrames = maxFrames;
        this.maxBytes = maxBytes;
        this.roomAgain = roomAgain;
    }

    /** Adds a frame, and tells whether the queue is full now. */
    boolean add(Frame frame) {
        lock.lock();
        try {
            frames.addLast(frame);
            count(frame, 1);
            if (frames.size() - dataFrames > maxFrames) {
                forgetOldestControl();
            }
            full = dataFrames >= maxFrames || bytes >= maxBytes;
            changed.signalAll();
            return full;
        } finally {
            lock.unlock();
        }
    }

    private void count(Frame frame, int sign) {
        if (!frame.isControl()) {
            dataFrames += sign;
            bytes += (long) sign * frame.size();
        }
    }

    private void forgetOldestControl() {
        Iterator<Frame> oldestFirst = frames.iterator();
        while (oldestFirst.hasNext()) {
            if (oldestFirst.next().isControl()) {
                oldestFirst.remove();
                return;
            }
        }
    }

    /** Tells whether there was no room when the last frame was added. */
    boolean isFull() {
        lock.lock();
        try {
            return full;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing comes any more; of several endings the first counts. */
    void end(Ending how) {
        lock.lock();
        try {
            if (ending == null) {
                ending = how;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** When a wait that begins now is over, for {@link #take}. */
    static long deadline(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("timeout is " + timeout + "; it must be positive");
        }
        long at = System.nanoTime() + Math.min(timeout.toNanos(), TimeUnit.DAYS.toNanos(365));
        return at == FOREVER ? 1 : at;
    }

    /**
     * The next frame.
     *
     * @param deadline when to give up, or {@link #FOREVER}
     * @throws SocketTimeoutException if it is too late
     */
    Frame take(long deadline) throws IOException {
        boolean room;
        Frame frame;
        lock.lock();
        try {
            frame = await(deadline);
            count(frame, -1);
            room = full && dataFrames <= maxFrames / 2 && bytes <= maxBytes / 2;
            full &= !room;
        } finally {
            lock.unlock();
        }
        if (room) {
            roomAgain.run();
        }
        return frame;
    }

    private Frame await(long deadline) throws IOException {
        try {
            Frame frame = frames.pollFirst();
            while (frame == null) {
                if (ending != null) {
                    ending.raise();
                }
                if (deadline == FOREVER) {
                    changed.await();
                } else {
                    changed.awaitNanos(left(deadline));
                }
                frame = frames.pollFirst();
            }
            return frame;
        } catch (InterruptedException interrupted) {
            throw interrupted("waiting for a frame", interrupted);
        }
    }

    private static long left(long deadline) throws SocketTimeoutException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("nothing arrived in time; the connection is as it was");
        }
        return left;
    }

    /** What ends a blocking call whose thread was interrupted; the interrupt stays set. */
    static InterruptedIOException interrupted(String during, InterruptedException cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException failure = new InterruptedIOException("interrupted while " + during);
        failure.initCause(cause);
        return failure;
    }

    /** Puts back what was taken, the oldest first, as if it never had been. */
    void putBack(List<Frame> taken) {
        lock.lock();
        try {
            for (int i = taken.size() - 1; i >= 0; i--) {
                frames.addFirst(taken.get(i));
                count(taken.get(i), 1);
            }
        } finally {
            lock.unlock();
        }
    }
}
