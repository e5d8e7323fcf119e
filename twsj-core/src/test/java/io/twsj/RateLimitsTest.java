package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.RawClient.End;
import io.twsj.close.CloseReason;
import io.twsj.close.LimitExceededException;
import io.twsj.message.Message;
import io.twsj.transport.ManualTicker;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How fast a peer may send. */
class RateLimitsTest {

    private final ManualTicker time = new ManualTicker(0);
    private final Recorder listener = new Recorder() {
        @Override
        public void onMessage(WebSocketConnection connection, Message message) throws Exception {
            super.onMessage(connection, message);
            if (connection.isOpen()) {
                connection.send(message);
            }
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

    private WebSocketServer server(Execution execution, UnaryOperator<ConnectionOptions.Builder> options) {
        return Servers.start(Servers.builder()
                .ticker(time)
                .shutdownGrace(Duration.ZERO)
                .route(Route.of("/", listener)
                        .execution(execution)
                        .options(options.apply(ConnectionOptions.builder()).build())
                        .build()));
    }

    @ParameterizedTest
    @EnumSource
    void moreMessagesThanASecondAllowsEndWith1008(Execution execution) throws Exception {
        try (WebSocketServer server = server(execution, options -> options.maxMessagesPerSecond(3));
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text("1"), WireFrame.text("2"), WireFrame.text("3"), WireFrame.text("4"));
            client.skipToEnd();
            client.close();
            assertThat(listener.awaitClose()).isEqualTo(new CloseReason(1008, "more messages in a second than 3"));
            assertThat(listener.awaitError()).isInstanceOf(LimitExceededException.class);
            assertThat(listener.events()).doesNotContain("message 4");
            assertThat(server.statistics().limitsHit()).containsEntry(ServerLimit.MESSAGES_PER_SECOND, 1L);
            await().untilAsserted(
                            () -> assertThat(server.statistics().closedByCode()).containsEntry(1008, 1L));
        }
    }

    @Test
    void whoKeepsToItMayGoOnForever() throws Exception {
        try (WebSocketServer server = server(Execution.INLINE, options -> options.maxMessagesPerSecond(10));
                RawClient client = RawClient.open(server.port(), "/")) {
            for (int i = 0; i < 50; i++) {
                assertThat(client.send(WireFrame.text("m" + i)).readText()).isEqualTo("m" + i);
                time.advance(Duration.ofMillis(100));
            }
        }
    }

    @Test
    void pingsCountAsMessages() throws Exception {
        try (WebSocketServer server = server(Execution.INLINE, options -> options.maxMessagesPerSecond(2));
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.ping("1"), WireFrame.pong("2"), WireFrame.ping("3"));
            client.skipToEnd();
            client.close();
            assertThat(listener.awaitClose().code()).isEqualTo(1008);
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, 1000, 1", "1000, 999, 2", "1000, 5000, 1", "1000, 100, 10"})
    void bytesAreCountedAndOneMessageMayBeLarger(int perSecond, int size, int admitted) throws Exception {
        try (WebSocketServer server = server(Execution.INLINE, options -> options.maxBytesPerSecond(perSecond));
                RawClient client = RawClient.open(server.port(), "/")) {
            WireFrame message = WireFrame.text("x".repeat(size));
            for (int i = 0; i < admitted; i++) {
                assertThat(client.send(message).readText()).hasSize(size);
            }
            client.send(message);
            assertThat(client.readFrame()).isEqualTo(WireFrame.close(1008, "more bytes in a second than " + perSecond));
            assertThat(client.readEnd()).isEqualTo(End.EOF);
            assertThat(server.statistics().limitsHit()).containsEntry(ServerLimit.BYTES_PER_SECOND, 1L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void pausedPeersAreReadAgainWhenTheirTimeHasCome(Execution execution) throws Exception {
        try (WebSocketServer server = server(
                        execution, options -> options.maxMessagesPerSecond(2).rateViolation(RateViolation.PAUSE));
                RawClient client = RawClient.open(server.port(), "/");
                RawClient other = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text("1"), WireFrame.text("2"), WireFrame.text("3"), WireFrame.text("4"));
            assertThat(client.readText()).isEqualTo("1");
            assertThat(client.readText()).isEqualTo("2");
            // As long as the clock stands nothing more of it is heard, whatever others do.
            assertThat(other.send(WireFrame.text("other")).readText()).isEqualTo("other");
            assertThat(listener.events()).doesNotContain("message 3");
            time.advance(Duration.ofMillis(600));
            assertThat(client.readText()).isEqualTo("3");
            assertThat(listener.events()).doesNotContain("message 4");
            time.advance(Duration.ofMillis(600));
            assertThat(client.readText()).isEqualTo("4");
            // Nor is its Close frame read before.
            client.send(WireFrame.close(1000));
            time.advance(Duration.ofMillis(600));
            assertThat(client.readFrame()).isEqualTo(WireFrame.close(1000));
        }
    }

    @Test
    void aPausedPeerThatLeavesIsForgotten() throws Exception {
        try (WebSocketServer server = server(
                        Execution.INLINE,
                        options -> options.maxMessagesPerSecond(1).rateViolation(RateViolation.PAUSE));
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text("1"), WireFrame.text("2"));
            assertThat(client.readText()).isEqualTo("1");
            listener.awaitOpen().abort();
            listener.awaitClose();
            time.advance(Duration.ofSeconds(5));
            await().until(() -> server.openConnections() == 0);
            assertThat(listener.events()).doesNotContain("message 2");
        }
    }

    @Test
    void aRateAllowsNeitherMoreNorLessThanItSays() {
        for (long perSecond : new long[] {1, 3, 7, 1000}) {
            Rate rate = new Rate(perSecond);
            long fullAt = 0;
            long admitted = 0;
            for (long now = 0; now <= 3_000_000_000L; now += 50_000_000) {
                while (rate.wait(fullAt, now) <= 0) {
                    fullAt = rate.fullAfter(fullAt, now, 1);
                    admitted++;
                }
            }
            // What the bucket holds at first, and what three seconds bring.
            assertThat(admitted).isBetween(4 * perSecond - 1, 4 * perSecond + 1);
        }
    }
}
