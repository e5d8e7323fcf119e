package io.twsj.spring.handler;

import io.twsj.Attributes;
import io.twsj.WebSocketConnection;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapter;

/**
 * Sends what methods or lambdas return, now or later, one value or many. Thread-safe.
 *
 * @param <R> what returns it
 */
final class Replies<R extends Replier> {

    /** Streams that a connection may have open before its messages are held. */
    private static final int MAX_STREAMS = 64;

    private static final Attributes.Key<InFlight> CALLS = new Attributes.Key<>("twsj.calls", InFlight.class);
    private static final Attributes.Key<InFlight> STREAMS = new Attributes.Key<>("twsj.streams", InFlight.class);

    private final int concurrency;
    private final Executor workers;
    private final LateFailures<R> failures;

    /**
     * Sends replies.
     *
     * @param concurrency how many calls a connection may have under way
     * @param workers run what may block
     * @param failures gets what goes wrong after a method has returned
     */
    Replies(int concurrency, Executor workers, LateFailures<R> failures) {
        this.concurrency = concurrency;
        this.workers = workers;
        this.failures = failures;
    }

    /** Takes failures of replies that come after their method has returned. */
    @FunctionalInterface
    interface LateFailures<R extends Replier> {

        void failed(R replier, Invocation invocation, Throwable error);
    }

    /** The calls of a connection that are under way, where they are counted. */
    static InFlight calls(WebSocketConnection connection, int concurrency) {
        return InFlight.of(connection, CALLS, concurrency);
    }

    /** Sends a value, or sees to it that it is sent. */
    void reply(R replier, Invocation invocation, @Nullable Object value) {
        ReactiveAdapter adapter = value == null ? null : replier.adapter(value);
        if (value == null) {
            replier.destination().acknowledge(invocation, null);
        } else if (adapter != null) {
            subscribe(replier, invocation, ReactiveReplies.toPublisher(adapter, value), adapter.isMultiValue());
        } else if (value instanceof CompletionStage<?> stage) {
            late(replier, invocation).await(stage);
        } else if (value instanceof Stream<?> stream) {
            late(replier, invocation).pull(stream);
        } else if (value instanceof Flow.Publisher<?> publisher) {
            subscribe(replier, invocation, publisher, true);
        } else {
            replier.destination().send(invocation, value);
        }
    }

    private void subscribe(R replier, Invocation invocation, Flow.Publisher<?> publisher, boolean many) {
        LateReply<R> reply = many
                ? reply(replier, invocation, InFlight.of(invocation.connection(), STREAMS, MAX_STREAMS))
                : late(replier, invocation);
        reply.subscribeTo(publisher, many);
    }

    private LateReply<R> late(R replier, Invocation invocation) {
        return reply(replier, invocation, calls(invocation.connection(), concurrency));
    }

    private LateReply<R> reply(R replier, Invocation invocation, InFlight inFlight) {
        return new LateReply<>(replier, invocation, inFlight, workers, failures);
    }
}
