package io.twsj.spring.handler;

import io.twsj.HandshakeRequest;
import io.twsj.WebSocketConnection;
import io.twsj.close.CloseReason;
import io.twsj.http.RequestHead;
import io.twsj.spring.codec.EnvelopeReader.Head;
import io.twsj.spring.codec.ErrorReply;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * One call of a handler's method: what its parameters can be filled from.
 *
 * @param peer the connection it is about; null during the opening handshake
 * @param handshakeValues what the methods ask for of the opening handshake, at the positions that {@link HandshakeValues}
 *     has given out
 * @param subject what it is about, such as a {@link MessageCall}, an error or a {@link HandshakeRequest}; null when a
 *     connection opens
 * @param envelope the envelope of the message it is about; null if there is none
 */
record Invocation(
        @Nullable WebSocketConnection peer,
        @Nullable Object[] handshakeValues,
        @Nullable Object subject,
        @Nullable Head envelope) {

    /**
     * How a connection has ended.
     *
     * @param cause null if it was closed in peace
     */
    record End(CloseReason reason, @Nullable Throwable cause) {}

    /** The same call, now about what went wrong in it; a reply that does not tell its type is an error then. */
    Invocation failed(Throwable error) {
        Head answer = envelope == null ? null : new Head(ErrorReply.TYPE, envelope.id(), false);
        return new Invocation(peer, handshakeValues, error, answer);
    }

    WebSocketConnection connection() {
        return present(peer, WebSocketConnection.class);
    }

    /** What the method takes of the message. */
    @Nullable
    Object payload() {
        return subject(MessageCall.class).payload();
    }

    /**
     * The request of the opening handshake.
     *
     * @throws IllegalStateException if it is not kept
     */
    RequestHead requestHead() {
        return subject instanceof HandshakeRequest request
                ? request.head()
                : connection().handshake();
    }

    /**
     * Who the peer is; null if nobody asked.
     *
     * @throws IllegalStateException if the authenticator has made a principal of another type
     */
    @Nullable
    Principal principal(Class<?> type) {
        Principal principal = subject instanceof HandshakeRequest request
                ? request.principal()
                : connection().principal();
        if (principal instanceof StandInPrincipal standIn && type.isInstance(standIn.original())) {
            return standIn.original();
        }
        if (principal != null && !type.isInstance(principal)) {
            throw new IllegalStateException(
                    "the peer's principal is a " + principal.getClass().getName() + ", not a " + type.getName());
        }
        return principal;
    }

    /** What the call is about. */
    <T> T subject(Class<T> type) {
        return type.cast(present(subject, type));
    }

    private static <T> T present(@Nullable T value, Class<?> type) {
        if (value == null) {
            throw new IllegalStateException("a call without a " + type.getSimpleName());
        }
        return value;
    }
}
