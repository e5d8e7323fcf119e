package io.twsj.spring.handler;

import io.twsj.WebSocketConnection;
import io.twsj.message.Message;
import io.twsj.spring.codec.Envelope;
import io.twsj.spring.codec.EnvelopeReader.Head;
import io.twsj.spring.codec.ErrorReply;
import io.twsj.spring.codec.UnreadableMessageException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells a peer that its message was not accepted. */
final class Refusal {

    private Refusal() {}

    /**
     * The call that a message would have led to, had it been readable.
     *
     * @param enveloped whether the handler's messages are in envelopes
     */
    static Invocation invocation(
            WebSocketConnection connection,
            @Nullable Object[] handshakeValues,
            Message message,
            UnreadableMessageException refusal,
            boolean enveloped) {
        Head head = enveloped ? new Head(null, refusal.id(), false) : null;
        return new Invocation(connection, handshakeValues, message, head);
    }

    /**
     * Replies with the error: in an envelope with the message's id, or as {@code {"error":{...}}}.
     *
     * @param enveloped whether the handler's messages are in envelopes
     */
    static void reply(Invocation invocation, ErrorReply reply, boolean enveloped) {
        WebSocketConnection connection = invocation.connection();
        Head head = invocation.envelope();
        if (connection.isOpen()) {
            Object id = head == null ? null : head.id();
            connection.send(enveloped ? new Envelope(ErrorReply.TYPE, id, reply) : Map.of(ErrorReply.TYPE, reply));
        }
    }
}
