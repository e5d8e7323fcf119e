package io.twsj.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.MuxOptions;
import io.twsj.Servers;
import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.WebSocketServer;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A thousand logical connections over one TCP connection. */
class ManyChannelsTest {

    private static final int CHANNELS = 1_000;
    private static final int MESSAGES = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Echoes, and knows which TCP connections there were. */
    private static final class Server implements WebSocketListener {

        private final Set<SocketAddress> peers = ConcurrentHashMap.newKeySet();
        private final Map<String, AtomicInteger> closeReasons = new ConcurrentHashMap<>();

        @Override
        public void onOpen(WebSocketConnection connection) {
            peers.add(connection.remoteAddress());
        }

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            connection.send(message);
        }

        @Override
        public void onClose(WebSocketConnection connection, CloseReason reason) {
            closeReasons
                    .computeIfAbsent(reason.toString(), any -> new AtomicInteger())
                    .incrementAndGet();
        }
    }

    /** Counts what comes back, in order. */
    private static final class Client implements WebSocketListener {

        private final List<String> received = new ArrayList<>();

        @Override
        public synchronized void onMessage(WebSocketConnection connection, Message message) {
            received.add(message.text());
        }

        synchronized List<String> received() {
            return List.copyOf(received);
        }
    }

    @Test
    void aThousandConnectionsShareOne() throws Exception {
        MuxOptions options = MuxOptions.builder().maxChannels(CHANNELS).build();
        Server listener = new Server();
        WebSocketServer server = Servers.start(
                Servers.builder().route("/echo/{number}", listener).mux(options));
        List<Client> clients = new ArrayList<>();
        try (WebSocketClient client = WebSocketClient.builder().mux(options).build()) {
            List<CompletableFuture<WebSocketConnection>> connects = new ArrayList<>();
            for (int i = 0; i < CHANNELS; i++) {
                Client each = new Client();
                clients.add(each);
                connects.add(client.connect(Servers.uri(server, "/echo/" + i), each));
            }
            List<WebSocketConnection> connections = new ArrayList<>();
            for (CompletableFuture<WebSocketConnection> connect : connects) {
                connections.add(connect.get());
            }
            assertThat(listener.peers).as("TCP connections").hasSize(1);
            assertThat(server.openConnections()).isEqualTo(CHANNELS);
            Set<String> paths = new HashSet<>();
            connections.forEach(connection -> paths.add(connection.path()));
            assertThat(paths).hasSize(CHANNELS);

            for (int round = 0; round < MESSAGES; round++) {
                for (int i = 0; i < CHANNELS; i++) {
                    connections.get(i).send(i + " in round " + round);
                }
            }
            await().atMost(PATIENCE)
                    .until(() ->
                            clients.stream().allMatch(each -> each.received().size() == MESSAGES));
            for (int i = 0; i < CHANNELS; i++) {
                Client each = clients.get(i);
                assertThat(each.received().get(0)).isEqualTo(i + " in round 0");
                assertThat(each.received().get(MESSAGES - 1)).isEqualTo(i + " in round " + (MESSAGES - 1));
            }
            connections.forEach(WebSocketConnection::close);
            await().atMost(PATIENCE).until(() -> server.openConnections() == 0 && client.openConnections() == 0);
        } finally {
            server.stop();
        }
        assertThat(listener.closeReasons.keySet()).containsExactly("1000");
        assertThat(listener.closeReasons.get("1000")).hasValue(CHANNELS);
        assertThat(listener.peers).as("TCP connections in the end").hasSize(1);
    }
}
