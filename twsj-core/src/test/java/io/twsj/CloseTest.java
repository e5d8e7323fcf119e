package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twsj.RawClient.End;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.close.LimitExceededException;
import io.twsj.close.ProtocolException;
import io.twsj.message.Message;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ends of connections: RFC 6455 section 7. */
class CloseTest {

    /** Echoes, and notes what it hears of. */
    private static class Echo extends Recorder {

        @Override
        public void onMessage(WebSocketConnection connection, Message message) throws Exception {
            super.onMessage(connection, message);
            connection.send(message);
        }
    }

    private final Echo listener = new Echo();
    private WebSocketServer server =
            Servers.with(Execution.INLINE, listener, options -> options.closeTimeout(Duration.ofMillis(300)));

    @AfterEach
    void stop() {
        assertThat(listener.events().stream().filter(event -> event.startsWith("close ")))
                .hasSize(1);
        assertThat(listener.events().get(listener.events().size() - 1)).startsWith("close ");
        await().until(() -> server.openConnections() == 0);
        server.stop();
    }

    @Test
    void theServersCloseIsAnsweredAndTheServerEndsTcpFirst() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            assertThat(connection.isOpen()).isTrue();
            connection.send("last words");
            connection.close(new CloseReason(4001, "enough"));
            assertThat(connection.isOpen()).isFalse();
            assertThat(client.readText()).isEqualTo("last words");
            assertThat(client.readFrame()).isEqualTo(WireFrame.close(4001, "enough"));
            client.send(WireFrame.close(4001));
            assertThat(client.readEnd()).isEqualTo(End.EOF);
            client.close();
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.of(4001));
        }
    }

    @Test
    void closeWithoutAReasonIs1000() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            listener.awaitOpen().close();
            assertThat(client.readFrame()).isEqualTo(WireFrame.close(1000));
            client.send(WireFrame.close(1000));
            assertThat(client.readEnd()).isEqualTo(End.EOF);
        }
        listener.awaitClose();
    }

    @Test
    void thePeersCloseIsAnsweredWithItsCode() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.close(4000, "bye"));
            assertThat(client.readFramesToEnd()).containsExactly(WireFrame.close(4000));
            client.close();
            assertThat(listener.awaitClose()).isEqualTo(new CloseReason(4000, "bye"));
        }
    }

    @Test
    void aCloseWithoutACodeIs1005() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.close());
            assertThat(client.readFramesToEnd()).containsExactly(WireFrame.close());
            client.close();
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.NO_STATUS);
        }
    }

    @Test
    void bothMayCloseAtTheSameTime() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            connection.close(CloseReason.of(4002));
            client.send(WireFrame.close(4003));
            assertThat(client.readFramesToEnd()).containsExactly(WireFrame.close(4002));
            client.close();
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.of(4003));
        }
    }

    @Test
    void messagesThatArriveAfterTheServersCloseAreStillDelivered() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            connection.close();
            assertThat(client.readFrame()).isEqualTo(WireFrame.close(1000));
            client.send(WireFrame.text("crossed"), WireFrame.close(1000));
            assertThat(client.readEnd()).isEqualTo(End.EOF);
            client.close();
            listener.awaitClose();
            assertThat(listener.events()).contains("message crossed");
        }
    }

    @Test
    void aCloseThatIsNotAnsweredInTimeEndsInAReset() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            listener.awaitOpen().close();
            assertThat(client.readFrame()).isEqualTo(WireFrame.close(1000));
            long start = System.nanoTime();
            assertThat(client.readEnd()).isEqualTo(End.RESET);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
        }
    }

    @Test
    void aPeerThatKeepsTcpOpenIsCutOff() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.close(1000));
            assertThat(client.readFramesToEnd()).containsExactly(WireFrame.close(1000));
            // Not closed on this side; the server gives up after a second.
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.NORMAL);
            await().until(() -> server.openConnections() == 0);
        }
    }

    @Test
    void abortIsAReset() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            connection.abort();
            assertThat(client.readEnd()).isEqualTo(End.RESET);
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
            connection.abort();
            connection.close();
        }
    }

    @Test
    void aResetByThePeerIs1006() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            assertThat(client.send(WireFrame.text("a")).readText()).isEqualTo("a");
            client.reset();
            assertThat(listener.awaitError()).isInstanceOf(IOException.class);
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
        }
    }

    @Test
    void anEndOfTcpWithoutACloseFrameIs1006() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text("a")).shutdownOutput();
            assertThat(client.readText()).isEqualTo("a");
            assertThat(client.readEnd()).isEqualTo(End.EOF);
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
        }
    }

    @Test
    void aViolationIsWhatOnCloseSays() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            client.write(WireFrame.text("unmasked").unmasked());
            WireFrame close = client.readFrame();
            assertThat(close.closeCode()).isEqualTo(1002);
            assertThat(client.readEnd()).isEqualTo(End.EOF);
            client.close();
            assertThat(listener.awaitError())
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("unmasked");
            assertThat(listener.awaitClose().code()).isEqualTo(1002);
        }
    }

    /** Judged by the header: nothing of the payload is sent. */
    @Test
    void aMessageOverTheLimitIs1009() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            byte[] frame = WireFrame.binary(new byte[(1 << 20) + 1]).masked();
            client.write(java.util.Arrays.copyOf(frame, 14));
            assertThat(client.readFrame().closeCode()).isEqualTo(1009);
            assertThat(client.readEnd()).isEqualTo(End.EOF);
            client.close();
            LimitExceededException limit = (LimitExceededException) listener.awaitError();
            assertThat(limit.found()).isEqualTo((1 << 20) + 1);
            assertThat(limit.allowed()).isEqualTo(1 << 20);
            assertThat(listener.awaitClose().code()).isEqualTo(1009);
        }
    }

    @Test
    void nothingIsSentAfterClose() throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            connection.close();
            assertThatThrownBy(() -> connection.send("late")).isInstanceOf(ConnectionClosedException.class);
            assertThat(client.readFrame()).isEqualTo(WireFrame.close(1000));
            client.send(WireFrame.close(1000));
            assertThat(client.readEnd()).isEqualTo(End.EOF);
            client.close();
            listener.awaitClose();
            assertThatThrownBy(() -> connection.send("too late"))
                    .isInstanceOf(ConnectionClosedException.class)
                    .hasMessageContaining("1000");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1006, 1015, 1016, 2999, 5000, 65535})
    void aCodeThatMustNotBeSentIsRefusedAndChangesNothing(int code) throws Exception {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            assertThatThrownBy(() -> connection.close(CloseReason.of(code)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(client.send(WireFrame.text("a")).readText()).isEqualTo("a");
            client.send(WireFrame.close(1000)).readFramesToEnd();
        }
        listener.awaitClose();
    }

    // Half-closed TCP behind a Close frame: what is on its way still has to arrive

    @ParameterizedTest
    @EnumSource
    void aHalfClosedPeerStillGetsItsAnswers(Execution execution) throws Exception {
        server.stop();
        server = Servers.start(Route.of("/", listener).execution(execution).build());
        try (RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.close(1000)).shutdownOutput();
            assertThat(client.readFramesToEnd()).containsExactly(WireFrame.close(1000));
        }
        listener.awaitClose();
    }

    /** With the higher mark the server reads on in spite of its output, and so comes to the peer's end first. */
    @ParameterizedTest
    @ValueSource(ints = {64 << 10, 32 << 20})
    void aHalfClosedSlowPeerStillGetsWhatWasSent(int highMark) throws Exception {
        server.stop();
        server = Servers.with(
                Execution.INLINE,
                listener,
                options -> options.maxMessageBytes(16 << 20)
                        .outboundHighMark(highMark)
                        .closeTimeout(Duration.ofSeconds(30)));
        // More than the system's buffers hold.
        WireFrame large = WireFrame.binary(new byte[16 << 20]);
        try (RawClient client = RawClient.openNarrow(server.port(), "/")) {
            client.send(large, WireFrame.close(1000)).shutdownOutput();
            assertThat(client.readFramesToEnd()).containsExactly(large, WireFrame.close(1000));
        }
        assertThat(listener.awaitClose()).isEqualTo(CloseReason.NORMAL);
    }

    /** The end of TCP comes while the server does not read, since its output waits. */
    @Test
    void aSlowPeersEndIsNoticed() throws Exception {
        try (RawClient client = RawClient.openNarrow(server.port(), "/")) {
            client.send(WireFrame.binary(new byte[1 << 20]));
            await().until(() -> listener.events().size() == 2);
            client.reset();
        }
        assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
    }
}
