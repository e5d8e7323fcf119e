package io.twsj.spring.handler;

import io.twsj.Attributes;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.message.Message;
import io.twsj.spring.codec.ErrorReply;
import io.twsj.spring.codec.MessageFormat;
import io.twsj.spring.codec.UnreadableMessageException;
import io.twsj.spring.handler.HandshakeValues.UnusableValueException;
import java.nio.ByteBuffer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Calls the methods of a handler bean, sends what they return, and gives what they throw to its {@code @OnError} methods.
 * Thread-safe.
 */
final class BeanListener implements WebSocketListener {

    private static final Log log = LogFactory.getLog(BeanListener.class);

    private static final Attributes.Key<Object[]> HANDSHAKE_VALUES =
            new Attributes.Key<>("twsj.handshakeValues", Object[].class);
    private static final Attributes.Key<Throwable> LAST_ERROR = new Attributes.Key<>("twsj.lastError", Throwable.class);
    private static final Object[] NO_VALUES = {};

    private static final CloseReason UNSUITABLE_KIND =
            new CloseReason(CloseCode.UNSUPPORTED_DATA, "this endpoint does not take messages of this kind");

    private final HandlerMethods methods;
    private final HandshakeValues values;
    private final HandlerContext context;
    private final Replies<Callback> replies;
    private final HandlerTerms terms;

    /** This listener with all that was put around it; set before the first call. */
    private volatile WebSocketListener outermost = this;

    BeanListener(HandlerMethods methods, HandshakeValues values, HandlerContext context, HandlerTerms terms) {
        this.methods = methods;
        this.values = values;
        this.context = context;
        this.replies = new Replies<>(terms.concurrency(), context.workers(), this::failedLater);
        this.terms = terms;
    }

    /** Says what was put around it, through which failures go that come late. */
    void decoratedAs(WebSocketListener decorated) {
        outermost = decorated;
    }

    @Override
    public void onOpen(WebSocketConnection connection) throws HandlerFailedException {
        acceptHandshake(connection);
        call(methods.open(), connection, null);
    }

    /** Converts what the methods ask for; a connection whose handshake does not fit is closed and never reaches the handler. */
    private void acceptHandshake(WebSocketConnection connection) {
        if (values.isEmpty()) {
            return;
        }
        try {
            Object[] converted = values.convert(connection.pathVariables(), connection::handshake);
            connection.attributes().put(HANDSHAKE_VALUES, converted);
        } catch (UnusableValueException e) {
            log.debug("connection " + connection.id() + ": " + e.getMessage(), e.getCause());
            connection.close(CloseReason.truncated(CloseCode.POLICY_VIOLATION, String.valueOf(e.getMessage())));
        }
    }

    @Override
    public void onMessage(WebSocketConnection connection, Message message) throws HandlerFailedException {
        Object[] handshakeValues = handshakeValues(connection);
        if (handshakeValues == null) {
            return;
        }
        MessageFormat format = context.formats().forSubprotocol(connection.subprotocol());
        MessageTarget target = methods.messages().target(message, format);
        if (target == null) {
            connection.close(UNSUITABLE_KIND);
            return;
        }
        MessageCall call;
        try {
            call = target.call(connection, message, format);
        } catch (UnreadableMessageException e) {
            unreadable(Refusal.invocation(connection, handshakeValues, message, e, terms.enveloped()), e);
            return;
        }
        if (call != null) {
            call(call.callback(), new Invocation(connection, handshakeValues, call, call.envelope()));
        }
    }

    @Override
    public void onPing(WebSocketConnection connection, ByteBuffer payload) throws HandlerFailedException {
        call(methods.ping(), connection, payload);
    }

    @Override
    public void onPong(WebSocketConnection connection, ByteBuffer payload) throws HandlerFailedException {
        call(methods.pong(), connection, payload);
    }

    @Override
    public void onClose(WebSocketConnection connection, CloseReason reason) throws HandlerFailedException {
        OpenReplies.cancelAll(connection);
        OpenRequests.endAll(connection, reason);
        if (methods.close() != null) {
            Throwable cause = connection.attributes().remove(LAST_ERROR);
            call(methods.close(), connection, new Invocation.End(reason, cause));
        }
    }

