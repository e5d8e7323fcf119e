package io.twsj.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.twsj.ConnectionOptions;
import io.twsj.close.ConnectionClosedException;
import io.twsj.frame.Frame;
import io.twsj.message.Message;
import io.twsj.protocol.Role;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a blocking socket is read: one reader, time limits, whole messages and single frames, a bounded queue. */
class WsSocketReadingTest {

    private static final Duration SHORT = Duration.ofMillis(20);

    @ParameterizedTest
    @EnumSource(Role.class)
    void aTimeoutLeavesTheConnectionUsable(Role role) throws Exception {
        try (Pair pair = Pair.open()) {
            WsSocket socket = pair.of(role);
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> socket.recv(SHORT));
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> socket.recvMessage(SHORT));
            pair.peerOf(role).send("still here");
            assertThat(socket.recvMessage(Pair.PATIENCE).text()).isEqualTo("still here");
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void framesThatCameBeforeATimeoutAreNotLost(Role role) throws Exception {
        try (Pair pair = Pair.open()) {
            WsSocket socket = pair.of(role);
            pair.peerOf(role)
                    .send(
                            Frame.text("a").withFin(false),
                            Frame.continuation((byte) 'b').withFin(false));
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> socket.recv(3, SHORT));
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> socket.recvMessage(SHORT));
            pair.peerOf(role).send(Frame.continuation((byte) 'c'));
            assertThat(socket.recvMessage(Pair.PATIENCE).text()).isEqualTo("abc");
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aMessageBegunFrameByFrameIsEndedFrameByFrame(Role role) throws Exception {
        try (Pair pair = Pair.open()) {
            WsSocket socket = pair.of(role);
            pair.peerOf(role).send(Frame.text("a").withFin(false), Frame.ping(), Frame.continuation((byte) 'b'));
            pair.peerOf(role).send("next");
            assertThat(socket.recv(Pair.PATIENCE).text()).isEqualTo("a");
            assertThatIllegalStateException()
                    .isThrownBy(socket::recvMessage)
                    .withMessageContaining("beginning of a message");
            assertThat(socket.recv(2, Pair.PATIENCE)).containsExactly(Frame.ping(), Frame.continuation((byte) 'b'));
            assertThat(socket.recvMessage(Pair.PATIENCE).text()).isEqualTo("next");
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aSecondReaderIsToldSo(Role role) throws Exception {
        try (Pair pair = Pair.open()) {
            WsSocket socket = pair.of(role);
            CompletableFuture<Message> first = CompletableFuture.supplyAsync(() -> message(socket));
            await().untilAsserted(() -> assertThatIllegalStateException()
                    .isThrownBy(() -> socket.recv(SHORT))
                    .withMessageContaining("another thread is reading"));
            pair.peerOf(role).send("for the first");
            assertThat(first.join().text()).isEqualTo("for the first");
        }
    }

    private static Message message(WsSocket socket) {
        try {
            return socket.recvMessage();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void anInterruptEndsAReadAndLosesNothing() throws Exception {
        try (Pair pair = Pair.open()) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(pair.client::recv);
            assertThat(Thread.interrupted()).isTrue();
            pair.server.send("a");
            assertThat(pair.client.recvMessage(Pair.PATIENCE).text()).isEqualTo("a");
        }
    }

    @Test
    void aTimeoutMustBePositive() throws Exception {
        try (Pair pair = Pair.open()) {
            assertThatIllegalArgumentException().isThrownBy(() -> pair.client.recv(Duration.ZERO));
            assertThatIllegalArgumentException().isThrownBy(() -> pair.client.recv(-1));
            assertThat(pair.client.recv(0)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void whoDoesNotReadStopsTheSender(Role role) throws Exception {
        WsSocketOptions few = options(ConnectionOptions.builder().maxPendingMessages(4));
        try (Pair pair = Pair.with(role, few)) {
            WsSocket sender = pair.peerOf(role);
            Message large = Message.binary(new byte[100_000]);
            int total = 300;
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < total; i++) {
                    send(sender, large);
                }
            });
            // 30 MB do not fit on the way: the sender is done only if somebody reads.
            assertThat(sending).isNotDone();
            for (int i = 0; i < total; i++) {
                assertThat(pair.of(role).recvMessage(Pair.PATIENCE).size()).isEqualTo(100_000);
            }
            sending.join();
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void whoNeverReadsAnswersPingsAllTheSame(Role role) throws Exception {
        WsSocketOptions few = options(ConnectionOptions.builder().maxPendingMessages(4));
        try (Pair pair = Pair.with(role, few)) {
            WsSocket peer = pair.peerOf(role);
            for (byte i = 0; i < 20; i++) {
                peer.ping(i);
                assertThat(peer.recv(Pair.PATIENCE)).isEqualTo(Frame.pong(i));
            }
            peer.send("now");
            assertThat(pair.of(role).recv(5, Pair.PATIENCE))
                    .containsExactly(
                            Frame.ping((byte) 16),
                            Frame.ping((byte) 17),
                            Frame.ping((byte) 18),
                            Frame.ping((byte) 19),
                            Frame.text("now"));
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void moreFramesThanTheQueueHoldsCanBeReadAtOnce(Role role) throws Exception {
        WsSocketOptions few = options(ConnectionOptions.builder().maxPendingMessages(2));
        try (Pair pair = Pair.with(role, few)) {
            pair.peerOf(role).send(Message.text("0123456789"), 1);
            assertThat(pair.of(role).recvMessage(Pair.PATIENCE).text()).isEqualTo("0123456789");
            pair.peerOf(role).send(Message.text("0123456789"), 1);
            assertThat(pair.of(role).recv(10, Pair.PATIENCE)).hasSize(10);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void closingNeedsNoReaderHoweverMuchWaits(Role role) throws Exception {
        WsSocketOptions few = options(ConnectionOptions.builder().maxPendingMessages(2));
        try (Pair pair = Pair.with(role, few)) {
            for (int i = 0; i < 20; i++) {
                pair.peerOf(role).send("x" + i);
            }
            pair.of(role).close();
            assertThat(pair.of(role).recvMessage().text()).isEqualTo("x0");
            assertThat(pair.of(role).closeReason().code()).isEqualTo(1000);
            while (true) {
                try {
                    assertThat(pair.of(role).recvMessage().text()).startsWith("x");
                } catch (ConnectionClosedException end) {
                    assertThat(end.closeReason().code()).isEqualTo(1000);
                    break;
                }
            }
        }
    }

    private static WsSocketOptions options(ConnectionOptions.Builder connection) {
        return WsSocketOptions.builder().connection(connection.build()).build();
    }

    private static void send(WsSocket socket, Message message) {
        try {
            socket.send(message);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
