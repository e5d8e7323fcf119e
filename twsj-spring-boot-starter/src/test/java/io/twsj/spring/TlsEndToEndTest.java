package io.twsj.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twsj.WebSocketConnection;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.OnOpen;
import io.twsj.spring.annotation.WebSocketHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

/** Handlers behind TLS, reached over real sockets by the JDK's clients. */
@ExtendWith(OutputCaptureExtension.class)
class TlsEndToEndTest {

    record Peer(String protocol, String certificate) {}

    @Configuration
    @EnableAutoConfiguration
    @Import({Echo.class, WhoAreYou.class})
    static class Application {}

    @WebSocketHandler("/echo")
    static class Echo {
        @OnMessage
        String text(String text) {
            return text;
        }

        @OnMessage
        byte[] binary(byte[] bytes) {
            return bytes;
        }
    }

    @WebSocketHandler("/who")
    static class WhoAreYou {
        @OnOpen
        Peer open(WebSocketConnection connection) {
            SSLSession session = connection.tlsSession();
            return new Peer(session.getProtocol(), subject(session));
        }
    }

    @TempDir
    static Path files;

    private static TestCertificate localhost;
    private static TestCertificate renewed;
    private static TestCertificate client;

    private final List<ConfigurableApplicationContext> running = new ArrayList<>();

    @BeforeAll
    static void makeCertificates() throws Exception {
        localhost = TestCertificate.make(files, "localhost");
        renewed = TestCertificate.make(files, "renewed");
        client = TestCertificate.make(files, "client");
    }

    @AfterEach
    void stop() {
        running.forEach(ConfigurableApplicationContext::close);
    }

    private int start(String... properties) {
        return start(context -> {}, properties);
    }

    private int start(ApplicationContextInitializer<GenericApplicationContext> initializer, String... properties) {
        ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .properties(
                        "twsj.server.port=0",
                        "twsj.server.address=127.0.0.1",
                        "twsj.server.ssl.bundle=web",
                        "spring.main.banner-mode=off")
                .initializers(initializer)
                .properties(properties)
                .run();
        running.add(context);
        return port(context);
    }

    private static int port(ConfigurableApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.twsj.server.port", Integer.class);
    }

    private static String[] keyStore(String... more) {
        List<String> properties = new ArrayList<>(List.of(more));
        properties.add("spring.ssl.bundle.jks.web.keystore.location=" + localhost.store());
        properties.add("spring.ssl.bundle.jks.web.keystore.password=" + TestCertificate.PASSWORD);
        return properties.toArray(String[]::new);
    }

    private static TestClient connect(int port, String path, SSLContext tls, String... protocols) {
        HttpClient.Builder http = HttpClient.newBuilder().sslContext(tls);
        if (protocols.length > 0) {
            http.sslParameters(new SSLParameters(null, protocols));
        }
        return TestClient.connect(http.build(), URI.create("wss://127.0.0.1:" + port + path));
    }

    private static TestClient connect(int port, String path) throws Exception {
        return connect(port, path, TestCertificate.client(localhost));
    }

    /** What a handshake of its own agrees on. */
    private static SSLSession handshake(int port) throws Exception {
        SSLContext trusting = TestCertificate.client(localhost, renewed);
        try (SSLSocket socket =
                (SSLSocket) trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.startHandshake();
            return socket.getSession();
        }
    }

