package io.twsj.spring.handler;

import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.message.Message;
import io.twsj.spring.codec.MessageFormat;
import io.twsj.spring.codec.MessageFormats;
import io.twsj.spring.codec.UnreadableMessageException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapter;

/** Calls the callbacks of a {@link RouteSpec}. Thread-safe. */
final class RouteListener implements WebSocketListener {

    private static final CloseReason UNSUITABLE_KIND =
            new CloseReason(CloseCode.UNSUPPORTED_DATA, "this endpoint does not take messages of this kind");

    private static final Log log = LogFactory.getLog(RouteListener.class);

    /** What lambdas return says what it is by its class only. */
    private static final Replier LAMBDA = new Replier() {
        @Override
        public Destination destination() {
            return PeerDestination.INSTANCE;
        }

        @Override
        public @Nullable ReactiveAdapter adapter(Object value) {
            return ReactiveReplies.adapterOfClass(value.getClass());
        }

        @Override
        public String toString() {
            return "a lambda";
        }
    };

    private static final Object[] NO_VALUES = {};

    private final MessageFormats formats;
    private final Replies<Replier> replies;
    private final Consumer<WebSocketConnection> open;
    private final @Nullable BiFunction<WebSocketConnection, String, @Nullable Object> text;
    private final @Nullable BiFunction<WebSocketConnection, ByteBuffer, @Nullable Object> binary;
    private final @Nullable BiFunction<Received, MessageFormat, @Nullable Object> json;
    private final BiConsumer<WebSocketConnection, CloseReason> close;
    private final BiConsumer<WebSocketConnection, Throwable> error;

    /** This listener with all that was put around it; set before the first call. */
    private volatile WebSocketListener outermost = this;

    /** A message and its connection. */
    record Received(WebSocketConnection connection, Message message) {}

    RouteListener(
            MessageFormats formats,
            Executor workers,
            Consumer<WebSocketConnection> open,
            @Nullable BiFunction<WebSocketConnection, String, @Nullable Object> text,
            @Nullable BiFunction<WebSocketConnection, ByteBuffer, @Nullable Object> binary,
            @Nullable BiFunction<Received, MessageFormat, @Nullable Object> json,
            BiConsumer<WebSocketConnection, CloseReason> close,
            BiConsumer<WebSocketConnection, Throwable> error) {
        this.formats = formats;
        this.replies = new Replies<>(1, workers, this::failedLater);
        this.open = open;
        this.text = text;
        this.binary = binary;
        this.json = json;
        this.close = close;
        this.error = error;
    }

    /** Says what was put around it, through which failures go that come late. */
    void decoratedAs(WebSocketListener decorated) {
        outermost = decorated;
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
            replies.reply(LAMBDA, new Invocation(connection, NO_VALUES, null, null), reply);
        }
    }

    /** What the core does for a listener that throws is done here for one whose reply fails later. */
    private void failedLater(Replier lambda, Invocation invocation, Throwable failure) {
        WebSocketConnection connection = invocation.connection();
        if (failure instanceof ConnectionClosedException && !connection.isOpen()) {
            return; // the peer left, which nobody can foresee
        }
        try {
            outermost.onError(connection, new LateFailure(lambda, invocation, failure));
        } catch (Exception nobodys) {
            log.error("a reply failed for connection " + connection.id(), failure);
            connection.close(CloseReason.of(CloseCode.INTERNAL_ERROR));
            tell(connection, failure);
        }
    }

    private void tell(WebSocketConnection connection, Throwable failure) {
        try {
            outermost.onError(connection, failure);
        } catch (Exception again) {
            log.error("onError failed for connection " + connection.id(), again);
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
        OpenReplies.cancelAll(connection);
        OpenRequests.endAll(connection, reason);
        close.accept(connection, reason);
    }

    /** A failure that comes late leaves as one of the callback does, for what is around to see it. */
    @Override
    public void onError(WebSocketConnection connection, Throwable failure) throws LateFailure {
        if (failure instanceof LateFailure late) {
            throw late;
        }
        error.accept(connection, failure);
    }
}
