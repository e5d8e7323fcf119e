package io.twsj.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.ConnectionOptions;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.close.ProtocolException;
import io.twsj.frame.Frame;
import io.twsj.message.Message;
import io.twsj.protocol.Role;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two blocking sockets talk to each other: frames, messages, the ways to end. */
class WsSocketTest {

    @ParameterizedTest
    @EnumSource(Role.class)
    void everyFrameArrivesAsItWasSent(Role role) throws Exception {
        try (Pair pair = Pair.open()) {
            pair.of(role)
                    .send(
                            Frame.text("He").withFin(false),
                            Frame.pong((byte) 1),
                            Frame.continuation((byte) 'y'),
                            Frame.binary());
            WsSocket peer = pair.peerOf(role);
            assertThat(peer.recv(Pair.PATIENCE)).isEqualTo(Frame.text("He").withFin(false));
            assertThat(peer.recv(3, Pair.PATIENCE))
                    .containsExactly(Frame.pong((byte) 1), Frame.continuation((byte) 'y'), Frame.binary());
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void messagesArriveWholeHoweverTheyAreFragmented(Role role) throws Exception {
        try (Pair pair = Pair.open()) {
            WsSocket socket = pair.of(role);
            socket.send("Hello");
            socket.send(Message.text("€€€"), 2);
            socket.ping();
            socket.send(Message.binary(new byte[70_000]), 1000);
            WsSocket peer = pair.peerOf(role);
            assertThat(peer.recvMessage(Pair.PATIENCE).text()).isEqualTo("Hello");
            assertThat(peer.recvMessage(Pair.PATIENCE).text()).isEqualTo("€€€");
            assertThat(peer.recvMessage(Pair.PATIENCE).bytes()).isEqualTo(new byte[70_000]);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aPingIsAnsweredWhileNobodyReads(Role role) throws Exception {
        try (Pair pair = Pair.open()) {
            pair.of(role).ping((byte) 42);
            assertThat(pair.of(role).recv(Pair.PATIENCE)).isEqualTo(Frame.pong((byte) 42));
            assertThat(pair.peerOf(role).recv(Pair.PATIENCE)).isEqualTo(Frame.ping((byte) 42));
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aCloseIsAcknowledgedWhileNobodyReads(Role role) throws Exception {
        try (Pair pair = Pair.open()) {
            pair.of(role).send("last");
            pair.of(role).close(4000, "done");
            assertThat(pair.of(role).closeReason()).isEqualTo(CloseReason.of(4000));
            WsSocket peer = pair.peerOf(role);
            assertThat(peer.recvMessage(Pair.PATIENCE).text()).isEqualTo("last");
            assertThat(peer.recv(Pair.PATIENCE)).isEqualTo(Frame.close(new CloseReason(4000, "done")));
            assertThatExceptionOfType(ConnectionClosedException.class)
                    .isThrownBy(peer::recv)
                    .satisfies(end -> assertThat(end.closeReason()).isEqualTo(new CloseReason(4000, "done")));
            assertThatExceptionOfType(ConnectionClosedException.class).isThrownBy(() -> peer.send("late"));
            assertThat(peer.isOpen()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aReaderLearnsOfTheCloseAndWhatCameBefore(Role role) throws Exception {
        try (Pair pair = Pair.open()) {
            pair.of(role).send("1");
            pair.of(role).send(Frame.close(CloseReason.GOING_AWAY));
            WsSocket peer = pair.peerOf(role);
            assertThat(peer.recvMessage(Pair.PATIENCE).text()).isEqualTo("1");
            assertThatExceptionOfType(ConnectionClosedException.class)
                    .isThrownBy(peer::recvMessage)
                    .satisfies(end -> assertThat(end.closeReason()).isEqualTo(CloseReason.GOING_AWAY));
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void anAbortIsAnAbnormalEndForThePeer(Role role) throws Exception {
        try (Pair pair = Pair.open()) {
            pair.of(role).abort();
            assertThatThrownBy(() -> pair.peerOf(role).recv(Pair.PATIENCE))
                    .isNotInstanceOf(java.net.SocketTimeoutException.class);
            assertThat(pair.peerOf(role).closeReason()).isEqualTo(CloseReason.ABNORMAL);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void whatTheProtocolForbidsIsRefusedAndTheConnectionLivesOn(Role role) throws Exception {
        try (Pair pair = Pair.open()) {
            WsSocket socket = pair.of(role);
            assertThatIllegalStateException()
                    .isThrownBy(() -> socket.send(Frame.continuation()))
                    .withMessageContaining("5.4");
            assertThatIllegalArgumentException().isThrownBy(() -> socket.send(Frame.raw(0x83)));
            assertThatIllegalArgumentException().isThrownBy(() -> socket.close(1006, ""));
            socket.send(Frame.text("a").withFin(false));
            assertThatIllegalStateException().isThrownBy(() -> socket.send("b"));
            socket.send(Frame.continuation());
            assertThat(pair.peerOf(role).recvMessage(Pair.PATIENCE).text()).isEqualTo("a");
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void anUncheckedSocketSendsAnything(Role role) throws Exception {
        try (Pair pair =
                Pair.with(role, WsSocketOptions.builder().unchecked(true).build())) {
            pair.of(role).send(Frame.raw(0x83));
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> pair.peerOf(role).recv(Pair.PATIENCE))
                    .withMessageContaining("reserved opcode 3");
            Frame answer = pair.of(role).recv(Pair.PATIENCE);
            assertThat(answer.closeReason().code()).isEqualTo(1002);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void repliesCanBeMadeByHand(Role role) throws Exception {
        try (Pair pair =
                Pair.with(role, WsSocketOptions.builder().autoReply(false).build())) {
            WsSocket byHand = pair.of(role);
            WsSocket peer = pair.peerOf(role);
            peer.send(Frame.ping((byte) 1), Frame.close(CloseReason.NORMAL));
            assertThat(byHand.recv(2, Pair.PATIENCE)).hasSize(2);
            byHand.send(Frame.pong((byte) 2), Frame.close(CloseReason.of(4001)));
            assertThat(peer.recv(2, Pair.PATIENCE))
                    .containsExactly(Frame.pong((byte) 2), Frame.close(CloseReason.of(4001)));
            byHand.close();
            peer.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aMessageTooLargeFailsTheConnection(Role role) throws Exception {
        WsSocketOptions small = WsSocketOptions.builder()
                .connection(ConnectionOptions.builder().maxMessageBytes(10).build())
                .build();
        try (Pair pair = Pair.with(role, small)) {
            pair.peerOf(role).send("0123456789a");
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> pair.of(role).recvMessage(Pair.PATIENCE))
                    .satisfies(
                            failure -> assertThat(failure.closeReason().code()).isEqualTo(1009));
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void addressesAndOptionsAreThoseOfTheSocket(Role role) throws Exception {
        try (Pair pair = Pair.open()) {
            WsSocket socket = pair.of(role);
            assertThat(socket.localAddress()).isEqualTo(pair.peerOf(role).remoteAddress());
            assertThat(socket.remoteAddress()).isInstanceOf(InetSocketAddress.class);
            assertThat(socket.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
            socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            assertThat(socket.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
            assertThat(socket.supportedOptions()).contains(StandardSocketOptions.SO_SNDBUF);
            assertThat(socket).asString().contains(socket.remoteAddress().toString());
        }
    }

    @Test
    void theHandshakeCanBeReadOnBothSides() throws Exception {
        WsSocketOptions options =
                WsSocketOptions.builder().subprotocols("b", "a").build();
        WsSocketOptions serverOptions =
                WsSocketOptions.builder().subprotocols("a").build();
        try (Pair pair = Pair.open(options, serverOptions)) {
            for (WsSocket socket : List.of(pair.client, pair.server)) {
                WsHandshake handshake = socket.handshake();
                assertThat(handshake.request().path()).isEqualTo("/");
                assertThat(handshake.request().headers().first("Sec-WebSocket-Protocol"))
                        .isEqualTo("b, a");
                assertThat(handshake.response().status()).isEqualTo(101);
                assertThat(handshake.response().headers().contains("Sec-WebSocket-Accept"))
                        .isTrue();
                assertThat(handshake.subprotocol()).isEqualTo("a");
                assertThat(handshake.extensions()).isEmpty();
            }
        }
    }

    @Test
    void rowsOfFramesOfSeveralThreadsDoNotMix() throws Exception {
        try (Pair pair = Pair.open()) {
            int each = 200;
            List<Thread> senders = List.of("a", "b", "c").stream()
                    .map(letter -> new Thread(() -> sendOften(pair.client, letter, each)))
                    .toList();
            senders.forEach(Thread::start);
            for (int i = 0; i < senders.size() * each; i++) {
                assertThat(pair.server.recvMessage(Pair.PATIENCE).text()).isIn("aaa", "bbb", "ccc");
            }
            for (Thread sender : senders) {
                sender.join();
            }
        }
    }

    private static void sendOften(WsSocket socket, String letter, int times) {
        try {
            for (int i = 0; i < times; i++) {
                socket.send(Message.text(letter.repeat(3)), 1);
            }
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Test
    void aPeerThatDoesNotAnswerACloseIsCutOff() throws Exception {
        WsSocketOptions impatient = WsSocketOptions.builder()
                .connection(ConnectionOptions.builder()
                        .closeTimeout(Duration.ofMillis(100))
                        .build())
                .build();
        WsSocketOptions mute = WsSocketOptions.builder().autoReply(false).build();
        try (Pair pair = Pair.open(impatient, mute)) {
            pair.client.close();
            assertThat(pair.client.closeReason()).isEqualTo(CloseReason.ABNORMAL);
        }
    }
}
