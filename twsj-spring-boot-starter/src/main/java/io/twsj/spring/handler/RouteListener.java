package io.twsj.spring.handler;

import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import io.twsj.spring.codec.MessageFormat;
import io.twsj.spring.codec.MessageFormats;
import io.twsj.spring.codec.UnreadableMessageException;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls the callbacks of a {@link RouteSpec}. Thread-safe. */
final class RouteListener implements WebSocketListener {

    private static final CloseReason UNSUITABLE_KIND =
            new CloseReason(CloseCode.UNSUPPORTED_DATA, "this endpoint does not take messages of this kind");

    private final MessageFormats formats;
    private final Consumer<WebSocketConnection> open;
    private final @Nullable BiFunction<WebSocketConnection, String, @Nullable Object> text;
    private final @Nullable BiFunction<WebSocketConnection, ByteBuffer, @Nullable Object> binary;
    private final @Nullable BiFunction<Received, MessageFormat, @Nullable Object> json;
    private final BiConsumer<WebSocketConnection, CloseReason> close;
    private final BiConsumer<WebSocketConnection, Throwable> error;

    /** A message and its connection. */
    record Received(WebSocketConnection connection, Message message) {}

    RouteListener(
            MessageFormats formats,
            Consumer<WebSocketConnection> open,
            @Nullable BiFunction<WebSocketConnection, String, @Nullable Object> text,
            @Nullable BiFunction<WebSocketConnection, ByteBuffer, @Nullable Object> binary,
            @Nullable BiFunction<Received, MessageFormat, @Nullable Object> json,
            BiConsumer<WebSocketConnection, CloseReason> close,
            BiConsumer<WebSocketConnection, Throwable> error) {
        this.formats = formats;
        this.open = open;
        this.text = text;
        this.binary = binary;
        this.json = json;
        this.close = close;
        this.error = error;
    }

    @Override
    public void onOpen(WebSocketConnection connection) {
        open.accept(connection);
    }

    @Override
    public void onMessage(WebSocketConnection connection, Message message) {
        MessageFormat format = formats.forSubprotocol(connection.subprotocol());
        Object reply;
        if (json != null && message.isText() != format.isBinary()) {
            reply = json(json, connection, message, format);
        } else if (text != null && message.isText()) {
            reply = text.apply(connection, message.text());
        } else if (binary != null && !message.isText()) {
            reply = binary.apply(connection, message.payload());
        } else {
            connection.close(UNSUITABLE_KIND);
            return;
        }
        if (reply != null && connection.isOpen()) {
            connection.send(reply);
        }
    }

    private static @Nullable Object json(
            BiFunction<Received, MessageFormat, @Nullable Object> callback,
            WebSocketConnection connection,
            Message message,
            MessageFormat format) {
        try {
            return callback.apply(new Received(connection, message), format);
        } catch (UnreadableMessageException e) {
            connection.close(
                    CloseReason.truncated(CloseCode.INVALID_PAYLOAD, e.reply().summary()));
            return null;
        }
    }

    @Override
    public void onClose(WebSocketConnection connection, CloseReason reason) {
        close.accept(connection, reason);
    }

    @Override
    public void onError(WebSocketConnection connection, Throwable failure) {
        error.accept(connection, failure);
    }
}
