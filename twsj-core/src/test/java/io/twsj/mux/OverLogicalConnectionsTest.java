package io.twsj.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.MuxOptions;
import io.twsj.Recorder;
import io.twsj.Servers;
import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;

/** The contract where all connections are channels of one TCP connection, the first of which is there already. */
class OverLogicalConnectionsTest extends ListenerContract {

    /** Small windows, so that most of what is sent has to wait for credit. */
    static final MuxOptions OPTIONS =
            MuxOptions.builder().maxChannelBytes(5_000).build();

    @Override
    WebSocketClient startClient() {
        return WebSocketClient.builder().mux(OPTIONS).build();
    }

    @Override
    WebSocketServer.Builder onServer(WebSocketServer.Builder builder) {
        return builder.mux(OPTIONS).route("/count", new Recorder() {
            @Override
            public void onOpen(WebSocketConnection connection) {
                peers.add(connection.remoteAddress());
            }
        });
    }

    @Override
    void prepare(WebSocketClient client, WebSocketServer server) throws IOException {
        client.connectBlocking(Servers.uri(server, "/count"), new Recorder());
        client.connectBlocking(Servers.uri(server, "/count"), new Recorder());
    }

    @AfterEach
    void thereWasOneTcpConnection() {
        assertThat(peers).hasSize(1);
    }
}
