package io.twsj.spring.handler;

import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Calls a handler with the beans of its connection at hand. Thread-safe. */
final class ScopedListener implements WebSocketListener {

    private final WebSocketListener handler;
    private final ConnectionScope scope;

    ScopedListener(WebSocketListener handler, ConnectionScope scope) {
        this.handler = handler;
        this.scope = scope;
    }

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
        try {
            call(connection, () -> handler.onClose(connection, reason));
        } finally {
            ConnectionScope.end(connection);
        }
    }

    private void call(WebSocketConnection connection, Call call) throws Exception {
        @Nullable WebSocketConnection before = scope.enter(connection);
        try {
            call.run();
        } finally {
            scope.enter(before);
        }
    }

    @FunctionalInterface
    private interface Call {

        void run() throws Exception;
    }
}
