package io.twsj.spring.handler;

import io.twsj.Attributes;
import io.twsj.WebSocketConnection;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.spring.codec.EnvelopeReader;
import io.twsj.spring.codec.EnvelopeReader.Head;
import io.twsj.spring.codec.ErrorReply;
import io.twsj.spring.codec.MessageFormat;
import io.twsj.spring.codec.ValueReader;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The server's requests to one peer that are not answered yet. Thread-safe. */
final class OpenRequests {

    /** How the ids of the server's requests begin, so that they differ from those of the peer's. */
    static final String ID_PREFIX = "s:";

    private static final Attributes.Key<OpenRequests> KEY =
            new Attributes.Key<>("twsj.openRequests", OpenRequests.class);

    private final Map<String, Request> byId = new ConcurrentHashMap<>();

    /**
     * A request.
     *
     * @param reader reads the answer's data
     * @param errors reads it if the peer answers with an error
     */
    record Request(ValueReader reader, ValueReader errors, CompletableFuture<@Nullable Object> answer) {}

    private OpenRequests() {}

    /** Those of a connection, made when first needed. */
    static OpenRequests of(WebSocketConnection connection) {
        synchronized (connection.attributes()) {
            OpenRequests present = connection.attributes().get(KEY);
            if (present == null) {
                present = new OpenRequests();
                connection.attributes().put(KEY, present);
            }
            return present;
        }
    }

    void add(String id, Request request) {
        byId.put(id, request);
    }

    void remove(String id) {
        byId.remove(id);
    }

    /** Takes a message if it answers a request, also one that has been given up. */
    static boolean answer(WebSocketConnection connection, Head head, MessageFormat format, byte[] payload) {
        if (!(head.id() instanceof String id) || !id.startsWith(ID_PREFIX)) {
            return false;
        }
        OpenRequests requests = connection.attributes().get(KEY);
        Request request = requests == null ? null : requests.byId.remove(id);
        if (request != null) {
            complete(request, head, format, payload);
        }
        return true;
    }

    private static void complete(Request request, Head head, MessageFormat format, byte[] payload) {
        try {
            boolean isError = ErrorReply.TYPE.equals(head.type());
            ValueReader reader = isError ? request.errors() : request.reader();
            Object data = head.hasData() ? EnvelopeReader.data(format, payload, reader) : null;
            if (isError) {
                request.answer().completeExceptionally(new RequestFailedException(data));
            } else {
                request.answer().complete(data);
            }
        } catch (RuntimeException unreadable) {
            request.answer().completeExceptionally(unreadable);
        }
    }

    /** The connection has ended. */
    static void endAll(WebSocketConnection connection, CloseReason reason) {
        OpenRequests requests = connection.attributes().get(KEY);
        if (requests != null) {
            requests.byId
                    .values()
                    .forEach(request -> request.answer()
                            .completeExceptionally(new ConnectionClosedException("request not answered", reason)));
            requests.byId.clear();
        }
    }
}
