package io.twsj.spring.handler;

import io.twsj.Execution;
import io.twsj.WebSocketConnection;
import io.twsj.close.CloseReason;
import io.twsj.spring.codec.MessageFormat;
import io.twsj.spring.codec.MessageFormats;
import io.twsj.spring.codec.ValueReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What happens on one path of {@link WebSocketRoutes}. What a callback returns is sent as an annotated method's reply is: a
 * value, or what comes later as a {@code CompletionStage}, {@code Flow.Publisher}, {@code Mono}, {@code Flux} or
 * {@code Stream}; null is nothing. A callback that throws, or whose reply fails, is logged, and the connection closed with
 * 1011; with 1008 where Spring Security has denied it what it calls. One caller at a time.
 */
public final class RouteSpec {

    private final String path;
    private List<String> subprotocols = List.of();
    private Execution execution = Execution.WORKER;
    private Consumer<WebSocketConnection> open = connection -> {};
    private @Nullable BiFunction<WebSocketConnection, String, @Nullable Object> text;
    private @Nullable BiFunction<WebSocketConnection, ByteBuffer, @Nullable Object> binary;
    private @Nullable Json<?> json;
    private BiConsumer<WebSocketConnection, CloseReason> close = (connection, reason) -> {};
    private BiConsumer<WebSocketConnection, Throwable> error = (connection, failure) -> {};

    RouteSpec(String path) {
        this.path = path;
    }

    /** A callback for values of a type. */
    private record Json<T>(Class<T> type, BiFunction<WebSocketConnection, @Nullable T, @Nullable Object> callback) {

        /** The callback, which reads its values in the connection's format. */
        BiFunction<RouteListener.Received, MessageFormat, @Nullable Object> prepared(MessageFormats formats) {
            ValueReader reader = formats.readerFor(type);
            return (received, format) ->
                    callback.apply(received.connection(), type.cast(reader.read(format, received.message())));
        }
    }

    /** Subprotocols it speaks (none). */
    public RouteSpec subprotocols(String... names) {
        subprotocols = List.of(names);
        return this;
    }

    /** Where the callbacks run ({@link Execution#WORKER}). */
    public RouteSpec execution(Execution where) {
        execution = where;
        return this;
    }

    /** Called when a connection has been opened. */
    public RouteSpec onOpen(Consumer<WebSocketConnection> callback) {
        open = callback;
        return this;
    }

    /** Called for text messages; what it returns is sent. */
    public RouteSpec onText(BiFunction<WebSocketConnection, String, @Nullable Object> callback) {
        text = callback;
        return this;
    }

    /** Called for binary messages; what it returns is sent. */
    public RouteSpec onBinary(BiFunction<WebSocketConnection, ByteBuffer, @Nullable Object> callback) {
        binary = callback;
        return this;
    }

    /**
     * Called for messages in the connection's format, JSON as text if nothing else is agreed, read as a type; what it returns
     * is sent. A message that cannot be read closes the connection with 1007.
     */
    public <T> RouteSpec onJson(
            Class<T> type, BiFunction<WebSocketConnection, @Nullable T, @Nullable Object> callback) {
        json = new Json<>(type, callback);
        return this;
    }

    /** Called when a connection has ended. */
    public RouteSpec onClose(BiConsumer<WebSocketConnection, CloseReason> callback) {
        close = callback;
        return this;
    }

    /** Called when something went wrong, as {@code WebSocketListener.onError} is. */
    public RouteSpec onError(BiConsumer<WebSocketConnection, Throwable> callback) {
        error = callback;
        return this;
    }

    String path() {
        return path;
    }

    List<String> subprotocols() {
        return subprotocols;
    }

    Execution execution() {
        return execution;
    }

    /**
     * What calls the callbacks.
     *
     * @throws InvalidHandlerException if two of them are for text messages
     */
    RouteListener listener(MessageFormats formats, Executor workers) {
        if (text != null && json != null) {
            throw new InvalidHandlerException(
                    "The route '" + path + "' has onText and onJson, which are both for text messages.",
                    "Leave one of them.");
        }
        return new RouteListener(
                formats, workers, open, text, binary, json == null ? null : json.prepared(formats), close, error);
    }
}
