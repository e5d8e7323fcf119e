package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.message.Message;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A client from its first connect to its end: threads, connections, shared loops, keep-alive. */
class ClientLifeTest {

    private final Recorder recorder = new Recorder();

    private static final RawServer.Script UNTIL_CLOSED = peer -> {
        peer.accept();
        peer.awaitClose();
    };

    private static List<Thread> loops() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("twsj-client"))
                .toList();
    }

    @Test
    void talksToAServer() throws Exception {
        CompletableFuture<String> echoed = new CompletableFuture<>();
        WebSocketListener listener = new WebSocketListener() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) {
                echoed.complete(message.text());
            }
        };
        try (WebSocketServer server = Servers.inline(Servers.ECHO);
                WebSocketClient client = WebSocketClient.create()) {
            WebSocketConnection connection = client.connectBlocking(Servers.uri(server, "/"), listener);
            connection.send("hello");
            assertThat(echoed.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
            assertThat(connection.ping().toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .isPositive();
        }
    }

    @Test
    void theFutureCompletesAfterOnOpenAndOffTheLoop() throws Exception {
        AtomicReference<Thread> opener = new AtomicReference<>();
        WebSocketListener listener = new Recorder() {
            @Override
            public void onOpen(WebSocketConnection connection) throws Exception {
                opener.set(Thread.currentThread());
                super.onOpen(connection);
            }
        };
        ConnectOptions inline =
                ConnectOptions.builder().execution(Execution.INLINE).build();
        try (RawServer server = RawServer.start(UNTIL_CLOSED);
                WebSocketClient client = WebSocketClient.create()) {
            Thread completer = client.connect(server.uri("/"), inline, listener)
                    .thenApply(connection -> {
                        assertThat(opener.get()).isNotNull();
                        return Thread.currentThread();
                    })
                    .get(10, TimeUnit.SECONDS);
            assertThat(opener.get().getName()).contains("loop");
            assertThat(completer.getName()).doesNotContain("loop");
        }
    }

    @Test
    void closingSaysGoingAwayAndEndsAllThreads() throws Exception {
        List<Integer> codes = new CopyOnWriteArrayList<>();
        RawServer.Script script = peer -> {
            peer.accept();
            WireFrame close = peer.readFrame();
            codes.add(close.closeCode());
            peer.send(close);
        };
        WebSocketClient client = WebSocketClient.builder().loops(2).build();
        try (RawServer server = RawServer.start(script)) {
            assertThat(loops()).isEmpty();
            for (int i = 0; i < 5; i++) {
                client.connectBlocking(server.uri("/"), recorder);
            }
            assertThat(client.openConnections()).isEqualTo(5);
            assertThat(loops()).hasSize(2).noneMatch(Thread::isDaemon);
            client.close();
            for (int i = 0; i < 5; i++) {
                assertThat(recorder.awaitClose()).isEqualTo(CloseReason.GOING_AWAY);
            }
        }
        assertThat(codes).containsExactly(1001, 1001, 1001, 1001, 1001);
        assertThat(loops()).isEmpty();
        assertThat(client.openConnections()).isZero();
        assertThatThrownBy(() -> client.connect(URI.create("ws://127.0.0.1/"), recorder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the client is closed");
        client.close();
    }

    @Test
    void closingDoesNotWaitForEverAndGivesUpWhatIsOnItsWay() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        RawServer.Script deaf = peer -> {
            peer.accept();
            peer.readFrame();
            peer.awaitEnd();
        };
        RawServer.Script silent = peer -> {
            peer.request();
            asked.countDown();
            peer.awaitEnd();
        };
        try (RawServer server = RawServer.start(deaf, silent)) {
            WebSocketClient client = WebSocketClient.create();
            client.connectBlocking(server.uri("/"), recorder);
            CompletableFuture<WebSocketConnection> pending = client.connect(server.uri("/"), recorder);
            asked.await();
            client.close(Duration.ofMillis(100));
            assertThatThrownBy(() -> pending.get(10, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(IOException.class)
                    .hasMessage("the client was closed");
            assertThat(recorder.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
            assertThat(loops()).isEmpty();
        }
    }

    @Test
    void anInlineListenerMayCloseTheClient() throws Exception {
        ConnectOptions inline =
                ConnectOptions.builder().execution(Execution.INLINE).build();
        WebSocketClient client = WebSocketClient.create();
        try (RawServer server = RawServer.start(UNTIL_CLOSED)) {
            CompletableFuture<WebSocketConnection> future = client.connect(server.uri("/"), inline, new Recorder() {
                @Override
                public void onOpen(WebSocketConnection connection) {
                    assertThatThrownBy(() -> client.connectBlocking(server.uri("/"), this))
                            .isInstanceOf(IllegalStateException.class);
                    client.close();
                }
            });
            // Who connects learns of the connection, or that the client was closed meanwhile.
            future.handle((connection, closed) -> true).get(10, TimeUnit.SECONDS);
        }
        await().until(() -> loops().isEmpty());
    }

    @Test
    void clientsShareLoopsThatAreTheCallers() throws Exception {
        try (RawServer server = RawServer.start(UNTIL_CLOSED);
                EventLoops loops = EventLoops.start(1, true)) {
            Recorder others = new Recorder();
            WebSocketClient first = WebSocketClient.builder().share(loops).build();
            try (WebSocketClient second = WebSocketClient.builder().share(loops).build()) {
                WebSocketConnection stays = second.connectBlocking(server.uri("/"), others);
                first.connectBlocking(server.uri("/"), recorder);
                assertThat(loops()).hasSize(1).allMatch(Thread::isDaemon);
                first.close();
                assertThat(recorder.awaitClose()).isEqualTo(CloseReason.GOING_AWAY);
                assertThat(stays.isOpen()).isTrue();
                assertThat(others.events()).containsExactly("open");
            }
        }
        assertThat(loops()).isEmpty();
    }

    @Test
    void anInterruptedConnectGivesUp() throws Exception {
        try (WebSocketClient client = WebSocketClient.create();
                RawServer server = RawServer.start(peer -> {
                    peer.request();
                    peer.awaitEnd();
                })) {
            Background waiting =
                    Background.start(() -> assertThatThrownBy(() -> client.connectBlocking(server.uri("/"), recorder))
                            .isInstanceOf(InterruptedIOException.class));
            await().until(() -> server.connections() == 1);
            waiting.thread().interrupt();
            waiting.await();
        }
    }

    @Test
    void aSilentServerIsPingedAndThenGivenUp() throws Exception {
        ConnectOptions impatient = ConnectOptions.builder()
                .options(ConnectionOptions.builder()
                        .pingInterval(Duration.ofMillis(50))
                        .pongTimeout(Duration.ofMillis(100))
                        .build())
                .build();
        try (WebSocketClient client = WebSocketClient.create();
                RawServer server = RawServer.start(peer -> {
                    peer.accept();
                    for (int i = 0; i < 3; i++) {
                        WireFrame ping = peer.readFrame();
                        assertThat(ping.opcode()).isEqualTo(WireFrame.PING);
                        peer.send(WireFrame.of(WireFrame.PONG, ping.payload()));
                    }
                    assertThat(peer.readFrame().opcode()).isEqualTo(WireFrame.PING);
                    peer.awaitEnd();
                })) {
            client.connectBlocking(server.uri("/"), impatient, recorder);
            assertThat(recorder.awaitError()).hasMessageContaining("silent for 100 ms");
            assertThat(recorder.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
        }
    }

    @Test
    void sendingAfterTheEndIsRefused() throws Exception {
        try (RawServer server = RawServer.start(UNTIL_CLOSED);
                WebSocketClient client = WebSocketClient.create()) {
            WebSocketConnection connection = client.connectBlocking(server.uri("/"), recorder);
            connection.close();
            assertThatThrownBy(() -> connection.send("late")).isInstanceOf(ConnectionClosedException.class);
            recorder.awaitClose();
        }
    }

    @Test
    void theRequestCanBeKept() throws Exception {
        ConnectOptions keeping = ConnectOptions.builder().keepHandshake(true).build();
        try (RawServer server = RawServer.start(UNTIL_CLOSED);
                WebSocketClient client = WebSocketClient.create()) {
            WebSocketConnection kept = client.connectBlocking(server.uri("/a?b=c"), keeping, recorder);
            assertThat(kept.handshake().query()).isEqualTo("b=c");
            WebSocketConnection dropped = client.connectBlocking(server.uri("/"), recorder);
            await().untilAsserted(
                            () -> assertThatThrownBy(dropped::handshake).isInstanceOf(IllegalStateException.class));
        }
    }

    @Test
    void fiveHundredFailuresLeaveNothingBehind() throws Exception {
        RawServer.Script[] failures = {
            peer -> peer.request(),
            peer -> peer.answer("gone", "HTTP/1.1 410 Gone", "Content-Length: 4"),
            peer -> peer.socket().setSoLinger(true, 0),
            peer -> {
                peer.request();
                peer.answer("", "HTTP/1.1 101 Wrong", "Upgrade: websocket");
            },
        };
        List<RawServer> servers = new ArrayList<>();
        for (RawServer.Script script : failures) {
            servers.add(RawServer.start(script));
        }
        try (WebSocketClient client = WebSocketClient.create()) {
            RawServer closed = RawServer.start(UNTIL_CLOSED);
            closed.close();
            servers.add(closed);
            failOnce(client, servers);
            int descriptors = ServerThreads.descriptors();
            for (int i = 0; i < 100; i++) {
                failOnce(client, servers);
            }
            await().untilAsserted(() -> assertThat(ServerThreads.descriptors()).isLessThanOrEqualTo(descriptors));
            assertThat(loops()).hasSize(1);
        }
        assertThat(recorder.events()).isEmpty();
        for (RawServer server : servers) {
            server.close();
        }
        assertThat(loops()).isEmpty();
    }

    private void failOnce(WebSocketClient client, List<RawServer> servers) {
        for (RawServer server : servers) {
            assertThatThrownBy(() -> client.connectBlocking(server.uri("/"), recorder))
                    .isInstanceOf(IOException.class);
        }
    }

    /** Half of the time is for what comes; then it closes although more does. */
    @Test
    void aServerThatSendsWithoutPauseIsTold1001InTime() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        WebSocketListener slow = new WebSocketListener() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) {
                LockSupport.parkNanos(1_000_000); // that is how long it works
                handled.incrementAndGet();
            }
        };
        Recorder pouring = new Recorder();
        try (WebSocketServer server =
                        Servers.with(Execution.WORKER, pouring, options -> options.overflow(Overflow.WAIT));
                WebSocketClient client = WebSocketClient.create()) {
            client.connectBlocking(Servers.uri(server, "/"), slow);
            WebSocketConnection there = pouring.awaitOpen();
            byte[] message = new byte[4];
            try (Background sending = Background.start(() -> {
                while (there.isOpen()) {
                    there.sendAsync(message);
                }
            })) {
                // By then more has come in one read than it could handle in all of its time.
                await().until(() -> handled.get() > 500);
                client.close(Duration.ofSeconds(4));
                sending.await();
            }
            assertThat(pouring.awaitClose()).isEqualTo(CloseReason.GOING_AWAY);
        }
    }
}
