package io.twsj.spring.test;

import io.twsj.ConnectOptions;
import io.twsj.ConnectionGroup;
import io.twsj.Execution;
import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.close.CloseReason;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.beans.factory.DisposableBean;

/** How the tester reaches the server. Knows the connections that tests have opened, and ends them. Thread-safe. */
final class TesterClient implements DisposableBean {

    private static final Duration GRACE = Duration.ofSeconds(1);

    private final WebSocketClient client;
    private final Supplier<URI> server;
    private final ConnectOptions options;
    private final ConnectionGroup opened = new ConnectionGroup();

    /**
     * A client of one server.
     *
     * @param client connects; closed with this one
     * @param server scheme, host and port, asked for at each connect
     * @param options what every connect begins with
     */
    TesterClient(WebSocketClient client, Supplier<URI> server, ConnectOptions options) {
        this.client = client;
        this.server = server;
        this.options = options;
    }

    /** What a connect begins with. Messages are there before the answers to pings that came after them. */
    ConnectOptions.Builder options() {
        return options.toBuilder().execution(Execution.INLINE);
    }

    WebSocketConnection connect(String path, ConnectOptions terms, Received received) throws IOException {
        WebSocketConnection connection = client.connectBlocking(server.get().resolve(path), terms, received);
        opened.add(connection);
        return connection;
    }

    /** Begins the closing handshake of all that are open. */
    void closeConnections() {
        opened.members().forEach(connection -> connection.close(CloseReason.NORMAL));
    }

    @Override
    public void destroy() {
        client.close(GRACE);
    }
}
