package io.twsj;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.twsj.close.CloseReason;
import io.twsj.handshake.HandshakeException;
import io.twsj.handshake.ProxyException;
import io.twsj.message.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client over TLS (RFC 6455 section 4.1): whom it believes, what it tells, what flows, how it ends. */
@Timeout(60)
class ClientTlsTest {

    private final Recorder recorder = new Recorder();
    private final WebSocketClient client = WebSocketClient.builder()
            .names(host -> new InetAddress[] {InetAddress.getLoopbackAddress()})
            .build();

    @AfterEach
    void close() {
        client.close();
    }

    private static ConnectOptions options(TlsOptions tls) {
        return ConnectOptions.builder().tls(tls).build();
    }

    private static ConnectOptions trusting(String name) throws IOException {
        return options(TlsTesting.trusting(name).build());
    }

    private SSLException refused(URI uri, ConnectOptions options) {
        return catchThrowableOfType(SSLException.class, () -> client.connectBlocking(uri, options, recorder));
    }

    private void talks(WebSocketConnection connection) throws Exception {
        connection.send("hello");
        await().untilAsserted(() -> assertThat(recorder.events()).contains("message hello"));
    }

    // Whom it believes

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aTrustedServerIsTalkedTo(String version) throws Exception {
        TlsOptions tls = TlsTesting.trusting("ec").protocols(version).build();
        try (WebSocketServer server = TlsTesting.echo(TlsTesting.server("ec").build())) {
            WebSocketConnection connection =
                    client.connectBlocking(TlsTesting.uri(server.port(), "/echo"), options(tls), recorder);
            talks(connection);
            assertThat(connection.tlsSession().getProtocol()).isEqualTo(version);
            assertThat(subject(connection.tlsSession().getPeerCertificates())).isEqualTo("CN=localhost");
        }
    }

