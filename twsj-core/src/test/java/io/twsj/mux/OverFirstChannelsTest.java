package io.twsj.mux;

import io.twsj.MuxOptions;
import io.twsj.WebSocketClient;
import io.twsj.WebSocketServer;

/** The contract where each connection is the only channel of its TCP connection, the one that needs no request. */
class OverFirstChannelsTest extends ListenerContract {

    private static final MuxOptions OPTIONS =
            MuxOptions.builder().maxChannels(1).build();

    @Override
    WebSocketClient startClient() {
        return WebSocketClient.builder().mux(OPTIONS).build();
    }

    @Override
    WebSocketServer.Builder onServer(WebSocketServer.Builder builder) {
        return builder.mux(OPTIONS);
    }

    @Override
    void prepare(WebSocketClient client, WebSocketServer server) {
        // The first connect is as good as any.
    }
}
