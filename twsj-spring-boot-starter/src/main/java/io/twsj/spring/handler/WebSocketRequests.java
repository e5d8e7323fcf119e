package io.twsj.spring.handler;

import io.twsj.WebSocketConnection;
import io.twsj.spring.codec.Envelope;
import io.twsj.spring.codec.MessageFormats;
import io.twsj.spring.codec.ValueReader;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Asks peers and waits for their answers; for handlers whose messages are in envelopes. A request goes out as
 * {@code {"type":"...","id":"s:1","data":{...}}}; the peer answers with a message of the same id, of type {@code error} if
 * it cannot. Thread-safe.
 *
 * <p>The answer is one of the connection's messages: a method that blocks until a peer answers whose message it is handling
 * waits for itself, unless the handler's {@code concurrency} is larger than one. Return the future instead, or go on where it
 * completes.
 */
public final class WebSocketRequests {

    private final MessageFormats formats;
    private final Executor workers;
    private final AtomicLong numbers = new AtomicLong();
    private final ValueReader errors;
    private final Map<Class<?>, ValueReader> readers = new ConcurrentHashMap<>();

    /**
     * Requests.
     *
     * @param workers what waits for an answer goes on there
     */
    public WebSocketRequests(MessageFormats formats, Executor workers) {
        this.formats = formats;
        this.workers = workers;
        this.errors = formats.readerFor(JsonNode.class);
    }

    /**
     * Asks a peer.
     *
     * @param message what is asked: an {@link Envelope}, whose id is replaced, or a value whose class tells the type
     * @param reply what the data of the answer is read as
     * @return completes on a worker, with null if the answer has no data; exceptionally with a {@link RequestFailedException}
     *     if the peer answers with an error, a {@code TimeoutException}, a {@code ConnectionClosedException} if the connection
     *     ends before, or what is wrong with the answer
     * @throws IllegalArgumentException if the value does not tell its type
     */
    public <T> CompletableFuture<@Nullable T> request(
            WebSocketConnection connection, Object message, Class<T> reply, Duration timeout) {
        String id = OpenRequests.ID_PREFIX + numbers.incrementAndGet();
        Envelope request = envelope(message, id);
        OpenRequests open = OpenRequests.of(connection);
        CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
        ValueReader reader = readers.computeIfAbsent(reply, formats::readerFor);
        open.add(id, new OpenRequests.Request(reader, errors, answer));
        answer.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).whenComplete((value, error) -> open.remove(id));
        connection.sendAsync(request).whenComplete((written, lost) -> {
            if (lost != null) {
                answer.completeExceptionally(lost);
            }
        });
        // In two steps, since thenApplyAsync passes a failure on in the thread that it came from.
        return answer.handleAsync((value, error) -> answered(reply, value, error), workers)
                .thenCompose(Function.identity());
    }

    private static <T> CompletableFuture<@Nullable T> answered(
            Class<T> reply, @Nullable Object value, @Nullable Throwable error) {
        return error == null
                ? CompletableFuture.completedFuture(reply.cast(value))
                : CompletableFuture.failedFuture(error);
    }

    private static Envelope envelope(Object message, String id) {
        if (message instanceof Envelope envelope) {
            return new Envelope(envelope.type(), id, envelope.data());
        }
        String type = Envelope.typeOf(message.getClass());
        if (type == null) {
            throw new IllegalArgumentException(
                    "cannot ask with a " + message.getClass().getName()
                            + ", which does not tell its type: ask with Envelope.of(type, value)");
        }
        return new Envelope(type, id, message);
    }
}
