package io.twsj.spring.security;

import io.twsj.Attributes;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.nio.ByteBuffer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.security.access.AccessDeniedException;

/**
 * Calls a handler for a peer. A denial that no {@code @OnError} method has taken closes the connection with 1008, which is
 * nobody's mistake and therefore no stack trace in the log. Thread-safe.
 */
final class SecuredListener implements WebSocketListener {

    private static final Log log = LogFactory.getLog(SecuredListener.class);

    private static final Attributes.Key<Boolean> DENIED = new Attributes.Key<>("twsj.denied", Boolean.class);
    private static final CloseReason ACCESS_DENIED = new CloseReason(CloseCode.POLICY_VIOLATION, "access denied");

    private final WebSocketListener handler;
    private final SecurityContextDecorator security;

    SecuredListener(WebSocketListener handler, SecurityContextDecorator security) {
        this.handler = handler;
        this.security = security;
    }

    @Override
    public void onOpen(WebSocketConnection connection) throws Exception {
        call(connection, () -> handler.onOpen(connection));
    }

    /** What the peer had sent before it could know of its denial is not for the handler. */
    @Override
    public void onMessage(WebSocketConnection connection, Message message) throws Exception {
        if (connection.attributes().get(DENIED) == null) {
            call(connection, () -> handler.onMessage(connection, message));
        }
    }

    @Override
    public void onPing(WebSocketConnection connection, ByteBuffer payload) throws Exception {
        call(connection, () -> handler.onPing(connection, payload));
    }

    @Override
    public void onPong(WebSocketConnection connection, ByteBuffer payload) throws Exception {
        call(connection, () -> handler.onPong(connection, payload));
    }

    @Override
    public void onError(WebSocketConnection connection, Throwable error) throws Exception {
        call(connection, () -> handler.onError(connection, error));
    }

    @Override
    public void onClose(WebSocketConnection connection, CloseReason reason) throws Exception {
        call(connection, () -> handler.onClose(connection, reason));
    }

    private void call(WebSocketConnection connection, Call call) throws Exception {
        security.enter(connection.principal());
        try {
            call.run();
        } catch (Exception failure) {
            if (!(failure.getCause() instanceof AccessDeniedException)) {
                throw failure;
            }
            log.debug("connection " + connection.id() + ": access denied: " + failure.getMessage());
            connection.attributes().put(DENIED, true);
            connection.close(ACCESS_DENIED);
        } finally {
            security.exit();
        }
    }

    @FunctionalInterface
    private interface Call {

        void run() throws Exception;
    }
}
