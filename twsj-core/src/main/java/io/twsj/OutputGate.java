package io.twsj;

import io.twsj.close.CloseCode;
import io.twsj.close.LimitExceededException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a send through as long as the connection's waiting output is below its bound, and does what the route's
 * {@link Overflow} says above it. Thread-safe.
 */
final class OutputGate {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A message for many has others to go to. */
    private static final long MEMBERS_PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private final Session session;
    private final ConnectionOptions options;

    /** For senders that wait; null unless the policy is {@link Overflow#WAIT}. */
    private final @Nullable ReentrantLock lock;

    private final @Nullable Condition room;

    OutputGate(Session session, ConnectionOptions options) {
        this.session = session;
        this.options = options;
        this.lock = options.overflow() == Overflow.WAIT ? new ReentrantLock() : null;
        this.room = lock == null ? null : lock.newCondition();
    }

    /** Returns if a message of so many bytes may be sent now, or the policy finds room for it in another way. */
    void pass(int bytes) {
        letOwnerWrite(bytes, PATIENCE_NANOS);
        if (isFull(bytes)) {
            overflow(bytes);
        }
    }

    /**
     * As {@link #pass}, but does not wait for the peer ({@link Overflow#WAIT} counts as {@link Overflow#FAIL}), and hardly
     * for the output's owner.
     */
    void passAtOnce(int bytes) {
        letOwnerWrite(bytes, MEMBERS_PATIENCE_NANOS);
        if (isFull(bytes)) {
            refuse(bytes);
        }
    }

    /**
     * Other threads send faster than the output's present owner writes, which is nothing the peer could help: the sender
     * waits for the owner, and only where that takes unreasonably long is let through to be judged. It waits until all is
     * written: as long as something is added, the owner cannot go back to what it was doing itself.
     */
    private void letOwnerWrite(int bytes, long patienceNanos) {
        if (isOwnerBehind(bytes) && !inLoop()) {
            awaitOwner(() -> session.queuedBytes() > 0 && !isTooMuch(bytes), patienceNanos);
        }
    }

    /** Where it is the peer that is behind, the owner's writing would change nothing. */
    private boolean isOwnerBehind(int bytes) {
        long queued = session.queuedBytes();
        return queued > 0 && waitingForPeer() + queued + bytes > options.maxOutboundBytes() && !isTooMuch(bytes);
    }

    /** A worker waits until no more than so many bytes of its replies wait for the output's present owner. */
    void awaitOwner(int mostBytes) {
        awaitOwner(() -> session.queuedBytes() > mostBytes, PATIENCE_NANOS);
    }

    private void awaitOwner(BooleanSupplier isBehind, long patienceNanos) {
        long end = System.nanoTime() + patienceNanos;
        while (session.isOpen() && isBehind.getAsBoolean() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Output was written, or the connection ended. */
    void changed() {
        if (lock != null && room != null) {
            lock.lock();
            try {
                room.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean isFull(int bytes) {
        if (options.overflow().drops()) {
            return false;
        }
        OutboundQueue waiting = session.queue();
        return isTooMuch(bytes) || (waiting != null && isFullOfMessages(waiting));
    }

    /** One message may always wait, however large it is, also if the end of another one still does. */
    private boolean isTooMuch(int bytes) {
        long pending = waitingForPeer();
        return pending > options.littleOutboundBytes() && pending + bytes > options.maxOutboundBytes();
    }

    private long waitingForPeer() {
        OutboundQueue waiting = session.queue();
        return session.link().pendingBytes() + (waiting == null ? 0 : waiting.cost());
    }

    private boolean isFullOfMessages(OutboundQueue waiting) {
        int maxMessages = options.maxOutboundMessages();
        return maxMessages > 0 && waiting.count() >= maxMessages;
    }

    private boolean inLoop() {
        return session.link().inLoop();
    }

    private void overflow(int bytes) {
        if (lock != null && room != null && !inLoop()) {
            await(bytes, lock, room);
        } else {
            refuse(bytes);
        }
    }

    private void refuse(int bytes) {
        LimitExceededException full = full(bytes);
        if (options.overflow() == Overflow.CLOSE) {
            // At once: the exception below may make the listener fail, whose 1011 would come first.
            session.close(full.closeReason());
            session.failSoon(full);
        }
        throw new IllegalStateException(full.getMessage());
    }

    private void await(int bytes, ReentrantLock held, Condition signalled) {
        held.lock();
        try {
            while (session.isOpen() && isFull(bytes)) {
                signalled.await();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting to send", interrupted);
        } finally {
            held.unlock();
        }
    }

    /** What stands against one more message of so many bytes. */
    LimitExceededException full(int bytes) {
        OutboundQueue waiting = session.queue();
        if (waiting != null && isFullOfMessages(waiting)) {
            long found = waiting.count() + 1L;
            int most = options.maxOutboundMessages();
            return new OutputFullException(
                    found + " waiting messages exceed the bound of " + most + " messages", found, most);
        }
        long found = waitingForPeer() + bytes;
        int most = options.maxOutboundBytes();
        return new OutputFullException(
                "waiting output of " + found + " bytes exceeds the bound of " + most + " bytes", found, most);
    }

    /** More output waits than may, because the peer does not take it. */
    static final class OutputFullException extends LimitExceededException {

        private static final long serialVersionUID = 1L;

        private OutputFullException(String message, long found, long allowed) {
            super(CloseCode.TRY_AGAIN_LATER, message, found, allowed);
        }
    }
}
