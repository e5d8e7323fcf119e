package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import io.twsj.transport.ManualTicker;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Connections without messages, and old ones: closed with 1001, but not in the middle of something. */
class LifetimeTest {

    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final ManualTicker time = new ManualTicker(0);
    private final Recorder listener = new Recorder() {
        @Override
        public void onMessage(WebSocketConnection connection, Message message) throws Exception {
            super.onMessage(connection, message);
            connection.send(message);
        }
    };

    private WebSocketServer server(UnaryOperator<ConnectionOptions.Builder> options) {
        return Servers.start(Servers.builder()
                .ticker(time)
                .shutdownGrace(Duration.ZERO)
                .route(Route.of("/", listener)
                        .execution(Execution.INLINE)
                        .options(options.apply(ConnectionOptions.builder().pingInterval(Duration.ZERO))
                                .build())
                        .build()));
    }

    private static void expectEnd(RawClient client, String why) throws Exception {
        assertThat(client.readFrame()).isEqualTo(WireFrame.close(1001, why));
        client.send(WireFrame.close(1001));
        assertThat(client.readEnd()).isEqualTo(RawClient.End.EOF);
        client.close();
    }

    @Test
    void withoutAMessageForTooLongItIsClosed() throws Exception {
        try (WebSocketServer server = server(options -> options.idleTimeout(LIMIT));
                RawClient client = RawClient.open(server.port(), "/")) {
            listener.awaitOpen();
            time.advance(LIMIT);
            expectEnd(client, "no message for 1000 ms");
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.GOING_AWAY);
        }
    }

    @Test
    void messagesKeepItOpenAndPingsDoNot() throws Exception {
        try (WebSocketServer server = server(options -> options.idleTimeout(LIMIT));
                RawClient client = RawClient.open(server.port(), "/")) {
            for (int i = 0; i < 8; i++) {
                time.advance(LIMIT.dividedBy(2));
                assertThat(client.send(WireFrame.text("a")).readText()).isEqualTo("a");
            }
            time.advance(LIMIT.dividedBy(2));
            // The last message may have been noticed by a look at the time after it, and that look is over with the
            // second pong.
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(WireFrame.ping("p")).readFrame()).isEqualTo(WireFrame.pong("p"));
            }
            time.advance(LIMIT);
            expectEnd(client, "no message for 1000 ms");
        }
    }

    @Test
    void whoIsOnlySentMessagesStaysToo() throws Exception {
        try (WebSocketServer server = server(options -> options.idleTimeout(LIMIT));
                RawClient client = RawClient.open(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            for (int i = 0; i < 8; i++) {
                time.advance(LIMIT.dividedBy(2));
                connection.send("news " + i);
                assertThat(client.readText()).isEqualTo("news " + i);
            }
        }
    }

    @Test
    void anOldConnectionIsClosedAtMostATenthEarly() throws Exception {
        try (WebSocketServer server = server(options -> options.maxAge(LIMIT));
                RawClient client = RawClient.open(server.port(), "/")) {
            listener.awaitOpen();
            time.advance(LIMIT.multipliedBy(8).dividedBy(10));
            assertThat(client.send(WireFrame.text("still")).readText()).isEqualTo("still");
            time.advance(LIMIT.multipliedBy(2).dividedBy(10).plusMillis(20));
            expectEnd(client, "open for as long as a connection may be");
        }
    }

    @Test
    void byDefaultConnectionsMayBeIdleAndOld() throws Exception {
        try (WebSocketServer server = server(options -> options);
                RawClient client = RawClient.open(server.port(), "/")) {
            time.advance(Duration.ofDays(30));
            assertThat(client.send(WireFrame.text("a")).readText()).isEqualTo("a");
        }
    }
}
