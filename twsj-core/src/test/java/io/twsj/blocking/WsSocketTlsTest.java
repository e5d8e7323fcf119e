package io.twsj.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.twsj.Background;
import io.twsj.ClientAuth;
import io.twsj.ConnectionOptions;
import io.twsj.RawPeer;
import io.twsj.RawServer;
import io.twsj.TlsOptions;
import io.twsj.TlsTesting;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.frame.Frame;
import io.twsj.message.Message;
import io.twsj.protocol.Role;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Random;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocking sockets that speak TLS themselves: {@code wss}, and channels that somebody else opened. */
@Timeout(60)
class WsSocketTlsTest {

    private static WsSocketOptions trusting(String name) throws IOException {
        return options(TlsTesting.trusting(name));
    }

    private static WsSocketOptions options(TlsOptions.Builder tls) {
        return WsSocketOptions.builder()
                .tls(tls.build())
                .connection(ConnectionOptions.builder().maxMessageBytes(8 << 20).build())
                .build();
    }

    private static WsServerSocket listen(TlsOptions.Builder tls) throws IOException {
        return WsServerSocket.bind(Pair.LOOPBACK, options(tls));
    }

    private static URI uri(WsServerSocket listening) {
        return TlsTesting.uri(listening.port(), "/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void socketsConverse(String version) throws Exception {
        byte[] large = new byte[4 << 20];
        new Random(1).nextBytes(large);
        try (WsServerSocket listening = listen(TlsTesting.server("ec"));
                WsSocket client = WsSocket.connect(
                        uri(listening), options(TlsTesting.trusting("ec").protocols(version)));
                WsSocket server = listening.accept(Pair.PATIENCE)) {
            assertThat(client.tlsSession().getProtocol()).isEqualTo(version);
            assertThat(server.tlsSession().getProtocol()).isEqualTo(version);
            client.send("Hello");
            assertThat(server.recvMessage(Pair.PATIENCE).text()).isEqualTo("Hello");
            try (Background back = Background.start(() -> server.send(Message.binary(large), 100_000));
                    Background forth = Background.start(() -> client.send(Message.binary(large)))) {
                assertThat(client.recvMessage(Pair.PATIENCE).bytes()).isEqualTo(large);
                assertThat(server.recvMessage(Pair.PATIENCE).bytes()).isEqualTo(large);
                back.await();
                forth.await();
            }
            client.close(1001, "");
            assertThat(server.recv(Pair.PATIENCE).closeReason()).isEqualTo(CloseReason.GOING_AWAY);
            assertThatExceptionOfType(ConnectionClosedException.class).isThrownBy(server::recv);
        }
    }

    @Test
    void withoutTlsThereIsNoSession() throws Exception {
        try (Pair pair = Pair.open()) {
            assertThat(pair.client.tlsSession()).isNull();
            assertThat(pair.server.tlsSession()).isNull();
        }
    }

    @Test
    void theClientsCertificateIsThereForTheServer() throws Exception {
        TlsOptions.Builder asking =
                TlsTesting.server("ec").clientAuth(ClientAuth.NEED).trustCertificates(TlsTesting.file("client.crt"));
        TlsOptions.Builder own = TlsTesting.trusting("ec").keyStore(TlsTesting.file("client.p12"), "changeit");
        try (WsServerSocket listening = listen(asking);
                WsSocket client = WsSocket.connect(uri(listening), options(own));
                WsSocket server = listening.accept(Pair.PATIENCE)) {
            X509Certificate certificate = (X509Certificate) server.tlsSession().getPeerCertificates()[0];
            assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=client");
            assertThat(client.isOpen()).isTrue();
        }
    }

    @Test
    void theServersNameDecidesItsCertificate() throws Exception {
        TlsOptions.Builder two = TlsTesting.server("other")
                .serverName("localhost", TlsTesting.server("ec").build());
        try (WsServerSocket listening = listen(two);
                WsSocket client = WsSocket.connect(uri(listening), trusting("ec"))) {
            assertThat(client.isOpen()).isTrue();
        }
    }

    // Refusals

    @Test
    void aCertificateThatIsNotTrustedIsRefused() throws Exception {
        try (WsServerSocket listening = listen(TlsTesting.server("ec"))) {
            URI uri = uri(listening);
            assertThatExceptionOfType(SSLException.class)
                    .isThrownBy(() -> WsSocket.connect(uri))
                    .withMessage("TLS with " + uri + " failed: the server's certificate is refused:"
                            + " it comes from nobody whom this client trusts");
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> listening.accept(Duration.ofMillis(50)));
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        try (WsServerSocket listening = listen(TlsTesting.server("other"))) {
            assertThatExceptionOfType(SSLException.class)
                    .isThrownBy(() -> WsSocket.connect(uri(listening), trusting("other")))
                    .withMessageContaining("localhost found");
        }
    }

    @Test
    void aServerWithoutTlsIsCalledThat() throws Exception {
        try (RawServer server = RawServer.start(peer -> {
            peer.readBytes(6);
            peer.send("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            peer.skipToEnd();
        })) {
            assertThatExceptionOfType(SSLException.class)
                    .isThrownBy(() -> WsSocket.connect(TlsTesting.uri(server.port(), "/"), trusting("ec")))
                    .withMessageEndingWith("the server does not speak TLS");
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() throws Exception {
        try (RawServer server = RawServer.start(RawPeer::skipToEnd)) {
            WsSocketOptions impatient = trusting("ec").toBuilder()
                    .handshakeTimeout(Duration.ofMillis(100))
                    .build();
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> WsSocket.connect(TlsTesting.uri(server.port(), "/"), impatient))
                    .withMessageContaining("100 ms");
        }
    }

    @Test
    void aServerNeedsACertificate() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> listen(TlsOptions.builder()))
                .withMessageContaining("needs a certificate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> listen(TlsOptions.builder().insecure()))
                .withMessageContaining("insecure is an option of clients");
    }

    // Channels that somebody else opened

    @Test
    void aChannelMayBeginWithTls() throws Exception {
        try (ServerSocketChannel listening = ServerSocketChannel.open().bind(Pair.LOOPBACK)) {
            SocketChannel near = SocketChannel.open(listening.getLocalAddress());
            SocketChannel far = listening.accept();
            URI uri = URI.create("wss://localhost/chat");
            WsSocketOptions client = trusting("ec").toBuilder().uri(uri).build();
            try (Background accepting = Background.start(() -> {
                        try (WsSocket server = WsSocket.over(far, Role.SERVER, options(TlsTesting.server("ec")))) {
                            assertThat(server.handshake().request().path()).isEqualTo("/chat");
                            server.send(server.recvMessage(Pair.PATIENCE));
                            server.recv(Pair.PATIENCE);
                        }
                    });
                    WsSocket socket = WsSocket.over(near, Role.CLIENT, client)) {
                socket.send("over TLS");
                assertThat(socket.recvMessage(Pair.PATIENCE).text()).isEqualTo("over TLS");
                assertThat(socket.tlsSession()).isNotNull();
                socket.close();
                accepting.await();
            }
        }
    }

    @Test
    void withoutAUriTheAddressIsTheHost() throws Exception {
        try (WsServerSocket listening = listen(TlsTesting.server("ec"));
                WsSocket client = WsSocket.over(
                        SocketChannel.open(new InetSocketAddress("127.0.0.1", listening.port())),
                        Role.CLIENT,
                        trusting("ec"))) {
            assertThat(client.handshake().request().headers().first("Host")).isEqualTo("127.0.0.1:" + listening.port());
        }
    }

    @Test
    void afterTheOpeningHandshakeTlsIsAskedForTooLate() throws Exception {
        try (WsServerSocket listening = WsServerSocket.bind(Pair.LOOPBACK, WsSocketOptions.DEFAULT)) {
            SocketChannel channel = SocketChannel.open(listening.localAddress());
            try (WsSocket socket = WsSocket.over(channel, Role.CLIENT, WsSocketOptions.DEFAULT)) {
                assertThatIllegalStateException()
                        .isThrownBy(() -> WsSocket.over(channel, Role.CLIENT, trusting("ec")))
                        .withMessageContaining("TLS has to be asked for before that");
                socket.send("unharmed");
                assertThat(listening
                                .accept(Pair.PATIENCE)
                                .recvMessage(Pair.PATIENCE)
                                .text())
                        .isEqualTo("unharmed");
            }
        }
    }

    @Test
    void afterTheFirstByteTlsIsAskedForTooLate() throws Exception {
        WsSocketOptions late = options(TlsTesting.server("ec")).toBuilder()
                .alreadyRead(ByteBuffer.wrap("GET".getBytes(StandardCharsets.US_ASCII)))
                .build();
        try (WsServerSocket listening = listen(TlsTesting.server("ec"));
                SocketChannel channel = SocketChannel.open(listening.localAddress())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> WsSocket.over(channel, Role.SERVER, late))
                    .withMessageContaining("before the first byte")
                    .withMessageEndingWith("alreadyRead has 3");
        }
    }

    @Test
    void aSocketWithoutAChannelSpeaksTlsByItselfOrNotAtAll() throws Exception {
        try (WsServerSocket listening = listen(TlsTesting.server("ec"));
                Socket socket = new Socket("127.0.0.1", listening.port())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> WsSocket.over(socket, Role.CLIENT, trusting("ec")))
                    .withMessageContaining("SSLSocket");
        }
    }

    @Test
    void pingsTakeTheirTimeOverTlsToo() throws Exception {
        try (WsServerSocket listening = listen(TlsTesting.server("ec"));
                WsSocket client = WsSocket.connect(uri(listening), trusting("ec"))) {
            assertThat(client.ping().toCompletableFuture().get()).isPositive();
            assertThat(client.recv(Pair.PATIENCE)).isEqualTo(Frame.pong());
        }
    }
}