    /** Of the peer's certificate. */
    private static String subject(SSLSession session) {
        try {
            return ((X509Certificate) session.getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (SSLPeerUnverifiedException e) {
            return "none";
        }
    }

    @Test
    void textAndBinaryMessagesComeBack() throws Exception {
        int port = start(keyStore());
        try (TestClient client = connect(port, "/echo")) {
            client.send("grüß dich").send(new byte[] {0, (byte) 0xff}).send("x".repeat(100_000));

            assertThat(client.next()).isEqualTo("grüß dich");
            assertThat(client.next()).isEqualTo("#00ff");
            assertThat(client.next()).isEqualTo("x".repeat(100_000));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothVersionsAreSpokenAndAHandlerSeesWhich(String version) throws Exception {
        int port = start(keyStore());
        try (TestClient client = connect(port, "/who", TestCertificate.client(localhost), version)) {
            assertThat(client.next()).isEqualTo("{\"protocol\":\"" + version + "\",\"certificate\":\"none\"}");
        }
    }

    @Test
    void protocolsAndCiphersOfTheBundleAreThoseOfTheServer() throws Exception {
        String cipher = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
        int port = start(keyStore(
                "spring.ssl.bundle.jks.web.options.enabled-protocols=TLSv1.2",
                "spring.ssl.bundle.jks.web.options.ciphers=" + cipher));

        SSLSession session = handshake(port);

        assertThat(session.getProtocol()).isEqualTo("TLSv1.2");
        assertThat(session.getCipherSuite()).isEqualTo(cipher);
        assertThatThrownBy(() -> connect(port, "/echo", TestCertificate.client(localhost), "TLSv1.3"))
                .hasRootCauseInstanceOf(SSLException.class);
    }

    @Test
    void aClientsCertificateThatIsNeededIsSeenByTheHandler() throws Exception {
        int port = start(keyStore(
                "twsj.server.ssl.client-auth=need",
                "spring.ssl.bundle.jks.web.truststore.location=" + client.store(),
                "spring.ssl.bundle.jks.web.truststore.password=" + TestCertificate.PASSWORD));

        try (TestClient known = connect(port, "/who", client.asClient(localhost))) {
            assertThat(known.next()).contains("\"certificate\":\"CN=client\"");
        }
        assertThatThrownBy(() -> connect(port, "/who")).hasRootCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> connect(port, "/who", renewed.asClient(localhost)))
                .hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void aClientsCertificateThatIsWantedMayBeMissing() throws Exception {
        int port = start(keyStore(
                "twsj.server.ssl.client-auth=want",
                "spring.ssl.bundle.jks.web.truststore.location=" + client.store(),
                "spring.ssl.bundle.jks.web.truststore.password=" + TestCertificate.PASSWORD));

        try (TestClient known = connect(port, "/who", client.asClient(localhost))) {
            assertThat(known.next()).contains("\"certificate\":\"CN=client\"");
        }
        try (TestClient unknown = connect(port, "/who")) {
            assertThat(unknown.next()).contains("\"certificate\":\"none\"");
        }
    }

    @Test
    void filesThatAreReplacedAreTakenOverForNewConnections(@TempDir Path directory, CapturedOutput output)
            throws Exception {
        Path certificate = Files.copy(localhost.certificate(), directory.resolve("tls.crt"));
        Path privateKey = Files.copy(localhost.privateKey(), directory.resolve("tls.key"));
        int port = start(
                "spring.ssl.bundle.pem.web.keystore.certificate=" + certificate,
                "spring.ssl.bundle.pem.web.keystore.private-key=" + privateKey,
                "spring.ssl.bundle.pem.web.reload-on-update=true",
                "spring.ssl.bundle.watch.file.quiet-period=100ms");
        try (TestClient before = connect(port, "/echo")) {
            Files.writeString(certificate, "a certificate half written");
            await().untilAsserted(() -> assertThat(output.getAll()).contains("as it was before its update"));
            assertThat(subject(handshake(port))).isEqualTo("CN=localhost");

            Files.copy(renewed.privateKey(), privateKey, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(renewed.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(output.getAll()).contains("get the updated SSL bundle 'web'"));

            assertThat(subject(handshake(port))).isEqualTo("CN=renewed");
            assertThat(before.send("still there").next()).isEqualTo("still there");
            try (TestClient after = connect(port, "/echo", TestCertificate.client(renewed))) {
                assertThat(after.send("here too").next()).isEqualTo("here too");
            }
        }
    }

    @Test
    void contextsThatShareTheirBundlesFollowTheSameUpdate(CapturedOutput output) throws Exception {
        DefaultSslBundleRegistry shared = new DefaultSslBundleRegistry("web", bundle(localhost));
        ApplicationContextInitializer<GenericApplicationContext> sharing =
                context -> context.registerBean(DefaultSslBundleRegistry.class, () -> shared);
        int one = start(sharing);
        int other = start(sharing);
        start(sharing);
        running.get(2).close();

        shared.updateBundle("web", bundle(renewed));

        assertThat(subject(handshake(one))).isEqualTo("CN=renewed");
        assertThat(subject(handshake(other))).isEqualTo("CN=renewed");
        assertThat(output.getAll()).doesNotContain("ERROR");
        running.get(0).stop();
        shared.updateBundle("web", bundle(localhost));
        running.get(0).start();
        assertThat(subject(handshake(port(running.get(0))))).isEqualTo("CN=localhost");
    }

    private static SslBundle bundle(TestCertificate certificate) {
        return SslBundle.of(new JksSslStoreBundle(
                new JksSslStoreDetails("PKCS12", null, certificate.store().toString(), TestCertificate.PASSWORD),
                null));
    }
}
