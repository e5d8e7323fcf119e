package io.twsj.mux;

import io.twsj.WebSocketClient;
import io.twsj.WebSocketServer;

/** The contract where each connection has its own TCP connection. */
class OverPlainConnectionsTest extends ListenerContract {

    @Override
    WebSocketClient startClient() {
        return WebSocketClient.create();
    }

    @Override
    WebSocketServer.Builder onServer(WebSocketServer.Builder builder) {
        return builder;
    }

    @Override
    void prepare(WebSocketClient client, WebSocketServer server) {
        // Nothing is shared.
    }
}
