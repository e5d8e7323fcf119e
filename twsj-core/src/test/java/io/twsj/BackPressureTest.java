package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twsj.RawClient.End;
import io.twsj.close.CloseReason;
import io.twsj.close.LimitExceededException;
import io.twsj.message.Message;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that take less than they are sent: memory stays bounded, and nobody else notices. */
class BackPressureTest {

    private static final byte[] PIECE = new byte[64 << 10];

    private LogCapture log;

    @BeforeEach
    void captureLog() {
        log = LogCapture.start();
    }

    @AfterEach
    void releaseLog() {
        log.close();
    }

    // Echo-like flows: not reading from who does not read

    @ParameterizedTest
    @EnumSource
    void aPeerThatDoesNotReadIsNotReadEither(Execution execution) throws Exception {
        Recorder listener = new Recorder() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) {
                connection.send(message);
            }
        };
        byte[] message = new byte[1024];
        byte[] wire = WireFrame.binary(message).masked();
        int count = 64 << 10;
        AtomicInteger sent = new AtomicInteger();
        try (WebSocketServer server = Servers.with(execution, listener, options -> options);
                RawClient client = RawClient.openNarrow(server.port(), "/");
                RawClient other = RawClient.open(server.port(), "/");
                Background sender = Background.start(() -> {
                    while (sent.get() < count) {
                        client.write(wire);
                        sent.incrementAndGet();
                    }
                })) {
            WebSocketConnection connection = listener.awaitOpen();
            awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(count);
            // The high mark, and the echoes of one read behind it.
            assertThat(connection.bufferedBytes()).isLessThan(1 << 20);
            assertThat(other.send(WireFrame.text("other")).readText()).isEqualTo("other");
            for (int i = 0; i < count; i++) {
                WireFrame echo = client.readFrame();
                assertThat(Arrays.equals(echo.payload(), message)).isTrue();
            }
            sender.await();
            await().untilAsserted(() -> assertThat(connection.bufferedBytes()).isZero());
        }
    }

    /** Until it has not moved for a while. */
    private static void awaitStandstill(AtomicInteger progress) {
        AtomicInteger seen = new AtomicInteger(-1);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> seen.getAndSet(progress.get()) == progress.get());
    }

    @ParameterizedTest
    @ValueSource(ints = {64 << 10, 300_000, 1 << 20, 4 << 20})
    void largeEchoesReachSlowReadersWhole(int size) throws Exception {
        byte[] message = new byte[size];
        for (int i = 0; i < size; i++) {
            message[i] = (byte) ((i * 7) >> 3);
        }
        byte[] wire = WireFrame.binary(message).masked();
        for (Execution execution : Execution.values()) {
            try (WebSocketServer server =
                            Servers.with(execution, Servers.ECHO, options -> options.maxMessageBytes(4 << 20));
                    RawClient client = RawClient.openNarrow(server.port(), "/");
                    Background sender = Background.start(() -> {
                        for (int i = 0; i < 8; i++) {
                            client.write(wire);
                        }
                    })) {
                for (int i = 0; i < 8; i++) {
                    WireFrame echo = client.readFrame();
                    assertThat(Arrays.equals(echo.payload(), message))
                            .as("%s, message %s: %s", execution, i, echo)
                            .isTrue();
                }
                sender.await();
            }
        }
    }

    /** Who sends without being asked goes on reading, or it would wait for its peer and the peer for it. */
    @ParameterizedTest
    @EnumSource
    void aClientThatPoursIntoAnEchoGetsEverythingBack(Execution execution) throws Exception {
        byte[] message = new byte[4 << 20];
        int count = 10;
        CountDownLatch echoes = new CountDownLatch(count);
        WebSocketListener counting = new WebSocketListener() {
            @Override
            public void onMessage(WebSocketConnection connection, Message echo) {
                if (echo.size() == message.length) {
                    echoes.countDown();
                }
            }
        };
        ConnectionOptions roomy = ConnectionOptions.builder()
                .maxMessageBytes(message.length)
                .maxOutboundBytes(count * message.length)
                .build();
        ConnectOptions options = ConnectOptions.builder().options(roomy).build();
        try (WebSocketServer server = Servers.with(execution, Servers.ECHO, Servers.upTo(message.length, 1));
                WebSocketClient client = WebSocketClient.create()) {
            WebSocketConnection connection = client.connectBlocking(Servers.uri(server, "/"), options, counting);
            for (int i = 0; i < count; i++) {
                connection.send(message);
            }
            assertThat(echoes.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatWaitsForASlowHandlerIsBoundedInBytesToo() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger handled = new AtomicInteger();
        AtomicInteger sent = new AtomicInteger();
        int count = 60;
        byte[] wire = WireFrame.binary(new byte[1 << 20]).masked();
        WebSocketListener slow = new WebSocketListener() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) throws Exception {
                release.await();
                handled.incrementAndGet();
            }
        };
        try (WebSocketServer server = Servers.worker(slow);
                RawClient client = RawClient.open(server.port(), "/");
                Background sender = Background.start(() -> {
                    while (sent.get() < count) {
                        client.write(wire);
                        sent.incrementAndGet();
                    }
                })) {
            awaitStandstill(sent);
            // A message or two, and what the system's buffers take.
            assertThat(sent.get()).isLessThan(count / 2);
            release.countDown();
            sender.await();
            await().untilAsserted(() -> assertThat(handled).hasValue(count));
        }
    }

    /** Who has been put aside because of its slow peer hears of the peer's end. */
    @Test
    void aListenerWhosePeerLeavesWithoutReadingHearsOfTheEnd() throws Exception {
        Recorder listener = new Recorder() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) {
                connection.send(message);
            }
        };
        byte[] wire = WireFrame.binary(new byte[1 << 20]).masked();
        AtomicInteger sent = new AtomicInteger();
        try (WebSocketServer server = Servers.worker(listener);
                RawClient client = RawClient.openNarrow(server.port(), "/");
                Background sender = Background.start(() -> {
                    for (int i = 0; i < 64; i++) {
                        client.write(wire);
                        sent.incrementAndGet();
                    }
                })) {
            awaitStandstill(sent);
            client.reset();
            assertThatThrownBy(sender::await).isNotNull();
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
        }
    }

    // Sending on one's own: the bound

    /** Sends pieces until a send fails, and gives the failure. */
    private static Throwable fill(WebSocketConnection connection) {
        try {
            for (int i = 0; i < 4096; i++) {
                connection.send(PIECE);
            }
        } catch (IllegalStateException full) {
            return full;
        }
        throw new AssertionError("256 MiB sent to a peer that does not read");
    }

    @Test
    void closeDropsAPeerThatIsTooSlow() throws Exception {
        Recorder listener = new Recorder();
        try (WebSocketServer server = Servers.with(Execution.INLINE, listener, options -> options);
                RawClient client = RawClient.openNarrow(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            assertThat(fill(connection)).hasMessageContaining("exceeds the bound of 1048576 bytes");
            // The bound, and the header and the Close frame that do not count. What is just being written counts twice.
            await().untilAsserted(
                            () -> assertThat(connection.bufferedBytes()).isLessThanOrEqualTo((1 << 20) + 10 + 129));
            assertThat(listener.awaitError()).isInstanceOf(LimitExceededException.class);
            await().until(() -> !connection.isOpen());
            assertThat(lastOf(client).closeCode()).isEqualTo(1013);
            client.close();
            assertThat(listener.awaitClose().code()).isEqualTo(1013);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerWhosePeerIsTooSlowEndsWith1013Too(Execution execution) throws Exception {
        Recorder listener = new Recorder() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) throws Exception {
                super.onMessage(connection, message);
                throw (IllegalStateException) fill(connection);
            }
        };
        try (WebSocketServer server = Servers.with(execution, listener, options -> options);
                RawClient client = RawClient.openNarrow(server.port(), "/")) {
            client.send(WireFrame.text("go"));
            listener.awaitError();
            assertThat(lastOf(client).closeCode()).isEqualTo(1013);
            client.close();
            assertThat(listener.awaitClose().code()).isEqualTo(1013);
        }
    }

    private static WireFrame lastOf(RawClient client) throws Exception {
        WireFrame last = client.readFrame();
        while (!client.isAtEnd()) {
            last = client.readFrame();
        }
        return last;
    }

    @Test
    void aPeerThatIsTooSlowToTakeEvenThatIsReset() throws Exception {
        Recorder listener = new Recorder();
        try (WebSocketServer server = Servers.with(
                        Execution.INLINE, listener, options -> options.closeTimeout(Duration.ofMillis(200)));
                RawClient client = RawClient.openNarrow(server.port(), "/")) {
            fill(listener.awaitOpen());
            assertThat(listener.awaitClose().code()).isEqualTo(1013);
            assertThat(client.skipToEnd()).isEqualTo(End.RESET);
        }
    }

    @Test
    void failRefusesTheSendAndKeepsTheConnection() throws Exception {
        Recorder listener = new Recorder();
        try (WebSocketServer server =
                        Servers.with(Execution.INLINE, listener, options -> options.overflow(Overflow.FAIL));
                RawClient client = RawClient.openNarrow(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            int sent = 0;
            try {
                while (sent < 4096) {
                    connection.send(PIECE);
                    sent++;
                }
            } catch (IllegalStateException full) {
                assertThat(full).hasMessageContaining("exceeds the bound");
            }
            assertThat(connection.isOpen()).isTrue();
            assertThat(connection.sendAsync(PIECE)).isCompletedExceptionally();
            for (int i = 0; i < sent; i++) {
                assertThat(client.readFrame().payload()).hasSize(PIECE.length);
            }
            await().until(() -> connection.bufferedBytes() == 0);
            connection.send("again");
            assertThat(client.readText()).isEqualTo("again");
            assertThat(listener.events()).containsExactly("open");
        }
    }

    @Test
    void oneMessageMayAlwaysWaitHoweverLarge() throws Exception {
        Recorder listener = new Recorder();
        try (WebSocketServer server =
                        Servers.with(Execution.INLINE, listener, options -> options.maxOutboundBytes(1000));
                RawClient client = RawClient.openNarrow(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            connection.send(new byte[16 << 20]);
            assertThat(client.readFrame().payload()).hasSize(16 << 20);
            await().until(() -> connection.bufferedBytes() == 0);
            assertThat(connection.isOpen()).isTrue();
        }
    }

    /** An echo-like flow goes on before the last bytes of its last message have left. */
    @Test
    void oneMessageMayWaitBehindTheEndOfAnother() throws Exception {
        Recorder listener = new Recorder();
        try (WebSocketServer server =
                        Servers.with(Execution.INLINE, listener, options -> options.overflow(Overflow.FAIL));
                RawClient client = RawClient.openNarrow(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            byte[] small = new byte[4096];
            int sent = 0;
            while (connection.bufferedBytes() == 0) {
                connection.send(small);
                sent++;
            }
            connection.send(new byte[16 << 20]);
            assertThatThrownBy(() -> connection.send("no more")).isInstanceOf(IllegalStateException.class);
            client.readFrames(sent);
            assertThat(client.readFrame().payload()).hasSize(16 << 20);
        }
    }

    @Test
    void waitBlocksAWorkerUntilThereIsRoom() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        int count = 256;
        try (WebSocketServer server = Servers.with(
                        Execution.WORKER,
                        new WebSocketListener() {
                            @Override
                            public void onMessage(WebSocketConnection connection, Message message) {
                                for (int i = 0; i < count; i++) {
                                    connection.send(PIECE);
                                    sent.incrementAndGet();
                                }
                            }
                        },
                        options -> options.overflow(Overflow.WAIT));
                RawClient other = RawClient.open(server.port(), "/");
                RawClient client = RawClient.openNarrow(server.port(), "/")) {
            client.send(WireFrame.text("go"));
            await().until(() -> sent.get() > 0);
            awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(count);
            assertThat(other.send(WireFrame.ping("loop?")).readFrame()).isEqualTo(WireFrame.pong("loop?"));
            for (int i = 0; i < count; i++) {
                assertThat(client.readFrame().payload()).hasSize(PIECE.length);
            }
            await().untilAsserted(() -> assertThat(sent).hasValue(count));
        }
    }

    @Test
    void waitEndsWithTheConnection() throws Exception {
        AtomicReference<Throwable> end = new AtomicReference<>();
        AtomicInteger sent = new AtomicInteger();
        try (WebSocketServer server = Servers.with(
                        Execution.WORKER,
                        new WebSocketListener() {
                            @Override
                            public void onMessage(WebSocketConnection connection, Message message) {
                                try {
                                    while (true) {
                                        connection.send(PIECE);
                                        sent.incrementAndGet();
                                    }
                                } catch (RuntimeException ended) {
                                    end.set(ended);
                                }
                            }
                        },
                        options -> options.overflow(Overflow.WAIT));
                RawClient client = RawClient.openNarrow(server.port(), "/")) {
            client.send(WireFrame.text("go"));
            await().until(() -> sent.get() > 0);
            awaitStandstill(sent);
            client.reset();
            await().untilAsserted(
                            () -> assertThat(end.get()).isInstanceOf(io.twsj.close.ConnectionClosedException.class));
        }
    }

    /** A loop must not wait. */
    @Test
    void waitIsFailOnALoop() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (WebSocketServer server = Servers.with(
                        Execution.INLINE,
                        new WebSocketListener() {
                            @Override
                            public void onMessage(WebSocketConnection connection, Message message) {
                                failure.set(fill(connection));
                            }
                        },
                        options -> options.overflow(Overflow.WAIT));
                RawClient client = RawClient.openNarrow(server.port(), "/")) {
            client.send(WireFrame.text("go"));
            await().untilAsserted(() -> assertThat(failure.get()).hasMessageContaining("exceeds the bound"));
        }
    }

    // Time

    @Test
    void aPeerThatTakesNothingForTheWriteTimeoutIsReset() throws Exception {
        Recorder listener = new Recorder();
        try (WebSocketServer server = Servers.with(
                        Execution.INLINE,
                        listener,
                        options -> options.writeTimeout(Duration.ofMillis(300)).overflow(Overflow.FAIL));
                RawClient client = RawClient.openNarrow(server.port(), "/")) {
            fill(listener.awaitOpen());
            assertThat(listener.awaitError()).hasMessageContaining("took no output for 300 ms");
            assertThat(listener.awaitError()).hasMessageContaining("lost");
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
            assertThat(client.skipToEnd()).isEqualTo(End.RESET);
        }
    }

    @Test
    void whoTakesALittleNowAndThenStays() throws Exception {
        Recorder listener = new Recorder();
        try (WebSocketServer server = Servers.with(
                        Execution.INLINE,
                        listener,
                        options -> options.writeTimeout(Duration.ofMillis(1000)).overflow(Overflow.FAIL));
                RawClient client = RawClient.openNarrow(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            fill(connection);
            long start = System.nanoTime();
            // Each piece makes the system's buffers take some more.
            while (System.nanoTime() - start < Duration.ofMillis(2000).toNanos()) {
                long before = connection.bufferedBytes();
                for (int i = 0; i < 16 && before > 0 && connection.bufferedBytes() == before; i++) {
                    client.readFrame();
                }
                if (connection.bufferedBytes() < 512 << 10) {
                    fill(connection);
                }
                awaitMillis(50);
            }
            assertThat(connection.isOpen()).isTrue();
            assertThat(listener.events()).containsExactly("open");
        }
    }

    /** A slow reader's pace. */
    private static void awaitMillis(long millis) {
        await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
    }

    @Test
    void pongsOfAPeerThatDoesNotReadDoNotPileUp() throws Exception {
        Recorder listener = new Recorder();
        byte[] pings = new byte[WireFrame.ping("x".repeat(125)).masked().length * 1000];
        byte[] one = WireFrame.ping("x".repeat(125)).masked();
        for (int i = 0; i < 1000; i++) {
            System.arraycopy(one, 0, pings, i * one.length, one.length);
        }
        try (WebSocketServer server =
                        Servers.with(Execution.INLINE, listener, options -> options.overflow(Overflow.FAIL));
                RawClient client = RawClient.openNarrow(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            AtomicInteger rounds = new AtomicInteger();
            try (Background flood = Background.start(() -> {
                while (rounds.get() < 500) {
                    client.write(pings);
                    rounds.incrementAndGet();
                }
            })) {
                awaitStandstill(rounds);
                assertThat(connection.bufferedBytes()).isLessThan(1 << 20);
                assertThat(client.readFrame().opcode()).isEqualTo(WireFrame.PONG);
            }
            try {
                client.reset();
            } catch (SocketException gone) {
                // Just as well.
            }
        }
    }
}
