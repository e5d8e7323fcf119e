package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.message.Message;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server agrees to: certificates of both sides, names, versions, application protocols, resumption. */
@Timeout(30)
class TlsHandshakeTest {

    @ParameterizedTest
    @ValueSource(strings = {"ec", "rsa", "ed25519"})
    void aCertificateMayComeFromPemFiles(String name) throws Exception {
        TlsOptions options = TlsOptions.builder()
                .certificate(TlsTesting.file(name + ".crt"), TlsTesting.file(name + ".key"))
                .build();
        try (WebSocketServer server = TlsTesting.echo(options);
                RawTlsClient client = client(server, TlsTesting.client(name), parameters -> {})) {
            assertThat(client.echo("hello")).isEqualTo("hello");
        }
    }

    @Test
    void aContextMayBeGivenAsItIs() throws Exception {
        TlsOptions options = TlsOptions.builder()
                .context(TlsTesting.clientAs("ec", "client"))
                .build();
        try (WebSocketServer server = TlsTesting.echo(options);
                RawTlsClient client = client(server, TlsTesting.client("ec"), parameters -> {})) {
            assertThat(client.echo("hello")).isEqualTo("hello");
        }
    }

    // Certificates of clients

    @ParameterizedTest
    @CsvSource({"WANT, TLSv1.2", "WANT, TLSv1.3", "NEED, TLSv1.2", "NEED, TLSv1.3"})
    void theCertificateOfAClientIsSeenOnTheConnection(ClientAuth auth, String version) throws Exception {
        try (WebSocketServer server = naming(auth);
                RawTlsClient client = client(server, TlsTesting.clientAs("client", "ec"), version(version))) {
            assertThat(client.echo("who")).isEqualTo("CN=client over " + version);
        }
    }

    @ParameterizedTest
    @CsvSource({"NONE, client", "WANT,", "WANT, other"})
    void aClientMayComeWithoutACertificate(ClientAuth auth, String key) throws Exception {
        // The JDK's client keeps back a certificate that the server has not asked for.
        SSLContext context = key == null ? TlsTesting.client("ec") : TlsTesting.clientAs(key, "ec");
        try (WebSocketServer server = naming(auth);
                RawTlsClient client = client(server, context, parameters -> {})) {
            assertThat(client.echo("who")).startsWith("nobody over TLSv1.3");
        }
    }

    @ParameterizedTest
    @CsvSource({"NEED,", "NEED, other"})
    void aClientWithoutATrustedCertificateIsRefused(ClientAuth auth, String key) throws Exception {
        SSLContext context = key == null ? TlsTesting.client("ec") : TlsTesting.clientAs(key, "ec");
        try (WebSocketServer server = naming(auth)) {
            // The server's alert, as its end comes behind the client's.
            assertThatThrownBy(() -> client(server, context, parameters -> {})).isInstanceOf(SSLException.class);
            assertThat(server.openConnections()).isZero();
        }
    }

