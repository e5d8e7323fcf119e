package io.twsj;

import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.message.Message;
import java.nio.ByteBuffer;

/**
 * Calls a route's listener and deals with what it throws: logged with its stack trace, told to {@code onError}, and after
 * a failed {@code onOpen} or {@code onMessage} the connection is closed with 1011 and hears of nothing but its end.
 * Immutable; the calls are made by one caller at a time for a connection.
 */
final class Callbacks {

    private static final System.Logger LOG = System.getLogger("io.twsj");

    private final WebSocketListener listener;
    private final boolean wantsSent;

    Callbacks(WebSocketListener listener) {
        this.listener = listener;
        this.wantsSent = overridesOnSent(listener);
    }

    private static boolean overridesOnSent(WebSocketListener listener) {
        try {
            return listener.getClass()
                            .getMethod("onSent", WebSocketConnection.class, Message.class)
                            .getDeclaringClass()
                    != WebSocketListener.class;
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether the listener wants to hear of sent messages. */
    boolean wantsSent() {
        return wantsSent;
    }

    void open(Session session) {
        try {
            listener.onOpen(session);
        } catch (Throwable failure) {
            failedForGood(session, "onOpen", failure);
        }
    }

    void message(Session session, Message message) {
        if (session.isGivenUp()) {
            return;
        }
        try {
            listener.onMessage(session, message);
        } catch (Throwable failure) {
            failedForGood(session, "onMessage", failure);
        }
    }

    void ping(Session session, ByteBuffer payload) {
        try {
            listener.onPing(session, payload);
        } catch (Throwable failure) {
            failed(session, "onPing", failure);
        }
    }

    void pong(Session session, ByteBuffer payload) {
        try {
            listener.onPong(session, payload);
        } catch (Throwable failure) {
            failed(session, "onPong", failure);
        }
    }

    void sent(Session session, Message message) {
        try {
            listener.onSent(session, message);
        } catch (Throwable failure) {
            failed(session, "onSent", failure);
        }
    }

    void close(Session session, CloseReason reason) {
        try {
            listener.onClose(session, reason);
        } catch (Throwable failure) {
            failed(session, "onClose", failure);
        }
    }

    void error(Session session, Throwable error) {
        try {
            listener.onError(session, error);
        } catch (Throwable failure) {
            session.watch().handlerFailed(session, "onError", failure);
        }
    }

    private void failed(Session session, String method, Throwable failure) {
        if (failure instanceof ConnectionClosedException && !session.isOpen()) {
            // It wanted to send while the connection ended, which nobody can foresee; onClose says the rest.
            LOG.log(System.Logger.Level.DEBUG, () -> method + " for connection " + session.id() + ": " + failure);
            return;
        }
        session.watch().handlerFailed(session, method, failure);
        error(session, failure);
    }

    /** Also where telling of it fails: without memory that is likely. */
    private void failedForGood(Session session, String method, Throwable failure) {
        try {
            failed(session, method, failure);
        } finally {
            giveUp(session);
        }
    }

    private static void giveUp(Session session) {
        session.giveUp();
        session.close(CloseReason.of(CloseCode.INTERNAL_ERROR));
    }
}
