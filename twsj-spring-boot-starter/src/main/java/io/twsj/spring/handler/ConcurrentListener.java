package io.twsj.spring.handler;

import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.util.concurrent.Executor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** Handles several messages of a connection at a time, each on a worker of its own. Thread-safe. */
final class ConcurrentListener extends ForwardingListener {

    private static final Log log = LogFactory.getLog(ConcurrentListener.class);

    private final Executor workers;
    private final int concurrency;

    ConcurrentListener(WebSocketListener handler, Executor workers, int concurrency) {
        super(handler);
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
            super.onMessage(connection, message);
        } catch (Exception failure) {
            log.error("onMessage failed for connection " + connection.id(), failure);
            connection.close(CloseReason.of(CloseCode.INTERNAL_ERROR));
            tell(connection, failure);
        }
    }

    private void tell(WebSocketConnection connection, Exception failure) {
        try {
            onError(connection, failure);
        } catch (Exception again) {
            log.error("onError failed for connection " + connection.id(), again);
        }
    }

    @Override
    protected void call(WebSocketConnection connection, Call call) throws Exception {
        call.run();
    }
}