    /** Calls what matches, unless the error comes from a method of the handler: then that was done before. */
    @Override
    public void onError(WebSocketConnection connection, Throwable error) throws HandlerFailedException {
        if (error instanceof LateFailure late && late.replier() instanceof Callback callback) {
            failed(callback, late.invocation(), late.error());
            return;
        }
        if (methods.close() != null) {
            connection.attributes().put(LAST_ERROR, error);
        }
        if (!(error instanceof HandlerFailedException)) {
            call(methods.errors().find(error), connection, error);
        }
    }

    private @Nullable Object @Nullable [] handshakeValues(WebSocketConnection connection) {
        return values.isEmpty() ? NO_VALUES : connection.attributes().get(HANDSHAKE_VALUES);
    }

    private void call(@Nullable Callback callback, WebSocketConnection connection, @Nullable Object subject)
            throws HandlerFailedException {
        Object[] handshakeValues = callback == null ? null : handshakeValues(connection);
        if (callback != null && handshakeValues != null) {
            call(callback, new Invocation(connection, handshakeValues, subject, null));
        }
    }

    private void call(Callback callback, Invocation invocation) throws HandlerFailedException {
        try {
            reply(callback, invocation, callback.call(invocation));
        } catch (UnreadableMessageException e) {
            unreadable(invocation, e);
        } catch (Throwable e) {
            failed(callback, invocation, e);
        }
    }

    private void reply(Callback callback, Invocation invocation, @Nullable Object value) {
        if (invocation.connection().isOpen()) {
            replies.reply(callback, invocation, value);
        }
    }

    private void unreadable(Invocation invocation, UnreadableMessageException refusal) throws HandlerFailedException {
        WebSocketConnection connection = invocation.connection();
        Callback handler = methods.errors().find(refusal.problem());
        if (handler != null) {
            handle(handler, invocation, refusal.problem());
        } else if (terms.repliesToInvalid()) {
            Refusal.reply(invocation, refusal.reply(), terms.enveloped());
        } else {
            log.debug("connection " + connection.id() + ": cannot read a message", refusal.problem());
            connection.close(CloseReason.truncated(
                    CloseCode.INVALID_PAYLOAD, refusal.reply().summary()));
        }
    }

    private void failed(Callback callback, Invocation invocation, Throwable error) throws HandlerFailedException {
        if (isLateSend(invocation.connection(), error)) {
            return;
        }
        Callback handler = methods.errors().find(error);
        if (handler != null && !(invocation.subject() instanceof Throwable)) {
            handle(handler, invocation, error);
        } else if (!isAnswered(invocation, error)) {
            throw new HandlerFailedException(callback, error);
        }
    }

    /** Only messages have answers: who may not even open a connection cannot keep it. */
    private boolean isAnswered(Invocation invocation, Throwable error) {
        ErrorReply reply = invocation.subject() instanceof MessageCall ? context.errorReply(error) : null;
        if (reply == null) {
            return false;
        }
        Refusal.reply(invocation, reply, terms.enveloped());
        return true;
    }

    private void handle(Callback handler, Invocation failed, Throwable error) throws HandlerFailedException {
        Invocation invocation = failed.failed(error);
        try {
            reply(handler, invocation, handler.call(invocation));
        } catch (Throwable e) {
            if (isLateSend(invocation.connection(), e)) {
                return;
            }
            if (e != error) {
                e.addSuppressed(error);
            }
            throw new HandlerFailedException(handler, e);
        }
    }

    /** What the core does for a method that throws is done here for one whose reply fails later. */
    private void failedLater(Callback callback, Invocation invocation, Throwable error) {
        WebSocketConnection connection = invocation.connection();
        try {
            outermost.onError(connection, new LateFailure(callback, invocation, error));
        } catch (Exception failure) {
            log.error("a reply failed for connection " + connection.id(), failure);
            connection.close(CloseReason.of(CloseCode.INTERNAL_ERROR));
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
