package io.twsj;

import io.twsj.close.CloseReason;
import io.twsj.concurrent.TurnQueue;
import io.twsj.message.Message;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * {@link Execution#WORKER}: queues a connection's events for its listener. A connection that has something to do takes
 * one turn on the executor, in which it handles everything that waits. When too many messages wait, the connection is not
 * read.
 */
final class WorkerDispatch implements Dispatch {

    private static final System.Logger LOG = System.getLogger("io.twsj");

    private final Session session;
    private final Callbacks callbacks;
    private final Executor executor;
    private final int maxPending;
    private final TurnQueue events = new TurnQueue();
    private final AtomicInteger pendingMessages = new AtomicInteger();

    /** Whether reading is paused because of this queue. */
    private volatile boolean full;

    /** The thread whose turn it is; null between turns. */
    private volatile @Nullable Thread worker;

    /** Whether further events wait behind the present one. Worker only. */
    private boolean more;

    WorkerDispatch(Session session, Callbacks callbacks, Executor executor, int maxPending) {
        this.session = session;
        this.callbacks = callbacks;
        this.executor = executor;
        this.maxPending = maxPending;
    }

    @Override
    public void open() {
        submit(() -> callbacks.open(session));
    }

    @Override
    public void message(boolean isText, ByteBuffer payload) {
        Message message = Message.received(isText, payload);
        pendingMessages.incrementAndGet();
        submit(() -> handle(message));
        if (pendingMessages.get() >= maxPending) {
            pause();
        }
    }

    @Override
    public void ping(ByteBuffer payload) {
        ByteBuffer kept = copy(payload);
        submit(() -> callbacks.ping(session, kept));
    }

    @Override
    public void pong(ByteBuffer payload) {
        ByteBuffer kept = copy(payload);
        submit(() -> callbacks.pong(session, kept));
    }

    @Override
    public void sent(Message message) {
        submit(() -> callbacks.sent(session, message));
    }

    @Override
    public void error(Throwable error) {
        submit(() -> callbacks.error(session, error));
    }

    @Override
    public void close(CloseReason reason) {
        submit(() -> callbacks.close(session, reason));
    }

    @Override
    public void afterwards(Runnable action) {
        submit(action);
    }

    @Override
    public boolean hasMoreToHandle() {
        return worker == Thread.currentThread() && more;
    }

    private void handle(Message message) {
        try {
            callbacks.message(session, message);
        } finally {
            if (pendingMessages.decrementAndGet() <= maxPending / 2 && full) {
                session.onLoop(this::resume);
            }
        }
    }

    // Loop only
    private void pause() {
        full = true;
        session.pauseFor(Session.WORKER_BUSY);
        // The worker may have emptied the queue before it could see the flag.
        if (pendingMessages.get() <= maxPending / 2) {
            resume();
        }
    }

    // Loop only
    private void resume() {
        if (full && pendingMessages.get() <= maxPending / 2) {
            full = false;
            session.resumeFor(Session.WORKER_BUSY);
        }
    }

    private static ByteBuffer copy(ByteBuffer payload) {
        return ByteBuffer.allocate(payload.remaining()).put(payload).flip();
    }

    private void submit(Runnable event) {
        TurnQueue.Task task = new Event(event);
        if (events.enterOrAdd(task)) {
            startTurn(task);
        }
    }

    private static final class Event extends TurnQueue.Task {

        private final Runnable action;

        Event(Runnable action) {
            this.action = action;
        }

        @Override
        public void run() {
            action.run();
        }
    }

    private void startTurn(TurnQueue.Task first) {
        try {
            executor.execute(() -> turn(first));
        } catch (RejectedExecutionException rejected) {
            LOG.log(System.Logger.Level.ERROR, "no worker for connection " + session.id() + "; dropping it", rejected);
            session.giveUp();
            session.abort();
            // What is left are the last words; they are short, and nobody else can say them.
            turn(first);
        }
    }

    private void turn(TurnQueue.Task first) {
        TurnQueue.Task chain = first;
        while (chain != null) {
            worker = Thread.currentThread();
            runChain(chain);
            // Before the turn is given up: the next one may begin on another thread at once.
            worker = null;
            chain = events.leaveOrTake();
        }
    }

    private void runChain(TurnQueue.Task first) {
        TurnQueue.Task task = first;
        while (task != null) {
            TurnQueue.Task next = task.next();
            more = next != null || events.hasWaiting();
            task.run();
            task = next;
        }
    }
}
