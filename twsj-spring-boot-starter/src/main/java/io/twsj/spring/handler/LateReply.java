package io.twsj.spring.handler;

import io.twsj.WebSocketConnection;
import java.util.Iterator;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A reply that is not complete when its method returns. Of many values the next is asked for when the peer has taken the
 * one before. One use; thread-safe.
 *
 * @param <R> what returned it
 */
final class LateReply<R extends Replier> {

    /** The type of the envelope that says that all values of a stream are sent. */
    static final String END = "end";

    private final R replier;
    private final Invocation invocation;
    private final WebSocketConnection connection;
    private final InFlight inFlight;
    private final Executor workers;
    private final Replies.LateFailures<R> failures;
    private final OpenReplies open;
    private final AtomicBoolean failed = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Runnable cancellation = this::cancel;

    /** What stops the source; set before anything can be cancelled. */
    private volatile Runnable stop = () -> {};

    LateReply(R replier, Invocation invocation, InFlight inFlight, Executor workers, Replies.LateFailures<R> failures) {
        this.replier = replier;
        this.invocation = invocation;
        this.connection = invocation.connection();
        this.inFlight = inFlight;
        this.workers = workers;
        this.failures = failures;
        this.open = OpenReplies.of(connection);
    }

    private void begin(Runnable stopping) {
        inFlight.begin();
        stop = stopping;
        open.add(cancellation);
    }

    /** Over first: that the source ends in a cancellation is then no failure. */
    private void cancel() {
        end();
        stop.run();
    }

    private void end() {
        if (over.compareAndSet(false, true)) {
            open.remove(cancellation);
            inFlight.end();
        }
    }

    /** Whether nothing can be sent any more, because of which the source is stopped. */
    private boolean isPointless() {
        if (connection.isOpen() && !over.get()) {
            return false;
        }
        cancel();
        return true;
    }

    /** All has been sent, of which the peer is told unless it has seen it. */
    private void complete(@Nullable String told, boolean tell) {
        if (over.get() || failed.get()) {
            return;
        }
        try {
            if (tell && connection.isOpen()) {
                replier.destination().acknowledge(invocation, told);
            }
            end();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Error methods may block, and the source's thread may be anybody's. */
    private void fail(Throwable error) {
        if (over.get() || !failed.compareAndSet(false, true)) {
            return;
        }
        stop.run();
        workers.execute(() -> {
            try {
                failures.failed(replier, invocation, unwrapped(error));
            } finally {
                end();
            }
        });
    }

    private static Throwable unwrapped(Throwable error) {
        Throwable cause = error.getCause();
        return error instanceof CompletionException && cause != null ? cause : error;
    }

    /** Sends what a stage completes with. */
    void await(CompletionStage<?> stage) {
        begin(() -> {
            if (stage instanceof Future<?> future) {
                future.cancel(true);
            }
        });
        stage.whenComplete((value, error) -> {
            if (error != null) {
                fail(error);
            } else {
                sendOnly(value);
            }
        });
    }

    private void sendOnly(@Nullable Object value) {
        if (isPointless()) {
            return;
        }
        try {
            if (value == null) {
                replier.destination().acknowledge(invocation, null);
            } else {
                replier.destination().send(invocation, value);
            }
            end();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Sends the elements of a stream, which may block. */
    void pull(Stream<?> stream) {
        Iterator<?> elements = stream.iterator();
        begin(() -> {});
        workers.execute(() -> pull(stream, elements));
    }

    private void pull(Stream<?> stream, Iterator<?> elements) {
        try {
            while (!isPointless() && elements.hasNext()) {
                CompletionStage<Void> sent = replier.destination().sendAsync(invocation, elements.next());
                if (!sent.toCompletableFuture().isDone()) {
                    sent.whenComplete((done, lost) -> workers.execute(() -> goOn(sent, stream, elements)));
                    return;
                }
                sent.toCompletableFuture().join();
            }
            stream.close();
            complete(END, true);
        } catch (RuntimeException | Error e) {
            stream.close();
            fail(e);
        }
    }

    private void goOn(CompletionStage<Void> sent, Stream<?> stream, Iterator<?> elements) {
        if (sent.toCompletableFuture().isCompletedExceptionally() && connection.isOpen()) {
            stream.close();
            sent.whenComplete((done, lost) -> fail(lost));
        } else {
            pull(stream, elements);
        }
    }

    /**
     * Sends what a publisher publishes.
     *
     * @param many whether it may be more than one value
     */
    void subscribeTo(Flow.Publisher<?> publisher, boolean many) {
        publisher.subscribe(new Subscriber(many));
    }

    private final class Subscriber implements Flow.Subscriber<Object> {

        private final boolean many;
        private boolean empty = true;
        private Flow.@Nullable Subscription subscription;

        Subscriber(boolean many) {
            this.many = many;
        }

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
            begin(begun::cancel);
            begun.request(1);
        }

        @Override
        public void onNext(Object value) {
            Flow.Subscription source = subscription;
            if (source == null || isPointless()) {
                return;
            }
            empty = false;
            try {
                replier.destination().sendAsync(invocation, value).whenComplete((done, lost) -> {
                    if (lost == null) {
                        source.request(1);
                    } else if (!isPointless()) {
                        fail(lost);
                    }
                });
            } catch (RuntimeException e) {
                fail(e);
            }
        }

        @Override
        public void onError(Throwable error) {
            fail(error);
        }

        @Override
        public void onComplete() {
            complete(many ? END : null, many || empty);
        }
    }
}
