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
 * {@link Overflow} says above it. Serves all connections with the same options, except where senders wait. Thread-safe.
 */
final class OutputGate {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A message for many has others to go to. */
    private static final long MEMBERS_PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private final ConnectionOptions options;

    /** For senders that wait; null unless the policy is {@link Overflow#WAIT}. */
    private final @Nullable ReentrantLock lock;

    private final @Nullable Condition room;

    OutputGate(ConnectionOptions options) {
        this.options = options;
        this.lock = options.overflow() == Overflow.WAIT ? new ReentrantLock() : null;
        this.room = lock == null ? null : lock.newCondition();
    }

    /** Returns if a message of so many bytes may be sent now, or the policy finds room for it in another way. */
    void pass(Session session, int bytes) {
        letOwnerWrite(session, bytes, PATIENCE_NANOS);
        if (isFull(session, bytes)) {
            overflow(session, bytes);
        }
    }

    /**
     * As {@link #pass}, but does not wait for the peer ({@link Overflow#WAIT} counts as {@link Overflow#FAIL}), and hardly
     * for the output's owner.
     */
    void passAtOnce(Session session, int bytes) {
        letOwnerWrite(session, bytes, MEMBERS_PATIENCE_NANOS);
        if (isFull(session, bytes)) {
            refuse(session, bytes);
        }
    }

    /**
     * Other threads send faster than the output's present owner writes, which is nothing the peer could help: the sender
     * waits for the owner, and only where that takes unreasonably long is let through to be judged. It waits until all is
     * written: as long as something is added, the owner cannot go back to what it was doing itself.
     */
    private void letOwnerWrite(Session session, int bytes, long patienceNanos) {
        if (isOwnerBehind(session, bytes) && !inLoop(session)) {
            awaitOwner(session, () -> session.queuedBytes() > 0 && !isTooMuch(session, bytes), patienceNanos);
        }
    }

    /** Where it is the peer that is behind, the owner's writing would change nothing. */
    private boolean isOwnerBehind(Session session, int bytes) {
        long queued = session.queuedBytes();
        return queued > 0
                && waitingForPeer(session) + queued + bytes > options.maxOutboundBytes()
                && !isTooMuch(session, bytes);
    }

    /** A worker waits until no more than so many bytes of its replies wait for the output's present owner. */
    void awaitOwner(Session session, int mostBytes) {
        awaitOwner(session, () -> session.queuedBytes() > mostBytes, PATIENCE_NANOS);
    }

    private static void awaitOwner(Session session, BooleanSupplier isBehind, long patienceNanos) {
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

    private boolean isFull(Session session, int bytes) {
        if (options.overflow().drops()) {
            return false;
        }
        OutboundQueue waiting = session.queue();
        return isTooMuch(session, bytes) || (waiting != null && isFullOfMessages(waiting));
    }

    /** One message may always wait, however large it is, also if the end of another one still does. */
    private boolean isTooMuch(Session session, int bytes) {
        long pending = waitingForPeer(session);
        return pending > options.littleOutboundBytes() && pending + bytes > options.maxOutboundBytes();
    }

    private static long waitingForPeer(Session session) {
        OutboundQueue waiting = session.queue();
        return session.link().pendingBytes() + (waiting == null ? 0 : waiting.cost());
    }

    private boolean isFullOfMessages(OutboundQueue waiting) {
        int maxMessages = options.maxOutboundMessages();
        return maxMessages > 0 && waiting.count() >= maxMessages;
    }

    private static boolean inLoop(Session session) {
        return session.link().inLoop();
    }

    private void overflow(Session session, int bytes) {
        if (lock != null && room != null && !inLoop(session)) {
            await(session, bytes, lock, room);
        } else {
            refuse(session, bytes);
        }
    }

    private void refuse(Session session, int bytes) {
        LimitExceededException full = full(session, bytes);
        if (options.overflow() == Overflow.CLOSE) {
            // At once: the exception below may make the listener fail, whose 1011 would come first.
            session.close(full.closeReason());
            session.failSoon(full);
        }
        throw new IllegalStateException(full.getMessage());
    }

    private void await(Session session, int bytes, ReentrantLock held, Condition signalled) {
        held.lock();
        try {
            while (session.isOpen() && isFull(session, bytes)) {
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
    LimitExceededException full(Session session, int bytes) {
        OutboundQueue waiting = session.queue();
        if (waiting != null && isFullOfMessages(waiting)) {
            long found = waiting.count() + 1L;
            int most = options.maxOutboundMessages();
            return new OutputFullException(
                    found + " waiting messages exceed the bound of " + most + " messages", found, most);
        }
        long found = waitingForPeer(session) + bytes;
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
