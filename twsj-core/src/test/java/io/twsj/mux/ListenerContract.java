package io.twsj.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twsj.ConnectOptions;
import io.twsj.ConnectionGroup;
import io.twsj.ConnectionOptions;
import io.twsj.Execution;
import io.twsj.Recorder;
import io.twsj.Route;
import io.twsj.Servers;
import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketServer;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.close.LimitExceededException;
import io.twsj.handshake.HandshakeException;
import io.twsj.message.Message;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What listeners can rely on, on both sides, whatever carries their connections. */
abstract class ListenerContract {

    private static final int LARGEST = 1 << 20;

    /** Remembers messages as they were. */
    private static final class Receiver extends Recorder {

        private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
        private final List<Message> sent = new ArrayList<>();

        @Override
        public void onMessage(WebSocketConnection connection, Message message) throws Exception {
            super.onMessage(connection, message);
            messages.add(message.copy());
        }

        @Override
        public synchronized void onSent(WebSocketConnection connection, Message message) {
            sent.add(message.copy());
        }

        synchronized int sentMessages() {
            return sent.size();
        }

        Message next() throws InterruptedException {
            Message message = messages.poll(20, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("waited in vain for a message; heard of " + events());
            }
            return message;
        }
    }

    /** Sends back, and does what some messages say. */
    private final class Echo extends Recorder {

        @Override
        public void onOpen(WebSocketConnection connection) throws Exception {
            peers.add(connection.remoteAddress());
            super.onOpen(connection);
        }

        @Override
        public void onMessage(WebSocketConnection connection, Message message) throws Exception {
            super.onMessage(connection, message);
            if (message.isText() && message.text().equals("fail")) {
                throw new IllegalStateException("asked to fail");
            }
            connection.send(message);
        }
    }

    /** The other ends of the TCP connections that there were. */
    final Set<SocketAddress> peers = ConcurrentHashMap.newKeySet();

    private final Echo echo = new Echo();
    private final Receiver receiver = new Receiver();
    private final Recorder held = new Recorder() {
        @Override
        public void onMessage(WebSocketConnection connection, Message message) throws Exception {
            hold.await();
            super.onMessage(connection, message);
        }
    };
    private final CountDownLatch hold = new CountDownLatch(1);
    private final FlipExtension flip = new FlipExtension();
    private WebSocketServer server;
    private WebSocketClient client;

    /** Sees that the client's connections are carried as they are to be. */
    abstract WebSocketClient startClient();

    abstract WebSocketServer.Builder onServer(WebSocketServer.Builder builder);

    /** Connects once before a test connects. */
    abstract void prepare(WebSocketClient client, WebSocketServer server) throws IOException;

    @BeforeEach
    void start() throws IOException {
        server = Servers.start(onServer(Servers.builder()
                .route(Route.of("/inline/{room}", echo)
                        .execution(Execution.INLINE)
                        .subprotocols(List.of("chat"))
                        .build())
                .route(Route.of("/worker/{room}", echo).build())
                .route(Route.of("/flip", echo).extensions(List.of(flip)).build())
                .route(Route.of("/small", echo)
                        .options(ConnectionOptions.builder()
                                .maxMessageBytes(1000)
                                .build())
                        .build())
                .route(Route.of("/held", held)
                        .options(ConnectionOptions.builder()
                                .maxPendingMessages(2)
                                .build())
                        .build())
                .route("/ignored", new Recorder())));
        client = startClient();
        prepare(client, server);
    }

    @AfterEach
    void stop() {
        hold.countDown();
        client.close();
        await().until(() -> server.openConnections() == 0);
        server.stop();
    }

    private WebSocketConnection connect(String path) throws IOException {
        return connect(path, ConnectOptions.builder());
    }

