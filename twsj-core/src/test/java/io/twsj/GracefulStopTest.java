package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.RawClient.End;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of a server: nothing received is lost, nobody can hold it up for longer than its grace period. */
class GracefulStopTest {

    private static final Duration SHORT = Duration.ofMillis(500);

    /** Echoes, and notes what it hears of. */
    private static class Echo extends Recorder {

        @Override
        public void onMessage(WebSocketConnection connection, Message message) throws Exception {
            super.onMessage(connection, message);
            connection.send(message);
        }
    }

    private final Echo listener = new Echo();

    @AfterEach
    void noThreadIsLeft() {
        await().untilAsserted(() -> assertThat(ServerThreads.count()).isZero());
    }

    private static long millisOf(Background.Action action) throws Exception {
        long start = System.nanoTime();
        action.run();
        return (System.nanoTime() - start) / 1_000_000;
    }

    @Test
    void everybodyIsTold1001AndThePortIsFreeAfterwards() throws Exception {
        WebSocketServer server = Servers.inline(listener);
        int port = server.port();
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(RawClient.open(port, "/"));
            listener.awaitOpen();
        }
        Background stopping = Background.start(server::stop);
        for (RawClient client : clients) {
            assertThat(client.readFrame()).isEqualTo(WireFrame.close(1001));
            client.send(WireFrame.close(1001));
            assertThat(client.readEnd()).isEqualTo(End.EOF);
            client.close();
        }
        stopping.await();
        assertThat(server.isRunning()).isFalse();
        assertThat(server.openConnections()).isZero();
        for (int i = 0; i < clients.size(); i++) {
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.GOING_AWAY);
        }
        assertThat(refuses(port)).isTrue();
        Servers.start(Servers.builder().port(port).route("/", listener)).stop();
    }

    private static boolean refuses(int port) throws IOException {
        try (RawClient late = RawClient.connect(port)) {
            return false;
        } catch (ConnectException refused) {
            return true;
        }
    }

    @Test
    void goodbyesMayBeSpreadAndThoseWhoWaitGoOn() throws Exception {
        WebSocketServer server = Servers.start(
                Servers.builder().shutdownSpread(Duration.ofSeconds(2)).route("/", listener));
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(RawClient.open(server.port(), "/"));
            listener.awaitOpen();
        }
        Background stopping = Background.start(server::stop);
        // Each loop tells its connections in some order: everybody is told once, and not all at once.
        AtomicInteger told = new AtomicInteger();
        AtomicInteger served = new AtomicInteger();
        List<Background> readers = new ArrayList<>();
        for (RawClient client : clients) {
            readers.add(Background.start(() -> {
                while (client.send(WireFrame.text("?")).readFrame().opcode() == WireFrame.TEXT) {
                    if (told.get() > 0) {
                        served.incrementAndGet();
                    }
                }
                told.incrementAndGet();
                client.send(WireFrame.close(1001));
                client.skipToEnd();
                client.close();
            }));
        }
        for (Background reader : readers) {
            reader.await();
        }
        stopping.await();
        assertThat(told).hasValue(20);
        assertThat(served.get()).isPositive();
    }

    @Test
    void aHurryEndsTheSpread() throws Exception {
        WebSocketServer server = Servers.start(Servers.builder()
                .shutdownGrace(Duration.ofMinutes(10))
                .shutdownSpread(Duration.ofMinutes(5))
                .route("/", listener));
        try (RawClient one = RawClient.open(server.port(), "/");
                RawClient other = RawClient.open(server.port(), "/")) {
            listener.awaitOpen();
            listener.awaitOpen();
            Background stopping = Background.start(server::stop);
            await().until(() -> !server.isRunning());
            Background hurrying = Background.start(() -> server.stop(Duration.ofSeconds(5)));
            for (RawClient client : List.of(one, other)) {
                assertThat(client.readFrame()).isEqualTo(WireFrame.close(1001));
                client.send(WireFrame.close(1001));
                assertThat(client.readEnd()).isEqualTo(End.EOF);
                client.close();
            }
            hurrying.await();
            stopping.await();
        }
    }

    @Test
    void theReasonIsTheServersToChoose() throws Exception {
        WebSocketServer server = Servers.start(Servers.builder()
                .shutdownReason(new CloseReason(1012, "back in a minute"))
                .route("/", listener));
        try (RawClient client = RawClient.open(server.port(), "/")) {
            listener.awaitOpen();
            Background stopping = Background.start(server::stop);
            assertThat(client.readFrame()).isEqualTo(WireFrame.close(1012, "back in a minute"));
            client.send(WireFrame.close(1012));
            assertThat(client.readEnd()).isEqualTo(End.EOF);
            client.close();
            stopping.await();
        }
    }

    @Test
    void aServerWithoutConnectionsStopsAtOnce() throws Exception {
        WebSocketServer server = Servers.inline(listener);
        assertThat(millisOf(server::stop)).isLessThan(1000);
    }

    @ParameterizedTest
    @EnumSource
    void whatHasArrivedIsHandledAndAnsweredBefore1001(Execution execution) throws Exception {
        // More than waits for a worker, and more output than the high mark.
        int count = 20_000;
        WebSocketServer server =
                Servers.start(Route.of("/", listener).execution(execution).build());
        try (RawClient client = RawClient.open(server.port(), "/")) {
            WireFrame[] messages = new WireFrame[count];
            for (int i = 0; i < count; i++) {
                messages[i] = WireFrame.text("message " + i);
            }
            client.send(messages);
            Background stopping = Background.start(() -> server.stop(Duration.ofMinutes(2)));
            for (int i = 0; i < count; i++) {
                assertThat(client.readText()).isEqualTo("message " + i);
            }
            assertThat(client.readFrame()).isEqualTo(WireFrame.close(1001));
            client.send(WireFrame.close(1001));
            assertThat(client.readEnd()).isEqualTo(End.EOF);
            client.close();
            stopping.await();
        }
    }

    @Test
    void aSlowListenerMayFinishItsQueue() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        Recorder slow = new Recorder() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) throws Exception {
                released.await();
                connection.send(message);
            }
        };
        WebSocketServer server = Servers.worker(slow);
        try (RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text("a"), WireFrame.text("b"), WireFrame.text("c"));
            slow.awaitOpen();
            Background stopping = Background.start(server::stop);
            await().until(() -> !server.isRunning());
            released.countDown();
            assertThat(client.readText()).isEqualTo("a");
            assertThat(client.readText()).isEqualTo("b");
            assertThat(client.readText()).isEqualTo("c");
            assertThat(client.readFrame()).isEqualTo(WireFrame.close(1001));
            client.close();
            stopping.await();
            slow.awaitClose();
            assertThat(slow.events()).endsWith("close 1006");
        }
    }

    @Test
    void aPeerThatDoesNotAnswerIsCutOffAfterTheGracePeriod() throws Exception {
        WebSocketServer server = Servers.inline(listener);
        try (RawClient client = RawClient.open(server.port(), "/")) {
            listener.awaitOpen();
            assertThat(millisOf(() -> server.stop(SHORT))).isBetween(490L, 3000L);
            assertThat(client.readFrame()).isEqualTo(WireFrame.close(1001));
            assertThat(client.readEnd()).isEqualTo(End.RESET);
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
        }
    }

    @Test
    void aPeerThatDoesNotReadIsCutOffAfterTheGracePeriod() throws Exception {
        WebSocketServer server =
                Servers.with(Execution.INLINE, listener, options -> options.maxOutboundBytes(64 << 20));
        try (RawClient client = RawClient.openNarrow(server.port(), "/")) {
            listener.awaitOpen().send(new byte[32 << 20]);
            assertThat(millisOf(() -> server.stop(SHORT))).isBetween(490L, 3000L);
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
            assertThat(client.skipToEnd()).isEqualTo(End.RESET);
        }
    }

    @Test
    void aPeerThatSendsWithoutPauseToASlowWorkerIsTold1001InTime() throws Exception {
        CountDownLatch stopping = new CountDownLatch(1);
        Recorder slow = new Recorder() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) throws Exception {
                stopping.await();
                LockSupport.parkNanos(1_000_000); // that is how long it works
            }
        };
        WebSocketServer server = Servers.worker(slow);
        try (RawClient client = RawClient.open(server.port(), "/")) {
            slow.awaitOpen();
            AtomicBoolean told = new AtomicBoolean();
            Background sending = Background.start(() -> {
                WireFrame[] some = new WireFrame[1000];
                Arrays.fill(some, WireFrame.text("and another one"));
                while (!told.get()) {
                    client.send(some);
                }
                client.send(WireFrame.close(1001));
            });
            Background ending = Background.start(() -> server.stop(Duration.ofSeconds(8)));
            await().until(() -> !server.isRunning());
            stopping.countDown();
            assertThat(client.readFrame()).isEqualTo(WireFrame.close(1001));
            told.set(true);
            sending.await();
            assertThat(client.readEnd()).isEqualTo(End.EOF);
            client.close();
            ending.await();
        }
        assertThat(slow.awaitClose()).isEqualTo(CloseReason.GOING_AWAY);
    }

    @Test
    void messagesThatCrossThe1001AreDroppedOnceTheirTimeIsOver() throws Exception {
        Recorder slow = new Recorder() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) {
                LockSupport.parkNanos(1_000_000); // that is how long it works
            }
        };
        WebSocketServer server = Servers.worker(slow);
        try (RawClient client = RawClient.open(server.port(), "/")) {
            slow.awaitOpen();
            Background ending = Background.start(() -> server.stop(Duration.ofSeconds(4)));
            assertThat(client.readFrame()).isEqualTo(WireFrame.close(1001));
            WireFrame[] halfAMinute = new WireFrame[30_000];
            Arrays.fill(halfAMinute, WireFrame.text("sent before it was read"));
            client.send(halfAMinute);
            client.send(WireFrame.close(1001));
            assertThat(client.readEnd()).isEqualTo(End.EOF);
            client.close();
            ending.await();
        }
        assertThat(slow.awaitClose()).isEqualTo(CloseReason.GOING_AWAY);
    }

    @Test
    void aListenerThatNeverReturnsHoldsUpNobodyForLong() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Recorder stuck = new Recorder() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) throws Exception {
                never.await();
            }
        };
        WebSocketServer server = Servers.worker(stuck);
        try (RawClient client = RawClient.open(server.port(), "/")) {
            stuck.awaitOpen();
            client.send(WireFrame.text("a"));
            assertThat(millisOf(() -> server.stop(SHORT))).isBetween(490L, 5000L);
            assertThat(client.readEnd()).isEqualTo(End.RESET);
        } finally {
            never.countDown();
        }
        assertThat(stuck.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
    }

    @Test
    void withoutGraceEverybodyIsCutOffAtOnce() throws Exception {
        WebSocketServer server = Servers.inline(listener);
        try (RawClient client = RawClient.open(server.port(), "/")) {
            listener.awaitOpen();
            assertThat(millisOf(() -> server.stop(Duration.ZERO))).isLessThan(1000);
            client.skipToEnd();
            listener.awaitClose();
        }
    }

    @Test
    void handshakesThatCompleteMeanwhileAreRefused() throws Exception {
        byte[] request = RawClient.request("/");
        WebSocketServer server = Servers.inline(listener);
        // Accepted in order: when the second one is open, the first one has been accepted.
        try (RawClient late = RawClient.connect(server.port());
                RawClient client = RawClient.open(server.port(), "/")) {
            late.write(java.util.Arrays.copyOf(request, 50));
            Background stopping = Background.start(server::stop);
            assertThat(client.readFrame()).isEqualTo(WireFrame.close(1001));
            late.write(java.util.Arrays.copyOfRange(request, 50, request.length));
            assertThat(late.readResponse().status()).isEqualTo(503);
            assertThat(late.readEnd()).isEqualTo(End.EOF);
            client.send(WireFrame.close(1001));
            assertThat(client.readEnd()).isEqualTo(End.EOF);
            client.close();
            stopping.await();
        }
    }

    @Test
    void halfHandshakesHoldUpNobody() throws Exception {
        WebSocketServer server = Servers.inline(listener);
        try (RawClient half = RawClient.connect(server.port())) {
            half.write(java.util.Arrays.copyOf(RawClient.request("/"), 50));
            RawClient.open(server.port(), "/").close();
            listener.awaitClose();
            assertThat(millisOf(server::stop)).isLessThan(2000);
            half.skipToEnd();
        }
    }

    @Test
    void aListenerMayStopTheServer() throws Exception {
        for (Execution execution : Execution.values()) {
            Recorder ending = new Recorder();
            WebSocketServer[] server = new WebSocketServer[1];
            server[0] = Servers.start(Servers.builder()
                    .shutdownGrace(SHORT)
                    .route(Route.of("/", new WebSocketListener() {
                                @Override
                                public void onMessage(WebSocketConnection connection, Message message) {
                                    server[0].stop();
                                }

                                @Override
                                public void onClose(WebSocketConnection connection, CloseReason reason)
                                        throws Exception {
                                    ending.onClose(connection, reason);
                                }
                            })
                            .execution(execution)
                            .build()));
            try (RawClient client = RawClient.open(server[0].port(), "/")) {
                client.send(WireFrame.text("stop"));
                client.skipToEnd();
                ending.awaitClose();
                await().untilAsserted(() -> assertThat(ServerThreads.count()).isZero());
            }
        }
    }

    @Test
    void anInterruptedStopCutsEverybodyOff() throws Exception {
        WebSocketServer server = Servers.inline(listener);
        try (RawClient client = RawClient.open(server.port(), "/")) {
            listener.awaitOpen();
            boolean[] interrupted = new boolean[1];
            Background stopping = Background.start(() -> {
                server.stop();
                interrupted[0] = Thread.currentThread().isInterrupted();
            });
            assertThat(client.readFrame()).isEqualTo(WireFrame.close(1001));
            stopping.thread().interrupt();
            stopping.await();
            assertThat(interrupted[0]).isTrue();
            client.skipToEnd();
            listener.awaitClose();
        }
    }
}
