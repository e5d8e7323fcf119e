package io.twsj.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.twsj.RawClient;
import io.twsj.WireFrame;
import io.twsj.close.CloseReason;
import io.twsj.frame.Frame;
import io.twsj.handshake.HandshakeException;
import io.twsj.handshake.OriginPolicy;
import io.twsj.http.Headers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A listening socket hands out connections whose handshake is done, and ends in order. */
class WsServerSocketTest {

    private static WsServerSocket bind() throws IOException {
        return WsServerSocket.bind(Pair.LOOPBACK, WsSocketOptions.DEFAULT);
    }

    @Test
    void nobodyWithinTheTimeIsATimeout() throws Exception {
        try (WsServerSocket server = bind()) {
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> server.accept(Duration.ofMillis(20)));
            try (WsSocket client = WsSocket.connect(Pair.uri(server, "/"));
                    WsSocket accepted = server.accept(Pair.PATIENCE)) {
                assertThat(accepted.remoteAddress()).isEqualTo(client.localAddress());
            }
        }
    }

    @Test
    void aSlowHandshakeKeepsNobodyWaiting() throws Exception {
        try (WsServerSocket server = bind();
                RawClient slow = RawClient.connect(server.port())) {
            slow.write("GET / HT".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            try (WsSocket client = WsSocket.connect(Pair.uri(server, "/fast"));
                    WsSocket accepted = server.accept(Pair.PATIENCE)) {
                assertThat(accepted.handshake().request().path()).isEqualTo("/fast");
                assertThat(client.isOpen()).isTrue();
            }
        }
    }

    @Test
    void handshakesThatFailAreAnsweredAndNotAccepted() throws Exception {
        WsSocketOptions options = WsSocketOptions.builder()
                .paths("/chat")
                .origins(OriginPolicy.anyOf(java.util.List.of("https://good.test")))
                .build();
        try (WsServerSocket server = WsServerSocket.bind(Pair.LOOPBACK, options)) {
            expectStatus(server, "/other", WsSocketOptions.DEFAULT, 404);
            WsSocketOptions evil = WsSocketOptions.builder()
                    .headers(
                            Headers.builder().add("Origin", "https://evil.test").build())
                    .build();
            expectStatus(server, "/chat", evil, 403);
            try (RawClient garbage = RawClient.connect(server.port())) {
                assertThat(garbage.write(RawClient.head("BREW /chat COFFEE"))
                                .readResponse()
                                .status())
                        .isEqualTo(400);
            }
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> server.accept(Duration.ofMillis(20)));
        }
    }

    private static void expectStatus(WsServerSocket server, String path, WsSocketOptions options, int status) {
        assertThatExceptionOfType(HandshakeException.class)
                .isThrownBy(() -> WsSocket.connect(Pair.uri(server, path), options))
                .satisfies(refused -> assertThat(refused.status()).isEqualTo(status));
    }

    @Test
    void whoeverIsAcceptedLivesOnAfterTheListeningEnds() throws Exception {
        try (Pair pair = Pair.open();
                WsSocket waiting = WsSocket.connect(Pair.uri(pair.listening, "/"))) {
            await().until(() -> pair.listening.openConnections() == 2);
            pair.listening.close();
            assertThat(waiting.recv(Pair.PATIENCE).closeReason()).isEqualTo(CloseReason.GOING_AWAY);
            pair.client.send("still");
            assertThat(pair.server.recvMessage(Pair.PATIENCE).text()).isEqualTo("still");
            assertThatExceptionOfType(SocketException.class).isThrownBy(pair.listening::accept);
        }
    }

    @Test
    void aSlowPeerThatHasEndedStillGetsWhatWasSent() throws Exception {
        try (WsServerSocket server = bind();
                RawClient slow = RawClient.openNarrow(server.port(), "/");
                WsSocket accepted = server.accept(Pair.PATIENCE)) {
            accepted.send(Frame.binary(new byte[16 << 20]));
            slow.send(WireFrame.close(1000)).shutdownOutput();
            assertThat(slow.readFramesToEnd())
                    .containsExactly(WireFrame.binary(new byte[16 << 20]), WireFrame.close(1000));
        }
    }

    @Test
    void aCloseEndsAnAcceptThatWaits() throws Exception {
        WsServerSocket server = bind();
        CompletableFuture<Throwable> ended = CompletableFuture.supplyAsync(() -> {
            try {
                throw new AssertionError(server.accept());
            } catch (SocketException closed) {
                return closed;
            } catch (IOException other) {
                throw new UncheckedIOException(other);
            }
        });
        server.close();
        assertThat(ended.join()).hasMessageContaining("closed");
    }

    @Test
    void aGentleEndTellsAllAndCutsWhoDoesNotAnswer() throws Exception {
        WsSocketOptions mute = WsSocketOptions.builder().autoReply(false).build();
        try (WsServerSocket server = bind();
                WsSocket polite = WsSocket.connect(Pair.uri(server, "/"));
                WsSocket rude = WsSocket.connect(Pair.uri(server, "/"), mute)) {
            await().until(() -> server.openConnections() == 2);
            server.accept();
            server.close(Duration.ofMillis(200));
            assertThat(polite.recv(Pair.PATIENCE).closeReason()).isEqualTo(CloseReason.GOING_AWAY);
            assertThat(rude.recv(Pair.PATIENCE).closeReason()).isEqualTo(CloseReason.GOING_AWAY);
            await().until(() -> server.openConnections() == 0);
            rude.abort();
        }
    }

    @Test
    void aPortInUseIsSaidSo() throws Exception {
        try (WsServerSocket server = bind()) {
            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(() -> WsServerSocket.bind(server.localAddress(), WsSocketOptions.DEFAULT));
            assertThat(server).asString().contains(Integer.toString(server.port()));
        }
    }
}