    private WebSocketConnection connect(String path, ConnectOptions.Builder options) throws IOException {
        return client.connectBlocking(Servers.uri(server, path), options.build(), receiver);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Test
    void bothSidesKnowWhatWasAgreed() throws Exception {
        WebSocketConnection here =
                connect("/inline/red?x=y", ConnectOptions.builder().subprotocols(List.of("other", "chat")));
        WebSocketConnection there = echo.awaitOpen();
        assertThat(there.path()).isEqualTo("/inline/red");
        assertThat(there.pathVariables()).containsEntry("room", "red");
        assertThat(there.subprotocol()).isEqualTo("chat");
        assertThat(here.subprotocol()).isEqualTo("chat");
        assertThat(here.path()).isEqualTo("/inline/red");
        assertThat(here.remoteAddress()).isEqualTo(there.localAddress());
        assertThat(there.remoteAddress()).isEqualTo(here.localAddress());
    }

    @ParameterizedTest
    @CsvSource({"/inline/a", "/worker/a"})
    void messagesOfEverySizeComeBackAsTheyWere(String path) throws Exception {
        WebSocketConnection connection = connect(path);
        for (int size : new int[] {0, 1, 125, 126, 127, 16_354, 16_384, 65_535, 65_536, 300_000, LARGEST}) {
            connection.send(random(size));
            Message back = receiver.next();
            assertThat(back.isText()).isFalse();
            assertThat(back.bytes()).isEqualTo(random(size));
        }
        String text = "żółw €".repeat(50_000);
        connection.send(text);
        assertThat(receiver.next().text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"/inline/a", "/worker/a"})
    void manyMessagesStayInOrder(String path) throws Exception {
        WebSocketConnection connection = connect(path);
        for (int i = 0; i < 2_000; i++) {
            connection.send(Integer.toString(i));
        }
        for (int i = 0; i < 2_000; i++) {
            assertThat(receiver.next().text()).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void aSenderHearsOfItsMessages() throws Exception {
        WebSocketConnection connection = connect("/ignored");
        List<CompletionStage<Void>> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sent.add(connection.sendAsync(random(10_000)));
        }
        for (CompletionStage<Void> each : sent) {
            each.toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
        await().until(() -> receiver.sentMessages() == 100);
        assertThat(connection.bufferedBytes()).isZero();
    }

    @Test
    void pingsAreAnswered() throws Exception {
        WebSocketConnection connection = connect("/worker/a");
        assertThat(connection.ping().toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isPositive();
        assertThat(echo.awaitOpen().ping().toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isPositive();
        await().untilAsserted(() -> assertThat(echo.events()).contains("ping 8"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 4321})
    void aClientCloses(int code) throws Exception {
        WebSocketConnection connection = connect("/worker/a");
        CloseReason reason = new CloseReason(code, "that is all");
        connection.close(reason);
        assertThat(echo.awaitClose()).isEqualTo(reason);
        assertThat(receiver.awaitClose()).isEqualTo(CloseReason.of(code));
        assertThatThrownBy(() -> connection.send("late")).isInstanceOf(ConnectionClosedException.class);
    }

    @Test
    void aServerCloses() throws Exception {
        connect("/inline/a");
        WebSocketConnection there = echo.awaitOpen();
        there.send("last words");
        there.close(new CloseReason(4000, "enough"));
        assertThat(receiver.next().text()).isEqualTo("last words");
        assertThat(receiver.awaitClose()).isEqualTo(new CloseReason(4000, "enough"));
        assertThat(echo.awaitClose()).isEqualTo(CloseReason.of(4000));
    }

    @Test
    void whatIsAbortedEndsAbnormallyOnBothSides() throws Exception {
        connect("/inline/a").abort();
        assertThat(receiver.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
        assertThat(echo.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
    }

    @Test
    void aMessageThatIsTooLargeFailsTheConnection() throws Exception {
        WebSocketConnection connection = connect("/small");
        connection.send(random(1000));
        assertThat(receiver.next().size()).isEqualTo(1000);
        connection.send(random(1001));
        assertThat(receiver.awaitClose().code()).isEqualTo(1009);
        assertThat(echo.awaitError()).isInstanceOf(LimitExceededException.class);
        assertThat(echo.awaitClose().code()).isEqualTo(1009);
    }

    @Test
    void aListenerThatFailsEndsItsConnection() throws Exception {
        connect("/worker/a").send("fail");
        assertThat(echo.awaitError()).hasMessage("asked to fail");
        assertThat(receiver.awaitClose().code()).isEqualTo(1011);
    }

    @Test
    void aRefusalSaysWhy() {
        assertThatThrownBy(() -> connect("/nowhere"))
                .isInstanceOfSatisfying(
                        HandshakeException.class,
                        refused -> assertThat(refused.status()).isEqualTo(404));
        assertThatThrownBy(() -> connect("/inline/a", ConnectOptions.builder().origin("http://elsewhere.test")))
                .hasMessageContaining("403");
    }

    @Test
    void anExtensionWorksOnItsConnection() throws Exception {
        WebSocketConnection connection =
                connect("/flip", ConnectOptions.builder().extensions(List.of(flip)));
        for (int size : new int[] {0, 5, 300, 200_000}) {
            connection.send(random(size));
            assertThat(receiver.next().bytes()).isEqualTo(random(size));
        }
        assertThat(flip.agreed).hasValue(1);
        connection.close();
        receiver.awaitClose();
        await().untilAsserted(() -> assertThat(flip.closed).hasValue(2));
    }

    /** What a listener does not take comes to wait with the sender, and nothing is lost. */
    @Test
    void aSlowListenerSlowsItsSenderDown() throws Exception {
        WebSocketConnection connection = connect(
                "/held",
                ConnectOptions.builder()
                        .options(ConnectionOptions.builder()
                                .maxOutboundBytes(64 << 20)
                                .build()));
        int count = 400;
        for (int i = 0; i < count; i++) {
            connection.send(random(50_000));
        }
        await().until(() -> connection.bufferedBytes() > 0);
        hold.countDown();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> held.events().stream()
                                .filter(event -> event.equals("message 50000 bytes"))
                                .count()
                        == count);
        await().until(() -> connection.bufferedBytes() == 0);
    }

    @Test
    void aGroupReachesAllItsMembers() throws Exception {
        ConnectionGroup group = new ConnectionGroup();
        for (int i = 0; i < 5; i++) {
            connect("/inline/a");
            group.add(echo.awaitOpen());
        }
        group.send("to all");
        for (int i = 0; i < 5; i++) {
            assertThat(receiver.next().text()).isEqualTo("to all");
        }
    }

    @Test
    void aServerThatStopsClosesItsConnections() throws Exception {
        connect("/worker/a");
        connect("/inline/a");
        server.stop();
        assertThat(receiver.awaitClose()).isEqualTo(CloseReason.GOING_AWAY);
        assertThat(receiver.awaitClose()).isEqualTo(CloseReason.GOING_AWAY);
        assertThat(echo.awaitClose()).isEqualTo(CloseReason.GOING_AWAY);
        assertThat(echo.awaitClose()).isEqualTo(CloseReason.GOING_AWAY);
    }

    @Test
    void aClientThatClosesClosesItsConnections() throws Exception {
        connect("/worker/a");
        connect("/inline/a");
        client.close();
        assertThat(receiver.awaitClose()).isEqualTo(CloseReason.GOING_AWAY);
        assertThat(receiver.awaitClose()).isEqualTo(CloseReason.GOING_AWAY);
        assertThat(echo.awaitClose()).isEqualTo(CloseReason.GOING_AWAY);
        assertThat(echo.awaitClose()).isEqualTo(CloseReason.GOING_AWAY);
    }
}
