package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Pings to silent peers (RFC 6455 section 5.5.2), and the end of those that stay silent. */
class KeepAliveTest {

    private static final Duration PING = Duration.ofMillis(100);
    private static final Duration PONG = Duration.ofMillis(300);

    /** Where nobody is to be dropped, however busy the machine is. */
    private static final Duration PATIENT = Duration.ofSeconds(5);

    private static WebSocketServer server(WebSocketListener listener, Duration pongTimeout) {
        return Servers.with(
                Execution.INLINE,
                listener,
                options -> options.pingInterval(PING).pongTimeout(pongTimeout));
    }

    @Test
    void aSilentPeerIsPingedAndDroppedIfItStaysSilent() throws Exception {
        Recorder listener = new Recorder();
        long start = System.nanoTime();
        try (WebSocketServer server = server(listener, PONG);
                RawClient client = RawClient.open(server.port(), "/")) {
            assertThat(client.readFrame().opcode()).isEqualTo(WireFrame.PING);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(PING.toNanos());
            assertThat(client.readEnd()).isEqualTo(RawClient.End.RESET);
            assertThat(System.nanoTime() - start)
                    .isGreaterThanOrEqualTo(PING.plus(PONG).toNanos());
            assertThat(listener.awaitError()).hasMessageContaining("silent for 300 ms");
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
        }
    }

    @Test
    void whoAnswersStays() throws Exception {
        Recorder listener = new Recorder();
        try (WebSocketServer server = server(listener, PATIENT);
                RawClient client = RawClient.open(server.port(), "/")) {
            for (int i = 0; i < 6; i++) {
                WireFrame ping = client.readFrame();
                assertThat(ping.opcode()).isEqualTo(WireFrame.PING);
                client.send(WireFrame.of(WireFrame.PONG, ping.payload()));
            }
            assertThat(listener.events()).doesNotContain("error");
        }
    }

    @Test
    void anySignOfLifeCounts() throws Exception {
        try (WebSocketServer server = server(Servers.ECHO, PATIENT);
                RawClient client = RawClient.open(server.port(), "/")) {
            byte[] text = WireFrame.text("abcdefgh").masked();
            // A piece of a frame each time, no pong.
            for (byte one : text) {
                assertThat(client.readFrame().opcode()).isEqualTo(WireFrame.PING);
                client.write(new byte[] {one});
            }
            assertThat(client.readText()).isEqualTo("abcdefgh");
        }
    }

    @Test
    void aPeerThatIsNotSilentIsNotPinged() throws Exception {
        try (WebSocketServer server = Servers.with(
                        Execution.INLINE, Servers.ECHO, options -> options.pingInterval(Duration.ofMillis(700)));
                RawClient silent = RawClient.open(server.port(), "/");
                RawClient busy = RawClient.open(server.port(), "/")) {
            Background pinged = Background.start(silent::readFrame);
            while (!pinged.isDone()) {
                assertThat(busy.send(WireFrame.text("busy")).readText()).isEqualTo("busy");
            }
        }
    }

    @Test
    void withoutAnIntervalNobodyIsPinged() throws Exception {
        try (WebSocketServer server = Servers.start(Servers.builder()
                        .route(Route.of("/pings", Servers.ECHO)
                                .options(ConnectionOptions.builder()
                                        .pingInterval(PING)
                                        .build())
                                .build())
                        .route(Route.of("/none", Servers.ECHO)
                                .options(ConnectionOptions.builder()
                                        .pingInterval(Duration.ZERO)
                                        .build())
                                .build()));
                RawClient none = RawClient.open(server.port(), "/none");
                RawClient pings = RawClient.open(server.port(), "/pings")) {
            for (int i = 0; i < 3; i++) {
                assertThat(pings.readFrame().opcode()).isEqualTo(WireFrame.PING);
                pings.send(WireFrame.pong(""));
            }
            assertThat(none.send(WireFrame.text("first")).readText()).isEqualTo("first");
        }
    }

    /** What a peer sent cannot be known as long as it is not read. */
    @Test
    void aPeerThatIsNotReadIsNotBlamedForSilence() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        Recorder listener = new Recorder() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) throws Exception {
                super.onMessage(connection, message);
                released.await(10, TimeUnit.SECONDS);
                connection.send(message);
            }
        };
        try (WebSocketServer server = Servers.start(Route.of("/", listener)
                        .options(ConnectionOptions.builder()
                                .pingInterval(PING)
                                .pongTimeout(PONG)
                                .maxPendingMessages(1)
                                .build())
                        .build());
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text("a"), WireFrame.text("b"));
            await().until(() -> listener.events().contains("message a"));
            WireFrame first = answerPings(client, released);
            assertThat(first).isEqualTo(WireFrame.text("a"));
            assertThat(client.readFrame()).isEqualTo(WireFrame.text("b"));
            assertThat(listener.events()).doesNotContain("error");
        }
    }

    /** Answers for longer than a silent peer is left alone, then has the listener go on; gives the first data frame. */
    private static WireFrame answerPings(RawClient client, CountDownLatch released) throws Exception {
        long patience = System.nanoTime() + 3 * PING.plus(PONG).toNanos();
        client.timeout(50);
        while (true) {
            if (System.nanoTime() - patience > 0) {
                released.countDown();
            }
            try {
                client.isAtEnd();
            } catch (java.net.SocketTimeoutException nothingYet) {
                continue;
            }
            WireFrame frame = client.readFrame();
            if (frame.opcode() != WireFrame.PING) {
                client.timeout(RawClient.TIMEOUT_MILLIS);
                return frame;
            }
            client.send(WireFrame.of(WireFrame.PONG, frame.payload()));
        }
    }
}
