package io.twsj;

import io.twsj.close.CloseReason;
import io.twsj.concurrent.FailureLog;
import io.twsj.concurrent.TurnQueue;
import io.twsj.message.Message;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * {@link Execution#WORKER}: queues a connection's events for its listener. A connection that has something to do takes
 * one turn on the executor, in which it handles everything that waits. When too much waits, the connection is not read.
 *
 * <p>While the peer does not take what it is sent, no further message is handled: the rest of the turn is put aside and
 * its thread given back, so that replies to messages that were read already do not pile up.
 */
final class WorkerDispatch implements Dispatch {

    private static final AtomicReferenceFieldUpdater<WorkerDispatch, TurnQueue.@Nullable Task> PUT_ASIDE =
            AtomicReferenceFieldUpdater.newUpdater(WorkerDispatch.class, TurnQueue.Task.class, "putAside");

    private static final AtomicIntegerFieldUpdater<WorkerDispatch> HOLDS =
            AtomicIntegerFieldUpdater.newUpdater(WorkerDispatch.class, "holds");

    private final Session session;
    private final Callbacks callbacks;
    private final Executor executor;
    private final Backlog backlog;
    private final TurnQueue events = new TurnQueue();

    /**
     * Where the turn goes on when nothing holds it back any more; null if the turn is free or on a worker. Through
     * {@link #PUT_ASIDE}.
     */
    @SuppressWarnings("unused")
    private volatile TurnQueue.@Nullable Task putAside;

    /** How often messages are held; below zero for a moment when a release comes before its hold. */
    private volatile int holds;

    /** The connection has ended: nothing is held any more. */
    private volatile boolean over;

    /** Whether reading is paused because of this queue. */
    private volatile boolean full;

    /** The thread whose turn it is; null between turns. */
    private volatile @Nullable Thread worker;

    /** Whether further events wait behind the present one. Worker only. */
    private boolean more;

    WorkerDispatch(Session session, Callbacks callbacks, Executor executor, Backlog backlog) {
        this.session = session;
        this.callbacks = callbacks;
        this.executor = executor;
        this.backlog = backlog;
    }

    @Override
    public void open() {
        submit(() -> callbacks.open(session));
    }

    @Override
    public void message(boolean isText, ByteBuffer payload) {
        Message message = Message.received(isText, payload);
        backlog.add(message.size());
        submit(new MessageEvent(message));
        if (backlog.isFull()) {
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
    public void afterReplies(Runnable action) {
        submit(new LastEvent(action));
    }

    @Override
    public boolean isHandling() {
        return worker == Thread.currentThread();
    }

    @Override
    public boolean hasMoreToHandle() {
        return worker == Thread.currentThread() && more;
    }

    @Override
    public void outputChanged() {
        TurnQueue.Task rest = PUT_ASIDE.getAndSet(this, null);
        if (rest != null) {
            startTurn(rest);
        }
    }

    @Override
    public void ended() {
        over = true;
        outputChanged();
    }

    @Override
    public void hold() {
        HOLDS.incrementAndGet(this);
    }

    @Override
    public void release() {
        if (HOLDS.decrementAndGet(this) == 0) {
            outputChanged();
        }
    }

    private void handle(Message message) {
        int size = message.size();
        try {
            callbacks.message(session, message);
        } finally {
            backlog.remove(size);
            if (full && backlog.isLow()) {
                session.onLoop(this::resume);
            }
        }
    }

    // Loop only
    private void pause() {
        full = true;
        session.pauseFor(ReadingPause.WORKER_BUSY);
        // The worker may have emptied the queue before it could see the flag.
        resume();
    }

    // Loop only
    private void resume() {
        if (full && backlog.isLow()) {
            full = false;
            session.resumeFor(ReadingPause.WORKER_BUSY);
        }
    }

    private static ByteBuffer copy(ByteBuffer payload) {
        return ByteBuffer.allocate(payload.remaining()).put(payload).flip();
    }

    private void submit(Runnable event) {
        submit(new Event(event));
    }

    private void submit(TurnQueue.Task event) {
        if (events.enterOrAdd(event)) {
            startTurn(event);
        }
    }

    private static class Event extends TurnQueue.Task {

        private final Runnable action;

        Event(Runnable action) {
            this.action = action;
        }

        @Override
        public void run() {
            action.run();
        }
    }

    /** What has to wait as a message has to. */
    private static final class LastEvent extends Event {

        LastEvent(Runnable action) {
            super(action);
        }
    }

    /** An event that may have to wait: for the peer to take its output, or because messages are held. */
    private final class MessageEvent extends TurnQueue.Task {

        private final Message message;

        MessageEvent(Message message) {
            this.message = message;
        }

        @Override
        public void run() {
            handle(message);
        }
    }

    private void startTurn(TurnQueue.Task first) {
        try {
            executor.execute(() -> turn(first));
        } catch (RuntimeException | Error rejected) {
            // An Error too: pools start threads, and there may be no more of them.
            session.giveUp();
            session.abort();
            FailureLog.error("no worker for connection " + session.id() + "; dropping it", rejected);
            // What is left are the last words; they are short, and nobody else can say them.
            turn(first);
        }
    }

    private void turn(TurnQueue.Task first) {
        TurnQueue.Task chain = first;
        while (chain != null) {
            worker = Thread.currentThread();
            TurnQueue.Task rest = runChain(chain);
            // Before the turn is given up or put aside: it may go on on another thread at once.
            worker = null;
            if (rest == null) {
                chain = events.leaveOrTake();
            } else {
                chain = putAside(rest) ? null : rest;
            }
        }
    }

    /** Runs a chain up to the first event that has to wait, and gives that. */
    private TurnQueue.@Nullable Task runChain(TurnQueue.Task first) {
        TurnQueue.Task task = first;
        while (task != null && !mustWait(task)) {
            TurnQueue.Task next = task.next();
            more = next != null || events.hasWaiting();
            run(task);
            task = next;
        }
        return task;
    }

    /** Whatever happens in a turn, the turn must go on: the end of the connection is still to be told. */
    private void run(TurnQueue.Task task) {
        try {
            task.run();
        } catch (RuntimeException | Error broken) {
            session.abort();
            FailureLog.error("unexpected failure on a worker; dropping the connection", broken);
        }
    }

    private boolean mustWait(TurnQueue.Task event) {
        return (event instanceof MessageEvent || event instanceof LastEvent) && isHeldBack();
    }

    private boolean isHeldBack() {
        return (holds > 0 && !over) || session.repliesHavePiledUp();
    }

    /** Leaves the turn to {@link #outputChanged}; false if that may have come already, and the caller has to go on. */
    private boolean putAside(TurnQueue.Task rest) {
        PUT_ASIDE.set(this, rest);
        return isHeldBack() || !PUT_ASIDE.compareAndSet(this, rest, null);
    }
}
