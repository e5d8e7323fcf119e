package io.twsj.spring.security;

import io.twsj.Attributes;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import io.twsj.spring.handler.ForwardingListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.context.SecurityContext;

/**
 * Calls a handler for a peer. A denial that no {@code @OnError} method has taken closes the connection with 1008, which is
 * nobody's mistake and therefore no stack trace in the log. Thread-safe.
 */
final class SecuredListener extends ForwardingListener {

    private static final Log log = LogFactory.getLog(SecuredListener.class);

    private static final Attributes.Key<Boolean> DENIED = new Attributes.Key<>("twsj.denied", Boolean.class);
    private static final CloseReason ACCESS_DENIED = new CloseReason(CloseCode.POLICY_VIOLATION, "access denied");

    private final SecurityContextDecorator security;

    SecuredListener(WebSocketListener handler, SecurityContextDecorator security) {
        super(handler);
        this.security = security;
    }

    /** What the peer had sent before it could know of its denial is not for the handler. */
    @Override
    public void onMessage(WebSocketConnection connection, Message message) throws Exception {
        if (connection.attributes().get(DENIED) == null) {
            super.onMessage(connection, message);
        }
    }

    @Override
    protected void call(WebSocketConnection connection, Call call) throws Exception {
        SecurityContext before = security.enter(connection.principal());
        try {
            call.run();
        } catch (Exception failure) {
            if (!isDenial(failure)) {
                throw failure;
            }
            log.debug("connection " + connection.id() + ": access denied: " + failure.getMessage());
            connection.attributes().put(DENIED, true);
            connection.close(ACCESS_DENIED);
        } finally {
            security.exit(before);
        }
    }

    /** That of a method comes as a cause, that of a lambda as it is. */
    private static boolean isDenial(Exception failure) {
        return failure instanceof AccessDeniedException || failure.getCause() instanceof AccessDeniedException;
    }
}
