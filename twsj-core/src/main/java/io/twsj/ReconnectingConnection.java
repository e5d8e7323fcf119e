package io.twsj;

import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.handshake.HandshakeException;
import io.twsj.message.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection that comes back: when it ends or cannot be made, another one is made after a growing delay. Each is a
 * {@link WebSocketConnection} of its own, with {@code onOpen} and {@code onClose}; what was sent over one that broke may
 * be lost.
 *
 * <p>It gives up on a response 4xx, on chosen close codes and after a number of attempts, see {@link ReconnectOptions};
 * and ends with {@link #close()} or its client. Thread-safe.
 *
 * <pre>
 *  connecting ──> connected ──> waiting ──> connecting ...
 *      └─────────────────────────^  └──> ended
 * </pre>
 */
public final class ReconnectingConnection implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.twsj");

    private final Dialling dialling;
    private final Later later;
    private final DoubleSupplier random;
    private final Endpoint endpoint;
    private final ReconnectOptions options;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    // The rest is guarded by this.

    private final WaitingMessages waiting;
    private Attempt present = new Attempt();
    private int failures;
    private boolean finished;
    private CloseReason lastReason = CloseReason.ABNORMAL;

    /** Makes connections. */
    interface Dialling {

        /** Makes one; {@code lost} is called when a connection that was made has ended. */
        CompletableFuture<WebSocketConnection> connect(Endpoint endpoint, Lost lost);

        /** Runs something of the application's. */
        void onWorker(Runnable action);
    }

    /** Told that a connection has ended. */
    interface Lost {

        /** After {@code onClose}. */
        void lost(CloseReason reason);
    }

    /** Runs one action after a delay; a new one takes the place of the old one. */
    interface Later {

        void after(Duration delay, Runnable action);
    }

    /** One try, and the connection that came of it. */
    private static final class Attempt {

        private @Nullable CompletableFuture<WebSocketConnection> future;

        /** Takes messages directly; null as long as others have to go first. */
        private @Nullable WebSocketConnection connection;

        /** Before there is a connection, when it began. */
        private long connectedAt = System.nanoTime();

        private boolean over;
    }

    ReconnectingConnection(
            Dialling dialling, Later later, DoubleSupplier random, Endpoint endpoint, ReconnectOptions options) {
        this.dialling = dialling;
        this.later = later;
        this.random = random;
        this.endpoint = endpoint;
        this.options = options;
        this.waiting = new WaitingMessages(options.maxQueuedBytes());
    }

    void start() {
        connect();
    }

    // Connecting

    private void connect() {
        Attempt attempt = new Attempt();
        synchronized (this) {
            if (finished) {
                return;
            }
            present = attempt;
        }
        CompletableFuture<WebSocketConnection> future = dialling.connect(endpoint, reason -> lost(attempt, reason));
        synchronized (this) {
            attempt.future = future;
        }
        future.whenComplete((connection, failure) -> {
            if (failure == null) {
                connected(attempt, connection);
            } else {
                failed(attempt, failure);
            }
        });
        if (isFinished()) {
            future.cancel(true);
        }
    }

    private void connected(Attempt attempt, WebSocketConnection connection) {
        synchronized (this) {
            attempt.connectedAt = System.nanoTime();
        }
        if (isFinished()) {
            connection.close(CloseReason.GOING_AWAY);
            return;
        }
        tell(() -> options.listener().onConnected(connection));
        sendWaiting(attempt, connection);
    }

    private void failed(Attempt attempt, Throwable cause) {
        boolean refusedForGood = cause instanceof HandshakeException refusal && refusal.status() / 100 == 4;
        over(attempt, cause, refusedForGood || !(cause instanceof IOException));
    }

    private void lost(Attempt attempt, CloseReason reason) {
        synchronized (this) {
            lastReason = reason;
            if (System.nanoTime() - attempt.connectedAt >= options.stableAfter().toNanos()) {
                failures = 0;
            }
        }
        over(attempt, new ConnectionClosedException("connected", reason), options.givesUpOn(reason.code()));
    }

    private void over(Attempt attempt, Throwable cause, boolean hopeless) {
        int next;
        synchronized (this) {
            if (attempt.over || finished) {
                return;
            }
            attempt.over = true;
            attempt.connection = null;
            failures++;
            next = failures;
        }
        if (hopeless || options.isTooMany(next)) {
            giveUp(cause);
        } else {
            Duration delay = options.delay(next, random.getAsDouble());
            tell(() -> options.listener().onWaiting(next, delay, cause));
            later.after(delay, this::connect);
        }
    }

    private void giveUp(Throwable cause) {
        if (finish()) {
            tell(() -> options.listener().onGivenUp(cause));
            ended.completeExceptionally(cause);
        }
    }

    private void tell(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.ERROR, "a reconnect listener failed", failure);
        }
    }

    // Sending

    /**
     * Sends as {@link WebSocketConnection#send}; without a connection the message waits for the next one, in order.
     *
     * @throws IllegalArgumentException if the value cannot be encoded
     * @throws ConnectionClosedException if there is no connection and messages do not wait, or there will be none
     * @throws IllegalStateException if too much waits already, here or in the connection
     */
    public void send(Object value) {
        Message message = endpoint.encoder().encode(Objects.requireNonNull(value, "message"));
        WebSocketConnection connection = connectionOrKeep(message);
        if (connection != null) {
            try {
                connection.send(message);
            } catch (ConnectionClosedException ending) {
                keep(message);
            }
        }
    }

    private synchronized @Nullable WebSocketConnection connectionOrKeep(Message message) {
        WebSocketConnection connection = present.connection;
        if (connection == null || !connection.isOpen()) {
            keep(message);
            return null;
        }
        return connection;
    }

    private synchronized void keep(Message message) {
        if (finished) {
            throw new ConnectionClosedException("cannot send", lastReason);
        }
        if (options.maxQueuedBytes() == 0) {
            throw new ConnectionClosedException("cannot send while there is no connection", lastReason);
        }
        waiting.add(message.copy());
    }

    /** One after the other, so that they do not overflow the connection's output; then sending is direct. */
    private void sendWaiting(Attempt attempt, WebSocketConnection connection) {
        Message message = nextWaiting(attempt, connection);
        while (message != null) {
            Message sending = message;
            CompletableFuture<Void> written = connection.sendAsync(sending).toCompletableFuture();
            if (!written.isDone()) {
                written.whenComplete((nothing, loss) -> {
                    if (!putBackIfLost(written, sending)) {
                        dialling.onWorker(() -> sendWaiting(attempt, connection));
                    }
                });
                return;
            }
            message = putBackIfLost(written, sending) ? null : nextWaiting(attempt, connection);
        }
    }

    private synchronized @Nullable Message nextWaiting(Attempt attempt, WebSocketConnection connection) {
        if (attempt.over) {
            return null;
        }
        Message next = waiting.poll();
        if (next == null) {
            attempt.connection = connection;
        }
        return next;
    }

    private synchronized boolean putBackIfLost(CompletableFuture<Void> written, Message message) {
        if (written.isCompletedExceptionally()) {
            waiting.putBack(message);
            return true;
        }
        return false;
    }

    // The rest

    /** The connection at present, if there is one. */
    public synchronized Optional<WebSocketConnection> current() {
        return Optional.ofNullable(present.connection).filter(WebSocketConnection::isOpen);
    }

    /** The number of messages that wait for a connection. */
    public synchronized int waitingMessages() {
        return waiting.size();
    }

    /** Completes when no connection will follow: normally after {@link #close()}, exceptionally if it gave up. */
    public CompletionStage<Void> ended() {
        return ended.minimalCompletionStage();
    }

    /** Closes with 1000 and does not come back. What waits is lost. */
    @Override
    public void close() {
        close(CloseReason.NORMAL);
    }

    /** Closes and does not come back. What waits is lost. */
    public void close(CloseReason reason) {
        Attempt last;
        synchronized (this) {
            last = present;
        }
        if (finish()) {
            ended.complete(null);
        }
        CompletableFuture<WebSocketConnection> future = last.future;
        if (future != null && !future.cancel(true) && !future.isCompletedExceptionally()) {
            future.join().close(reason);
        }
    }

    /** The client ends, and its connections with it. */
    void clientClosed() {
        if (finish()) {
            ended.completeExceptionally(new IOException("the client was closed"));
        }
    }

    /** From now on there is no further attempt; false if that was so before. */
    private synchronized boolean finish() {
        boolean first = !finished;
        finished = true;
        waiting.clear();
        return first;
    }

    private synchronized boolean isFinished() {
        return finished;
    }
}
