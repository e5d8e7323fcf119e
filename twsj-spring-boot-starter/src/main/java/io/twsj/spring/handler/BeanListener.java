package io.twsj.spring.handler;

import io.twsj.Attributes;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.message.Message;
import io.twsj.spring.handler.HandshakeValues.UnusableValueException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Calls the methods of a handler bean, sends what they return, and gives what they throw to its {@code @OnError} methods.
 * Thread-safe.
 */
final class BeanListener implements WebSocketListener {

    private static final Log log = LogFactory.getLog(BeanListener.class);

    private static final Attributes.Key<Object[]> PATH_VALUES = new Attributes.Key<>("twsj.pathValues", Object[].class);
    private static final Object[] NO_VALUES = {};

    private static final CloseReason UNSUITABLE_KIND =
            new CloseReason(CloseCode.UNSUPPORTED_DATA, "this endpoint does not take messages of this kind");
    private static final CloseReason UNREADABLE =
            new CloseReason(CloseCode.INVALID_PAYLOAD, "the message is not the JSON this endpoint takes");

    private final @Nullable Callback open;
    private final @Nullable Callback text;
    private final @Nullable Callback binary;
    private final @Nullable Callback close;
    private final ErrorCallbacks errors;
    private final HandshakeValues variables;

    BeanListener(
            @Nullable Callback open,
            @Nullable Callback text,
            @Nullable Callback binary,
            @Nullable Callback close,
            ErrorCallbacks errors,
            HandshakeValues variables) {
        this.open = open;
        this.text = text;
        this.binary = binary;
        this.close = close;
        this.errors = errors;
        this.variables = variables;
    }

    @Override
    public void onOpen(WebSocketConnection connection) throws HandlerFailedException {
        acceptHandshake(connection);
        call(open, connection, null);
    }

    /** Converts what the methods ask for; a connection whose handshake does not fit is closed and never reaches the handler. */
    private void acceptHandshake(WebSocketConnection connection) {
        if (variables.isEmpty()) {
            return;
        }
        try {
            connection.attributes().put(PATH_VALUES, variables.convert(connection));
        } catch (UnusableValueException e) {
            log.debug("connection " + connection.id() + ": " + e.getMessage(), e.getCause());
            connection.close(CloseReason.truncated(CloseCode.POLICY_VIOLATION, String.valueOf(e.getMessage())));
        }
    }

    @Override
    public void onMessage(WebSocketConnection connection, Message message) throws HandlerFailedException {
        Callback callback = message.isText() ? text : binary;
        if (callback == null) {
            connection.close(UNSUITABLE_KIND);
        } else {
            call(callback, connection, message);
        }
    }

    @Override
    public void onClose(WebSocketConnection connection, CloseReason reason) throws HandlerFailedException {
        call(close, connection, reason);
    }

    /** Calls what matches, unless the error comes from a method of the handler: then that was done before. */
    @Override
    public void onError(WebSocketConnection connection, Throwable error) throws HandlerFailedException {
        if (!(error instanceof HandlerFailedException)) {
            Callback callback = errors.find(error);
            call(callback, connection, error);
        }
    }

    private void call(@Nullable Callback callback, WebSocketConnection connection, @Nullable Object subject)
            throws HandlerFailedException {
        Object[] pathValues =
                variables.isEmpty() ? NO_VALUES : connection.attributes().get(PATH_VALUES);
        if (callback == null || pathValues == null) {
            return;
        }
        Invocation invocation = new Invocation(connection, pathValues, subject);
        try {
            reply(connection, callback.call(invocation));
        } catch (UnreadableMessageException e) {
            unreadable(invocation, e.problem());
        } catch (Throwable e) {
            failed(callback, invocation, e);
        }
    }

    private void unreadable(Invocation invocation, Throwable problem) throws HandlerFailedException {
        Callback handler = errors.find(problem);
        if (handler != null) {
            handle(handler, invocation, problem);
        } else {
            WebSocketConnection connection = invocation.connection();
            log.debug("connection " + connection.id() + ": cannot read a message", problem);
            connection.close(UNREADABLE);
        }
    }

    private void failed(Callback callback, Invocation invocation, Throwable error) throws HandlerFailedException {
        if (isLateSend(invocation.connection(), error)) {
            return;
        }
        Callback handler = errors.find(error);
        if (handler == null || invocation.subject() instanceof Throwable) {
            throw new HandlerFailedException(callback, error);
        }
        handle(handler, invocation, error);
    }

    private static void handle(Callback handler, Invocation failed, Throwable error) throws HandlerFailedException {
        WebSocketConnection connection = failed.connection();
        try {
            reply(connection, handler.call(new Invocation(connection, failed.pathValues(), error)));
        } catch (Throwable e) {
            if (isLateSend(connection, e)) {
                return;
            }
            if (e != error) {
                e.addSuppressed(error);
            }
            throw new HandlerFailedException(handler, e);
        }
    }

    private static void reply(WebSocketConnection connection, @Nullable Object reply) {
        if (reply != null && connection.isOpen()) {
            connection.send(reply);
        }
    }

    /** A method sent something, or returned it, while the peer left: nobody's fault, since nobody can foresee it. */
    private static boolean isLateSend(WebSocketConnection connection, Throwable error) {
        boolean late = error instanceof ConnectionClosedException && !connection.isOpen();
        if (late) {
            log.debug("connection " + connection.id() + ": nobody is left to send to", error);
        }
        return late;
    }
}
