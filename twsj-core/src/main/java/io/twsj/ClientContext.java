package io.twsj;

import io.twsj.close.CloseReason;
import io.twsj.dial.Dial;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What all connections of a client share, and which there are. Thread-safe. */
final class ClientContext implements Session.Owner {

    private final EventLoops loops;
    private final Workers workers;

    /** Null without mux. */
    private final @Nullable SharedConnections shared;

    private final Set<Dial> dials = ConcurrentHashMap.newKeySet();
    private final Set<ReconnectingConnection> kept = ConcurrentHashMap.newKeySet();
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();

    /** When the time to handle what has come is over; set by {@link #goAway}. */
    private volatile long drainsUntil;

    ClientContext(EventLoops loops, Workers workers, @Nullable MuxOptions mux) {
        this.loops = loops;
        this.workers = workers;
        this.shared = mux == null ? null : new SharedConnections(mux.terms(), loops);
    }

    EventLoops loops() {
        return loops;
    }

    Workers workers() {
        return workers;
    }

    @Nullable
    SharedConnections shared() {
        return shared;
    }

    void dialling(Dial dial) {
        dials.add(dial);
    }

    void dialled(Dial dial) {
        dials.remove(dial);
    }

    /** Remembers one until it has ended. */
    void keeping(ReconnectingConnection connection) {
        kept.add(connection);
        connection.ended().whenComplete((nothing, cause) -> kept.remove(connection));
    }

    void opened(Session session) {
        sessions.add(session);
    }

    @Override
    public void ended(Session session) {
        sessions.remove(session);
        if (sessions.isEmpty()) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    int openConnections() {
        return sessions.size();
    }

    /**
     * Gives up what is on its way and closes what is open; a dial that just succeeded is open by then. Half of the time is
     * for what peers have sent, or go on sending.
     */
    void goAway(Duration grace) {
        drainsUntil = System.nanoTime() + grace.toNanos() / 2;
        kept.forEach(ReconnectingConnection::clientClosed);
        dials.forEach(dial -> dial.cancel(new IOException("the client was closed")));
        forEachSession(this::goAway);
        if (shared != null) {
            shared.endWhenIdle();
        }
    }

    /** After the listener has handled what has been read. */
    private void goAway(Session session) {
        boolean draining = System.nanoTime() - drainsUntil < 0;
        session.closeAfterwards(CloseReason.GOING_AWAY, draining ? () -> goAway(session) : null);
    }

    void abortAll() {
        forEachSession(Session::abort);
    }

    private void forEachSession(Consumer<Session> action) {
        sessions.forEach(session -> session.onLoop(() -> action.accept(session)));
    }

    /** Waits, after {@link #goAway}, until no connection is open or there is no time left for what peers have sent. */
    void awaitDrained() throws InterruptedException {
        if (!awaitNoneOpen(Duration.ofNanos(drainsUntil - System.nanoTime()))) {
            forEachSession(this::goAway);
        }
    }

    /** Waits until no connection is open, at most so long; tells whether none is. */
    synchronized boolean awaitNoneOpen(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (!sessions.isEmpty()) {
            long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    /** Runs something that may be the application's on a worker; here and now if there is none any more. */
    void onWorker(Runnable action) {
        try {
            workers.executor().execute(action);
        } catch (RejectedExecutionException closed) {
            action.run();
        }
    }
}