    /** Answers each message with the subject of the client's certificate. */
    private static WebSocketServer naming(ClientAuth auth) throws IOException {
        TlsOptions options = TlsTesting.server("ec")
                .trustCertificates(TlsTesting.file("client.crt"))
                .clientAuth(auth)
                .build();
        WebSocketListener naming = new WebSocketListener() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) {
                connection.send(subject(connection.tlsSession()) + " over "
                        + connection.tlsSession().getProtocol());
            }
        };
        return WebSocketServer.builder()
                .port(0)
                .loops(1)
                .tls(options)
                .route("/echo", naming)
                .build()
                .start();
    }

    private static String subject(SSLSession session) {
        try {
            return ((X509Certificate) session.getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (SSLException unverified) {
            return "nobody";
        }
    }

    @Test
    void withoutTlsThereIsNoSession() throws Exception {
        WebSocketListener listener = new WebSocketListener() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) {
                connection.send("session " + connection.tlsSession());
            }
        };
        try (WebSocketServer server = WebSocketServer.builder()
                        .port(0)
                        .route("/", listener)
                        .build()
                        .start();
                java.net.Socket socket = new java.net.Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write(RawTlsClient.upgradeRequest("/"));
            socket.getOutputStream().write(RawTlsClient.frame(1, new byte[] {'?'}));
            StringBuilder answer = new StringBuilder();
            while (!answer.toString().endsWith("session null")) {
                answer.append((char) socket.getInputStream().read());
            }
        }
    }

    // Names

    @ParameterizedTest
    @CsvSource({
        "other.example.org, CN=other.example.org",
        "OTHER.example.org, CN=other.example.org",
        "a.wild.example.org, CN=other.example.org",
        "a.b.wild.example.org, CN=localhost",
        "wild.example.org, CN=localhost",
        "localhost, CN=localhost",
        ", CN=localhost"
    })
    void theNameAskedForDecidesTheCertificate(String name, String subject) throws Exception {
        TlsOptions other = TlsTesting.server("other").build();
        TlsOptions options = TlsTesting.server("ec")
                .serverName("other.example.org", other)
                .serverName("*.wild.example.org", other)
                .build();
        try (WebSocketServer server = TlsTesting.echo(options);
                RawTlsClient client = client(server, TlsTesting.client("ec", "other"), serverName(name))) {
            assertThat(subject(client.socket.getSession())).isEqualTo(subject);
            assertThat(client.echo("hello")).isEqualTo("hello");
        }
    }

    private static Consumer<SSLParameters> serverName(String name) {
        return parameters -> parameters.setServerNames(name == null ? List.of() : List.of(new SNIHostName(name)));
    }

    // Replacing

    @Test
    void aReplacedCertificateIsThatOfNewConnectionsOnly() throws Exception {
        SSLContext context = TlsTesting.client("ec", "other");
        try (WebSocketServer server = TlsTesting.echo(TlsTesting.server("ec").build());
                RawTlsClient before = client(server, context, parameters -> {})) {
            assertThat(server.usesTls()).isTrue();
            server.replaceTls(TlsTesting.server("other").build());
            try (RawTlsClient after = client(server, context, parameters -> {})) {
                assertThat(subject(before.socket.getSession())).isEqualTo("CN=localhost");
                assertThat(subject(after.socket.getSession())).isEqualTo("CN=other.example.org");
                assertThat(before.echo("still there")).isEqualTo("still there");
                assertThat(after.echo("here too")).isEqualTo("here too");
            }
        }
    }

    @Test
    void tlsIsReplacedOnlyWhereItIsAndWhileTheServerRuns() throws Exception {
        TlsOptions options = TlsTesting.server("ec").build();
        WebSocketServer plain = WebSocketServer.builder().port(0).build().start();
        assertThat(plain.usesTls()).isFalse();
        assertThatThrownBy(() -> plain.replaceTls(options))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("without TLS");
        plain.stop();
        assertThatThrownBy(() -> plain.replaceTls(options))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("STOPPED");
    }

    // Versions, application protocols, resumption

    @Test
    void anotherVersionThanTheAllowedIsRefused() throws Exception {
        TlsOptions options = TlsTesting.server("ec").protocols("TLSv1.3").build();
        try (WebSocketServer server = TlsTesting.echo(options)) {
            assertThatThrownBy(() -> client(server, TlsTesting.client("ec"), version("TLSv1.2")))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("protocol_version");
        }
    }

    @Test
    void anotherCipherSuiteThanTheAllowedIsRefused() throws Exception {
        TlsOptions options = TlsTesting.server("ec")
                .cipherSuites("TLS_CHACHA20_POLY1305_SHA256")
                .build();
        try (WebSocketServer server = TlsTesting.echo(options)) {
            SSLContext context = TlsTesting.client("ec");
            assertThatThrownBy(() -> client(
                            server,
                            context,
                            parameters -> parameters.setCipherSuites(new String[] {"TLS_AES_128_GCM_SHA256"})))
                    .isInstanceOf(SSLException.class);
            try (RawTlsClient client = client(server, context, parameters -> {})) {
                assertThat(client.socket.getSession().getCipherSuite()).isEqualTo("TLS_CHACHA20_POLY1305_SHA256");
            }
        }
    }

    @Test
    void theApplicationProtocolIsHttp11() throws Exception {
        try (WebSocketServer server = TlsTesting.echo(TlsTesting.server("ec").build())) {
            SSLContext context = TlsTesting.client("ec");
            try (RawTlsClient client = client(server, context, offering("h2", "http/1.1"))) {
                assertThat(client.socket.getApplicationProtocol()).isEqualTo("http/1.1");
            }
            // RFC 7301 section 3.2
            assertThatThrownBy(() -> client(server, context, offering("h2")))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("no_application_protocol");
        }
    }

    private static Consumer<SSLParameters> offering(String... protocols) {
        return parameters -> parameters.setApplicationProtocols(protocols);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionIsResumed(String version) throws Exception {
        SSLContext context = TlsTesting.client("ec");
        try (WebSocketServer server = TlsTesting.echo(TlsTesting.server("ec").build())) {
            long created;
            try (RawTlsClient first = client(server, context, version(version))) {
                first.echo("the ticket arrives before this answer");
                created = first.socket.getSession().getCreationTime();
            }
            int cached = java.util.Collections.list(
                            context.getClientSessionContext().getIds())
                    .size();
            assertThat(cached).isPositive();
            try (RawTlsClient second = client(server, context, version(version))) {
                assertThat(second.echo("hello")).isEqualTo("hello");
                assertThat(second.socket.getSession().getCreationTime()).isEqualTo(created);
            }
        }
    }

    private static Consumer<SSLParameters> version(String version) {
        return parameters -> parameters.setProtocols(new String[] {version});
    }

    private static RawTlsClient client(WebSocketServer server, SSLContext context, Consumer<SSLParameters> change)
            throws IOException {
        RawTlsClient client = new RawTlsClient(context, server.port(), change);
        assertThat(client.upgrade("/echo")).startsWith("HTTP/1.1 101 ");
        return client;
    }
}
