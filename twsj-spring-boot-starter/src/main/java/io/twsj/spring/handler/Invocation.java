package io.twsj.spring.handler;

import io.twsj.WebSocketConnection;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * One call of a handler's method: what its parameters can be filled from.
 *
 * @param connection the connection it is about
 * @param pathValues what the methods ask for of the opening handshake, at the positions that {@link HandshakeValues} has given out
 * @param subject the message, close reason or error it is about; null when a connection opens
 */
record Invocation(
        WebSocketConnection connection,
        @Nullable Object[] pathValues,
        @Nullable Object subject) {

    Message message() {
        return subject(Message.class);
    }

    CloseReason closeReason() {
        return subject(CloseReason.class);
    }

    Throwable error() {
        return subject(Throwable.class);
    }

    /**
     * Who the peer is; null if nobody asked.
     *
     * @throws IllegalStateException if the authenticator has made a principal of another type
     */
    @Nullable
    Principal principal(Class<?> type) {
        Principal principal = connection.principal();
        if (principal instanceof StandInPrincipal standIn && type.isInstance(standIn.original())) {
            return standIn.original();
        }
        if (principal != null && !type.isInstance(principal)) {
            throw new IllegalStateException(
                    "the peer's principal is a " + principal.getClass().getName() + ", not a " + type.getName());
        }
        return principal;
    }

    private <T> T subject(Class<T> type) {
        if (subject == null) {
            throw new IllegalStateException("a call without a " + type.getSimpleName());
        }
        return type.cast(subject);
    }
}
