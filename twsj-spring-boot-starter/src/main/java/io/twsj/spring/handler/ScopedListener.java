package io.twsj.spring.handler;

import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.close.CloseReason;
import org.jspecify.annotations.Nullable;

/** Calls a handler with the beans of its connection at hand. Thread-safe. */
final class ScopedListener extends ForwardingListener {

    private final ConnectionScope scope;

    ScopedListener(WebSocketListener handler, ConnectionScope scope) {
        super(handler);
        this.scope = scope;
    }

    @Override
    public void onClose(WebSocketConnection connection, CloseReason reason) throws Exception {
        try {
            super.onClose(connection, reason);
        } finally {
            ConnectionScope.end(connection);
        }
    }

    @Override
    protected void call(WebSocketConnection connection, Call call) throws Exception {
        @Nullable WebSocketConnection before = scope.enter(connection);
        try {
            call.run();
        } finally {
            scope.enter(before);
        }
    }
}
