package io.twsj.spring.handler;

import io.twsj.Attributes;
import io.twsj.WebSocketConnection;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sends what the methods of a handler return, now or later, one value or many. Thread-safe. */
final class Replies {

    /** Streams that a connection may have open before its messages are held. */
    private static final int MAX_STREAMS = 64;

    private static final Attributes.Key<InFlight> CALLS = new Attributes.Key<>("twsj.calls", InFlight.class);
    private static final Attributes.Key<InFlight> STREAMS = new Attributes.Key<>("twsj.streams", InFlight.class);

    private final int concurrency;
    private final Executor workers;
    private final LateFailures failures;

    /**
     * Sends replies.
     *
     * @param concurrency how many calls a connection may have under way
     * @param workers run what may block
     * @param failures gets what goes wrong after a method has returned
     */
    Replies(int concurrency, Executor workers, LateFailures failures) {
        this.concurrency = concurrency;
        this.workers = workers;
        this.failures = failures;
    }

    /** Takes failures of replies that come after their method has returned. */
    @FunctionalInterface
    interface LateFailures {

        void failed(Callback callback, Invocation invocation, Throwable error);
    }

    /** The calls of a connection that are under way, where they are counted. */
    static InFlight calls(WebSocketConnection connection, int concurrency) {
        return InFlight.of(connection, CALLS, concurrency);
    }

    /** Sends a value, or sees to it that it is sent. */
    void reply(Callback callback, Invocation invocation, @Nullable Object value) {
        Object sent = callback.toPublisher(value);
        if (sent == null) {
            callback.destination().acknowledge(invocation, null);
        } else if (sent instanceof CompletionStage<?> stage) {
            late(callback, invocation).await(stage);
        } else if (sent instanceof Stream<?> stream) {
            late(callback, invocation).pull(stream);
        } else if (sent instanceof Flow.Publisher<?> publisher) {
            subscribe(callback, invocation, publisher);
        } else {
            callback.destination().send(invocation, sent);
        }
    }

    private void subscribe(Callback callback, Invocation invocation, Flow.Publisher<?> publisher) {
        LateReply reply = callback.returnsOneLater()
                ? late(callback, invocation)
                : reply(callback, invocation, InFlight.of(invocation.connection(), STREAMS, MAX_STREAMS));
        reply.subscribeTo(publisher, !callback.returnsOneLater());
    }

    private LateReply late(Callback callback, Invocation invocation) {
        return reply(callback, invocation, calls(invocation.connection(), concurrency));
    }

    private LateReply reply(Callback callback, Invocation invocation, InFlight inFlight) {
        return new LateReply(callback, invocation, inFlight, workers, failures);
    }
}
