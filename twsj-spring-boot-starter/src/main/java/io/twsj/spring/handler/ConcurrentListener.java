package io.twsj.spring.handler;

import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** Handles several messages of a connection at a time, each on a worker of its own. Thread-safe. */
final class ConcurrentListener implements WebSocketListener {

    private static final Log log = LogFactory.getLog(ConcurrentListener.class);

    private final WebSocketListener handler;
    private final Executor workers;
    private final int concurrency;

    ConcurrentListener(WebSocketListener handler, Executor workers, int concurrency) {
        this.handler = handler;
        this.workers = workers;
        this.concurrency = concurrency;
    }

    @Override
    public void onMessage(WebSocketConnection connection, Message message) {
        InFlight calls = Replies.calls(connection, concurrency);
        calls.begin();
        workers.execute(() -> {
            try {
                handle(connection, message);
            } finally {
                calls.end();
            }
        });
    }

    /** What the core does for a listener that throws. */
    private void handle(WebSocketConnection connection, Message message) {
        if (!connection.isOpen()) {
            return;
        }
        try {
            handler.onMessage(connection, message);
        } catch (Exception failure) {
            log.error("onMessage failed for connection " + connection.id(), failure);
            connection.close(CloseReason.of(CloseCode.INTERNAL_ERROR));
            tell(connection, failure);
        }
    }

    private void tell(WebSocketConnection connection, Exception failure) {
        try {
            handler.onError(connection, failure);
        } catch (Exception again) {
            log.error("onError failed for connection " + connection.id(), again);
        }
    }

    @Override
    public void onOpen(WebSocketConnection connection) throws Exception {
        handler.onOpen(connection);
    }

    @Override
    public void onPing(WebSocketConnection connection, ByteBuffer payload) throws Exception {
        handler.onPing(connection, payload);
    }

    @Override
    public void onPong(WebSocketConnection connection, ByteBuffer payload) throws Exception {
        handler.onPong(connection, payload);
    }

    @Override
    public void onClose(WebSocketConnection connection, CloseReason reason) throws Exception {
        handler.onClose(connection, reason);
    }

    @Override
    public void onError(WebSocketConnection connection, Throwable error) throws Exception {
        handler.onError(connection, error);
    }
}
