package io.twsj.blocking;

import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The application's pings that wait for their pong. Thread-safe. */
final class PingTimes {

    /** Oldest first; guarded by this object. */
    private final Deque<Ping> waiting = new ArrayDeque<>();

    /** One ping; compared by identity, since several may have one payload. */
    static final class Ping {

        private final ByteBuffer payload;
        private final long sentAt = System.nanoTime();
        private final CompletableFuture<Duration> answered = new CompletableFuture<>();

        private Ping(ByteBuffer payload) {
            this.payload = payload;
        }

        /** Completes with the round-trip time. */
        CompletableFuture<Duration> answered() {
            return answered;
        }
    }

    /** A ping that is about to be sent. */
    synchronized Ping next(ByteBuffer payload) {
        Ping ping = new Ping(payload);
        waiting.addLast(ping);
        return ping;
    }

    /** It was not sent. */
    synchronized void forget(Ping ping) {
        waiting.removeIf(one -> one == ping);
    }

    /** RFC 6455 5.5.3: a pong may answer the newest of several pings only, and answers the older ones with it. */
    void pong(ByteBuffer payload) {
        long now = System.nanoTime();
        answeredBy(payload).forEach(ping -> ping.answered.complete(Duration.ofNanos(now - ping.sentAt)));
    }

    /** Up to the first with this payload; none if there is none. */
    private synchronized List<Ping> answeredBy(ByteBuffer payload) {
        List<Ping> answered = new ArrayList<>();
        if (waiting.stream().anyMatch(ping -> ping.payload.equals(payload))) {
            Ping ping;
            do {
                ping = waiting.removeFirst();
                answered.add(ping);
            } while (!ping.payload.equals(payload));
        }
        return answered;
    }

    /** No pong can come any more. */
    void ended(CloseReason reason) {
        ConnectionClosedException cause = new ConnectionClosedException("ping not answered", reason);
        takeAll().forEach(ping -> ping.answered.completeExceptionally(cause));
    }

    private synchronized List<Ping> takeAll() {
        List<Ping> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }
}
