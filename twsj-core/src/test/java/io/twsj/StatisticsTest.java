package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a server counts, and whom it tells. */
class StatisticsTest {

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Recorder listener = new Recorder() {
        @Override
        public void onMessage(WebSocketConnection connection, Message message) throws Exception {
            super.onMessage(connection, message);
            if (message.isText() && message.text().equals("fail")) {
                throw new IllegalStateException("as told");
            }
            connection.send(message);
        }
    };
    private LogCapture log;

    @BeforeEach
    void quiet() {
        log = LogCapture.start();
    }

    @AfterEach
    void end() {
        log.close();
    }

    private final ServerObserver observer = new ServerObserver() {
        @Override
        public void onStarted(WebSocketServer server) {
            told.add("started " + server.isRunning());
        }

        @Override
        public void onStopping(WebSocketServer server) {
            told.add("stopping with " + server.openConnections());
        }

        @Override
        public void onStopped(WebSocketServer server) {
            told.add("stopped with " + server.openConnections());
        }

        @Override
        public void onOpened(WebSocketConnection connection) {
            told.add("opened " + connection.path());
        }

        @Override
        public void onClosed(WebSocketConnection connection, CloseReason reason) {
            told.add("closed " + reason.code());
        }

        @Override
        public void onHandshakeRefused(SocketAddress client, int status, String reason) {
            told.add("refused " + status);
        }

        @Override
        public void onLimitHit(ServerLimit limit, SocketAddress client) {
            told.add("limit " + limit);
        }

        @Override
        public void onSlowPeerCut(WebSocketConnection connection, String why) {
            told.add("slow");
        }

        @Override
        public void onHandlerFailed(WebSocketConnection connection, Throwable failure) {
            told.add("failed " + failure.getMessage());
        }
    };

    private WebSocketServer server(Execution execution) {
        return Servers.start(Servers.builder()
                .observer(observer)
                .shutdownGrace(Duration.ZERO)
                .route(Route.of("/", listener)
                        .execution(execution)
                        .options(ConnectionOptions.builder()
                                .maxMessageBytes(1000)
                                .maxOutboundBytes(1 << 20)
                                .build())
                        .build()));
    }

    @ParameterizedTest
    @EnumSource
    void messagesAreCountedInBothDirections(Execution execution) throws Exception {
        try (WebSocketServer server = server(execution)) {
            for (int i = 0; i < 3; i++) {
                try (RawClient client = RawClient.open(server.port(), "/")) {
                    assertThat(client.send(WireFrame.text("abc")).readText()).isEqualTo("abc");
                    assertThat(client.send(WireFrame.text("de")).readText()).isEqualTo("de");
                    assertThat(client.send(WireFrame.ping("p")).readFrame()).isEqualTo(WireFrame.pong("p"));
                }
            }
            listener.awaitOpen().connections().all().send("nobody is left, or nearly");
            await().until(() -> server.openConnections() == 0);
            ServerStatistics counted = server.statistics();
            assertThat(counted.acceptedConnections()).isEqualTo(3);
            assertThat(counted.openedConnections()).isEqualTo(3);
            assertThat(counted.openConnections()).isZero();
            assertThat(counted.closedConnections()).isEqualTo(3);
            assertThat(counted.receivedMessages()).isEqualTo(6);
            assertThat(counted.receivedBytes()).isEqualTo(15);
            assertThat(counted.sentMessages()).isGreaterThanOrEqualTo(6);
            assertThat(counted.sentBytes()).isGreaterThanOrEqualTo(15);
            assertThat(counted.limitsHit()).containsOnlyKeys(ServerLimit.values());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLifeOfAServerAndItsConnectionsIsTold(Execution execution) throws Exception {
        WebSocketServer server = server(execution);
        try (RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.close(1000));
            client.skipToEnd();
            listener.awaitClose();
        }
        await().until(() -> told.contains("closed 1000"));
        server.stop();
        assertThat(told)
                .containsExactly("started true", "opened /", "closed 1000", "stopping with 0", "stopped with 0");
        assertThat(server.statistics().closedByCode()).containsExactly(java.util.Map.entry(1000, 1L));
    }

    @ParameterizedTest
    @EnumSource
    void troubleIsCountedAndTold(Execution execution) throws Exception {
        try (WebSocketServer server = server(execution)) {
            try (RawClient lost = RawClient.connect(server.port())) {
                assertThat(lost.write(RawClient.request("/nowhere"))
                                .readResponse()
                                .status())
                        .isEqualTo(404);
            }
            try (RawClient large = RawClient.open(server.port(), "/")) {
                large.send(WireFrame.text("x".repeat(1001))).skipToEnd();
            }
            try (RawClient failing = RawClient.open(server.port(), "/")) {
                assertThat(failing.send(WireFrame.text("fail")).readFrame()).isEqualTo(WireFrame.close(1011));
                failing.send(WireFrame.close(1011)).skipToEnd();
            }
            await().until(() -> server.openConnections() == 0);
            await().until(() -> told.contains("closed 1011") && told.contains("closed 1009"));
            assertThat(told).contains("refused 404", "limit MESSAGE_SIZE", "failed as told");
            ServerStatistics counted = server.statistics();
            assertThat(counted.refusedByStatus()).containsOnlyKeys(404);
            assertThat(counted.refusedHandshakes()).isEqualTo(1);
            assertThat(counted.limitsHit()).containsEntry(ServerLimit.MESSAGE_SIZE, 1L);
            assertThat(counted.handlerFailures()).isEqualTo(1);
            assertThat(counted.closedByCode()).containsEntry(1009, 1L);
            assertThat(counted.slowPeersCut()).isZero();
        }
    }

    @Test
    void aPeerThatDoesNotReadIsCountedAndTold() throws Exception {
        try (WebSocketServer server = server(Execution.INLINE);
                RawClient slow = RawClient.openNarrow(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            await().until(() -> {
                server.connections().all().send(new byte[256 << 10]);
                return !connection.isOpen();
            });
            listener.awaitError();
            assertThat(server.statistics().slowPeersCut()).isEqualTo(1);
            assertThat(server.statistics().droppedMessages()).isEqualTo(1);
            assertThat(told).contains("slow");
        }
    }

    @Test
    void failuresOfTlsAreCounted() throws Exception {
        try (WebSocketServer server = Servers.start(
                        Servers.builder().tls(TlsTesting.server("ec").build()).route("/", listener));
                RawClient noise = RawClient.connect(server.port())) {
            noise.write(new byte[] {22, 3, 1, 0, 4, 1, 2, 3, 4, 5}).skipToEnd();
            await().until(() -> server.statistics().tlsFailures() == 1);
        }
    }

    @Test
    void anObserverThatThrowsHarmsNobody() throws Exception {
        ServerObserver broken = new ServerObserver() {
            @Override
            public void onOpened(WebSocketConnection connection) {
                throw new IllegalStateException("broken");
            }
        };
        try (WebSocketServer server = Servers.start(
                        Servers.builder().observer(broken).observer(observer).route("/", Servers.ECHO));
                RawClient client = RawClient.open(server.port(), "/")) {
            assertThat(client.send(WireFrame.text("a")).readText()).isEqualTo("a");
            await().until(() -> told.contains("opened /"));
        }
    }
}
