package io.twsj;

import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The pings of one connection that wait for their pong. Thread-safe. */
final class Pings {

    private final Queue<Ping> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong numbers = new AtomicLong();
    private volatile @Nullable Duration latest;

    private record Ping(long number, long sentAt, CompletableFuture<Duration> answered) {}

    /** Remembers a ping; {@code payload} is to be filled with what tells it from the others. */
    CompletableFuture<Duration> next(byte[] payload) {
        Ping ping = new Ping(numbers.incrementAndGet(), System.nanoTime(), new CompletableFuture<>());
        ByteBuffer.wrap(payload).putLong(ping.number());
        waiting.add(ping);
        return ping.answered();
    }

    /** RFC 6455 5.5.3: a pong may answer the newest of several pings only, and answers the older ones with it. */
    void pong(ByteBuffer payload) {
        if (payload.remaining() != Long.BYTES) {
            return;
        }
        long number = payload.getLong(payload.position());
        if (waiting.stream().noneMatch(ping -> ping.number() == number)) {
            return;
        }
        long now = System.nanoTime();
        Ping oldest = waiting.peek();
        while (oldest != null && oldest.number() <= number) {
            waiting.remove(oldest);
            Duration roundTrip = Duration.ofNanos(now - oldest.sentAt());
            latest = roundTrip;
            oldest.answered().complete(roundTrip);
            oldest = waiting.peek();
        }
    }

    /** The newest round-trip time; null if no ping was answered. */
    @Nullable
    Duration latest() {
        return latest;
    }

    void ended(CloseReason reason) {
        for (Ping ping = waiting.poll(); ping != null; ping = waiting.poll()) {
            ping.answered().completeExceptionally(new ConnectionClosedException("ping not answered", reason));
        }
    }
}
