package io.twsj.spring.handler;

import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.nio.ByteBuffer;

/**
 * What a {@link ListenerDecorator} makes: passes all calls on to a handler, each through {@link #call}. Handlers do not hear of
 * sent messages, which would have the core copy them. As thread-safe as its subclass.
 */
public abstract class ForwardingListener implements WebSocketListener {

    private final WebSocketListener handler;

    /** Passes on to this handler. */
    protected ForwardingListener(WebSocketListener handler) {
        this.handler = handler;
    }

    /** A call of the handler. */
    @FunctionalInterface
    protected interface Call {

        /** Calls the handler. */
        void run() throws Exception;
    }

    /** Runs a call, with whatever has to be around it. */
    protected abstract void call(WebSocketConnection connection, Call call) throws Exception;

    @Override
    public void onOpen(WebSocketConnection connection) throws Exception {
        call(connection, () -> handler.onOpen(connection));
    }

    @Override
    public void onMessage(WebSocketConnection connection, Message message) throws Exception {
        call(connection, () -> handler.onMessage(connection, message));
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
}