    private static String subject(Certificate[] chain) {
        return ((X509Certificate) chain[0]).getSubjectX500Principal().getName();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerOfTheJdksTlsIsTalkedTo(String version) throws Exception {
        try (RawServer server = TlsTesting.script(TlsTesting.clientAs("ec"), version, peer -> {
            assertThat(peer.accept().header("Host"))
                    .isEqualTo("localhost:" + peer.socket().getLocalPort());
            peer.send(peer.readFrame());
            peer.awaitClose();
        })) {
            WebSocketConnection connection =
                    client.connectBlocking(TlsTesting.uri(server.port(), "/"), trusting("ec"), recorder);
            talks(connection);
            connection.close();
            assertThat(recorder.awaitClose()).isEqualTo(CloseReason.NORMAL);
        }
    }

    @Test
    void onlyTheJdksAuthoritiesAreTrustedUnlessOthersAreNamed() throws Exception {
        try (WebSocketServer server = TlsTesting.echo(TlsTesting.server("ec").build())) {
            URI uri = TlsTesting.uri(server.port(), "/echo");
            assertThat(refused(uri, ConnectOptions.DEFAULT))
                    .hasMessage("the TLS handshake with " + uri + " failed: the server's certificate is refused:"
                            + " it comes from nobody whom this client trusts");
            assertThat(refused(uri, trusting("other"))).hasMessageContaining("nobody whom this client trusts");
            await().until(() -> server.openConnections() == 0);
        }
        assertThat(recorder.events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "127.0.0.2", "a.localhost"})
    void theCertificateMustBeForTheHostOfTheUri(String host) throws Exception {
        try (WebSocketServer server = Servers.start(Servers.builder()
                .address("0.0.0.0")
                .tls(TlsTesting.server("ec").build())
                .route("/echo", Servers.ECHO))) {
            URI uri = URI.create("wss://" + host + ":" + server.port() + "/echo");
            assertThat(refused(uri, trusting("ec")))
                    .hasMessageContaining("the TLS handshake with " + uri)
                    .hasMessageContaining("certificate is refused")
                    .hasMessageContaining(host + " found");
        }
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        try (WebSocketServer server =
                TlsTesting.echo(TlsTesting.server("expired").build())) {
            assertThat(refused(TlsTesting.uri(server.port(), "/echo"), trusting("ca")))
                    .hasMessageContaining("it has expired (NotAfter:");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ec", "other", "expired"})
    void anInsecureClientTakesAnyCertificateAndSaysSo(String certificate) throws Exception {
        try (LogCapture log = LogCapture.start();
                WebSocketServer server =
                        TlsTesting.echo(TlsTesting.server(certificate).build())) {
            TlsOptions insecure = TlsOptions.builder().insecure().build();
            talks(client.connectBlocking(TlsTesting.uri(server.port(), "/echo"), options(insecure), recorder));
            assertThat(log.records(Level.WARNING))
                    .singleElement()
                    .satisfies(logged -> assertThat(logged.getMessage())
                            .startsWith("INSECURE: the certificate of localhost:" + server.port()));
        }
    }

    @Test
    void aContextOfTheJdkMayBeGiven() throws Exception {
        TlsOptions tls = TlsOptions.builder().context(TlsTesting.client("ec")).build();
        try (WebSocketServer server = TlsTesting.echo(TlsTesting.server("ec").build())) {
            talks(client.connectBlocking(TlsTesting.uri(server.port(), "/echo"), options(tls), recorder));
            URI byOtherName = URI.create("wss://example.org:" + server.port() + "/echo");
            assertThat(refused(byOtherName, options(tls))).hasMessageContaining("example.org found");
        }
    }

    // What it tells

    @ParameterizedTest
    @CsvSource({"localhost, localhost", "127.0.0.1,"})
    void theServerIsToldTheNameButNoAddress(String host, String told) throws Exception {
        BlockingQueue<List<?>> names = new LinkedBlockingQueue<>();
        try (RawServer server = TlsTesting.script(TlsTesting.clientAs("ec"), "TLSv1.3", peer -> {
            peer.accept();
            names.add(((ExtendedSSLSession) ((SSLSocket) peer.socket()).getSession()).getRequestedServerNames());
            peer.awaitClose();
        })) {
            URI uri = URI.create("wss://" + host + ":" + server.port() + "/");
            client.connectBlocking(uri, trusting("ec"), recorder).close();
            assertThat(names.poll(10, TimeUnit.SECONDS))
                    .isEqualTo(told == null ? List.of() : List.of(new SNIHostName(told)));
            recorder.awaitClose();
        }
    }

    @ParameterizedTest
    @CsvSource({"WANT, TLSv1.2", "WANT, TLSv1.3", "NEED, TLSv1.2", "NEED, TLSv1.3"})
    void aClientsCertificateIsThereForTheServersListener(ClientAuth auth, String version) throws Exception {
        Recorder atServer = new Recorder();
        TlsOptions own = TlsTesting.trusting("ec")
                .keyStore(TlsTesting.file("client.p12"), TlsTesting.PASSWORD)
                .protocols(version)
                .build();
        try (WebSocketServer server = asking(auth, atServer)) {
            client.connectBlocking(TlsTesting.uri(server.port(), "/"), options(own), recorder);
            assertThat(subject(atServer.awaitOpen().tlsSession().getPeerCertificates()))
                    .isEqualTo("CN=client");
        }
    }

    private static WebSocketServer asking(ClientAuth auth, WebSocketListener listener) throws IOException {
        TlsOptions tls = TlsTesting.server("ec")
                .clientAuth(auth)
                .trustCertificates(TlsTesting.file("client.crt"))
                .build();
        return Servers.start(Servers.builder().tls(tls).route("/", listener));
    }

    @Test
    void whoIsAskedForACertificateNeedHaveNone() throws Exception {
        Recorder atServer = new Recorder();
        try (WebSocketServer server = asking(ClientAuth.WANT, atServer)) {
            client.connectBlocking(TlsTesting.uri(server.port(), "/"), trusting("ec"), recorder);
            assertThatThrownBy(atServer.awaitOpen().tlsSession()::getPeerCertificates)
                    .isInstanceOf(SSLPeerUnverifiedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whoMustHaveACertificateIsRefusedWithoutOne(String version) throws Exception {
        TlsOptions none = TlsTesting.trusting("ec").protocols(version).build();
        try (WebSocketServer server = asking(ClientAuth.NEED, new Recorder())) {
            URI uri = TlsTesting.uri(server.port(), "/");
            assertThatThrownBy(() -> client.connectBlocking(uri, options(none), recorder))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("handshake with " + uri);
        }
        assertThat(recorder.events()).isEmpty();
    }

    @Test
    void aVersionThatTheServerDoesNotSpeakIsAFailure() throws Exception {
        try (WebSocketServer server =
                TlsTesting.echo(TlsTesting.server("ec").protocols("TLSv1.3").build())) {
            TlsOptions older = TlsTesting.trusting("ec").protocols("TLSv1.2").build();
            assertThat(refused(TlsTesting.uri(server.port(), "/echo"), options(older)))
                    .hasMessageContaining("protocol_version");
        }
    }

    // What flows

    private static ConnectOptions large(String version) throws IOException {
        return ConnectOptions.builder()
                .tls(TlsTesting.trusting("ec").protocols(version).build())
                .options(largeTerms())
                .build();
    }

    private static ConnectionOptions largeTerms() {
        return ConnectionOptions.builder()
                .maxMessageBytes(TlsTesting.MOST_BYTES)
                .maxOutboundBytes(4 * TlsTesting.MOST_BYTES)
                .build();
    }

    private static byte[] random(int number) {
        byte[] bytes = new byte[4 << 20];
        new Random(number).nextBytes(bytes);
        return bytes;
    }

    private static void isRandom(int number, byte[] message) {
        assertThat(Arrays.equals(message, random(number)))
                .as("message %s", number)
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void largeMessagesPassInBothDirections(String version) throws Exception {
        BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
        WebSocketListener keeping = new WebSocketListener() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) {
                received.add(message.bytes());
            }
        };
        try (WebSocketServer server = TlsTesting.echo(TlsTesting.server("ec").build())) {
            WebSocketConnection connection =
                    client.connectBlocking(TlsTesting.uri(server.port(), "/worker"), large(version), keeping);
            for (int i = 0; i < 3; i++) {
                connection.send(random(i));
                isRandom(i, received.poll(30, TimeUnit.SECONDS));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSlowReaderGetsEverythingInOrder(String version) throws Exception {
        BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
        WebSocketListener pouring = new WebSocketListener() {
            @Override
            public void onOpen(WebSocketConnection connection) {
                for (int i = 0; i < 5; i++) {
                    connection.send(random(i));
                }
            }
        };
        WebSocketListener slow = new WebSocketListener() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) {
                await().during(Duration.ofMillis(50)).until(() -> true);
                received.add(message.bytes());
            }
        };
        try (WebSocketServer server = Servers.start(Servers.builder()
                .tls(TlsTesting.server("ec").build())
                .route(Route.of("/", pouring).options(largeTerms()).build()))) {
            client.connectBlocking(TlsTesting.uri(server.port(), "/"), large(version), slow);
            for (int i = 0; i < 5; i++) {
                isRandom(i, received.poll(30, TimeUnit.SECONDS));
            }
        }
    }

    // How it ends

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theClientsCloseEndsWithCloseNotify(String version) throws Exception {
        try (RawServer server = TlsTesting.script(TlsTesting.clientAs("ec"), version, peer -> {
            peer.accept();
            WireFrame close = peer.readFrame();
            assertThat(close.closeCode()).isEqualTo(4000);
            peer.send(close);
            // The JDK waits for the peer's close_notify here.
            ((SSLSocket) peer.socket()).shutdownOutput();
            // SSLSocket tells an end without close_notify by an exception.
            assertThat(peer.socket().getInputStream().read()).isNegative();
        })) {
            WebSocketConnection connection =
                    client.connectBlocking(TlsTesting.uri(server.port(), "/"), trusting("ec"), recorder);
            connection.close(CloseReason.of(4000));
            assertThat(recorder.awaitClose().code()).isEqualTo(4000);
            assertThat(recorder.events()).containsExactly("open", "close 4000");
        }
    }

    @Test
    void aConnectionThatIsKeptComesBackOverTls() throws Exception {
        RawServer.Script lost = RawPeer::accept;
        RawServer.Script stays = peer -> {
            peer.accept();
            peer.send(WireFrame.text("again"));
            peer.awaitClose();
        };
        try (RawServer server = TlsTesting.script(TlsTesting.clientAs("ec"), "TLSv1.3", lost, stays)) {
            ReconnectOptions soon = ReconnectOptions.builder()
                    .delay(Duration.ofMillis(10), Duration.ofMillis(100))
                    .build();
            try (ReconnectingConnection kept =
                    client.keepConnected(TlsTesting.uri(server.port(), "/"), trusting("ec"), soon, recorder)) {
                await().untilAsserted(() -> assertThat(recorder.events()).contains("message again"));
                assertThat(recorder.events())
                        .startsWith("open")
                        .filteredOn("open"::equals)
                        .hasSize(2);
                assertThat(recorder.awaitOpen().tlsSession()).isNotNull();
            }
        }
    }

    // The way there

    @Test
    void aRedirectMayLeadToTls() throws Exception {
        try (WebSocketServer secure = TlsTesting.echo(TlsTesting.server("ec").build());
                RawServer plain = RawServer.start(redirecting(() -> "wss://localhost:" + secure.port() + "/echo"))) {
            WebSocketConnection connection = client.connectBlocking(plain.uri("/"), following(), recorder);
            talks(connection);
            assertThat(connection.tlsSession()).isNotNull();
        }
    }

    @Test
    void aRedirectMustNotLeadAwayFromTls() throws Exception {
        try (RawServer plain = RawServer.start(RawPeer::awaitEnd);
                RawServer secure = TlsTesting.script(
                        TlsTesting.clientAs("ec"),
                        "TLSv1.3",
                        redirecting(() -> "ws://localhost:" + plain.port() + "/"))) {
            assertThatThrownBy(() -> client.connectBlocking(TlsTesting.uri(secure.port(), "/"), following(), recorder))
                    .isInstanceOf(HandshakeException.class)
                    .hasMessageContaining("not followed: from wss to ws");
            assertThat(plain.connections()).isZero();
        }
    }

    private static ConnectOptions following() throws IOException {
        return trusting("ec").toBuilder().followRedirects(true).build();
    }

    private static RawServer.Script redirecting(Supplier<String> location) {
        return peer -> {
            peer.request();
            peer.answer("", "HTTP/1.1 302 Found", "Location: " + location.get(), "Content-Length: 0");
        };
    }

    @Test
    void tlsIsSpokenThroughTheTunnelOfAProxy() throws Exception {
        BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        try (WebSocketServer server = TlsTesting.echo(TlsTesting.server("ec").build());
                RawServer proxy = RawServer.start(peer -> {
                    asked.add(peer.request().line());
                    peer.send(RawClient.head("HTTP/1.1 200 OK"));
                    peer.relayTo(server.port());
                })) {
            WebSocketConnection connection = client.connectBlocking(
                    TlsTesting.uri(server.port(), "/echo"),
                    trusting("ec").toBuilder()
                            .proxy(Proxy.http("proxy.test", proxy.port()))
                            .build(),
                    recorder);
            talks(connection);
            assertThat(connection.tlsSession()).isNotNull();
            assertThat(asked.poll()).isEqualTo("CONNECT localhost:" + server.port() + " HTTP/1.1");
            connection.close();
            recorder.awaitClose();
        }
    }

    @Test
    void tlsIsSpokenThroughASocksProxy() throws Exception {
        try (WebSocketServer server = TlsTesting.echo(TlsTesting.server("ec").build());
                RawServer proxy = RawServer.start(peer -> {
                    peer.readBytes(3);
                    peer.send(new byte[] {5, 0});
                    peer.readBytes(5 + "localhost".length() + 2);
                    peer.send(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
                    peer.relayTo(server.port());
                })) {
            WebSocketConnection connection = client.connectBlocking(
                    TlsTesting.uri(server.port(), "/echo"),
                    trusting("ec").toBuilder()
                            .proxy(Proxy.socks5("proxy.test", proxy.port()))
                            .build(),
                    recorder);
            talks(connection);
            assertThat(connection.tlsSession()).isNotNull();
            connection.close();
            recorder.awaitClose();
        }
    }

    /** What came in clear must not pass for the words of the server behind TLS. */
    @Test
    void aProxyMustNotSpeakForTheServer() throws Exception {
        try (RawServer proxy = RawServer.start(peer -> {
            peer.request();
            peer.send(
                    (new String(RawClient.head("HTTP/1.1 200 OK"), ISO_8859_1) + "HTTP/1.1 101 Switching Protocols\r\n")
                            .getBytes(ISO_8859_1));
            peer.awaitEnd();
        })) {
            assertThat(catchThrowableOfType(
                            ProxyException.class,
                            () -> client.connectBlocking(
                                    TlsTesting.uri(443, "/"),
                                    trusting("ec").toBuilder()
                                            .proxy(Proxy.http("proxy.test", proxy.port()))
                                            .build(),
                                    recorder)))
                    .hasMessageContaining("sent 34 bytes before TLS began");
        }
    }
}
