package io.twsj.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.message.Message;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.test.WebSocketTester;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

/** An application that listens on several sockets: plain, with TLS, on the file system; and with several certificates. */
@ExtendWith(OutputCaptureExtension.class)
class ListenersTest {

    @Configuration
    @EnableAutoConfiguration
    @Import(Echo.class)
    static class Application {}

    @WebSocketHandler("/echo")
    static class Echo {
        @OnMessage
        String text(String text) {
            return text;
        }
    }

    @TempDir
    static Path files;

    private static TestCertificate web;
    private static TestCertificate other;
    private static TestCertificate renewed;

    private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
    private final List<ConfigurableApplicationContext> running = new ArrayList<>();

    @BeforeAll
    static void makeCertificates() throws Exception {
        web = TestCertificate.make(files, "web");
        other = TestCertificate.make(files, "other");
        renewed = TestCertificate.make(files, "renewed");
    }

    @AfterEach
    void stop() {
        running.forEach(ConfigurableApplicationContext::close);
    }

    private ConfigurableApplicationContext start(String... properties) {
        bundles.registerBundle("web", bundle(web));
        bundles.registerBundle("other", bundle(other));
        ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .properties("twsj.server.port=0", "twsj.server.address=127.0.0.1", "spring.main.banner-mode=off")
                .initializers(
                        (GenericApplicationContext c) -> c.registerBean(DefaultSslBundleRegistry.class, () -> bundles))
                .properties(properties)
                .run();
        running.add(context);
        return context;
    }

    private static SslBundle bundle(TestCertificate certificate) {
        return SslBundle.of(new JksSslStoreBundle(
                new JksSslStoreDetails("PKCS12", null, certificate.store().toString(), TestCertificate.PASSWORD),
                null));
    }

    private static int port(ConfigurableApplicationContext context, String listener) {
        return context.getEnvironment().getRequiredProperty("local.twsj." + listener + ".port", Integer.class);
    }

    /** The subject of the certificate that is shown to a client who asks for this name. */
    private static String certificate(int port, String name) throws Exception {
        SSLContext trusting = TestCertificate.client(web, other, renewed);
        try (SSLSocket socket =
                (SSLSocket) trusting.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private static void expectEcho(String scheme, int port, TestCertificate trusted) throws Exception {
        HttpClient http = HttpClient.newBuilder()
                .sslContext(TestCertificate.client(trusted))
                .build();
        try (TestClient client = TestClient.connect(http, URI.create(scheme + "://127.0.0.1:" + port + "/echo"))) {
            assertThat(client.send("hello").next()).isEqualTo("hello");
        }
    }

    @Test
    void plainAndTlsAreServedSideBySideAndTheStartSaysWhere(CapturedOutput output) throws Exception {
        ConfigurableApplicationContext context = start(
                "twsj.listeners.public.port=0",
                "twsj.listeners.public.address=127.0.0.1",
                "twsj.listeners.public.ssl.bundle=web");

        expectEcho("ws", port(context, "server"), web);
        expectEcho("wss", port(context, "public"), web);
        assertThat(output.getAll())
                .contains("listening on ws://127.0.0.1:" + port(context, "server") + "/, wss://127.0.0.1:"
                        + port(context, "public") + "/ (public)");
    }

    @Test
    void eachListenerHasItsOwnCertificateAndFollowsItsBundle() throws Exception {
        ConfigurableApplicationContext context = start(
                "twsj.server.ssl.bundle=web",
                "twsj.listeners.inside.port=0",
                "twsj.listeners.inside.address=127.0.0.1",
                "twsj.listeners.inside.ssl.bundle=other");

        assertThat(certificate(port(context, "server"), "any.example")).isEqualTo("CN=web");
        assertThat(certificate(port(context, "inside"), "any.example")).isEqualTo("CN=other");

        bundles.updateBundle("other", bundle(renewed));

        assertThat(certificate(port(context, "server"), "any.example")).isEqualTo("CN=web");
        assertThat(certificate(port(context, "inside"), "any.example")).isEqualTo("CN=renewed");
    }

    @Test
    void theNameThatAClientAsksForDecidesWhichCertificateItIsShown() throws Exception {
        ConfigurableApplicationContext context = start(
                "twsj.server.ssl.bundle=web",
                "twsj.server.ssl.sni.a.example=other",
                "twsj.server.ssl.sni[*.b.example]=other");
        int port = port(context, "server");

        assertThat(certificate(port, "a.example")).isEqualTo("CN=other");
        assertThat(certificate(port, "x.b.example")).isEqualTo("CN=other");
        assertThat(certificate(port, "c.example")).isEqualTo("CN=web");

        bundles.updateBundle("other", bundle(renewed));

        assertThat(certificate(port, "a.example")).isEqualTo("CN=renewed");
        assertThat(certificate(port, "c.example")).isEqualTo("CN=web");
    }

    @Test
    void aBundleThatAnUpdateBreaksDoesNotKeepTheOthersFromBeingRenewed(CapturedOutput output) throws Exception {
        ConfigurableApplicationContext context =
                start("twsj.server.ssl.bundle=web", "twsj.server.ssl.sni.a.example=other");
        int port = port(context, "server");

        bundles.updateBundle("other", SslBundle.of(new JksSslStoreBundle(null, null)));
        assertThat(output.getAll())
                .contains("as it was before its update")
                .contains("'other' (twsj.server.ssl.sni[a.example]): it has no private key");
        bundles.updateBundle("web", bundle(renewed));

        assertThat(certificate(port, "a.example")).isEqualTo("CN=other");
        assertThat(certificate(port, "c.example")).isEqualTo("CN=renewed");
    }

    @Test
    void aNameThatNoClientCanAskForStopsTheStart() {
        assertThatThrownBy(() -> start("twsj.server.ssl.bundle=web", "twsj.server.ssl.sni[a.*.example]=other"))
                .hasStackTraceContaining(
                        "Property twsj.server.ssl.sni with value 'a.*.example' is invalid: The server name"
                                + " \"a.*.example\" is neither a host name nor \"*.\" and a domain.");
    }

    @Test
    void aUnixSocketCanBeAllThatIsListenedOn(CapturedOutput output) throws Exception {
        Path socket = files.resolve("echo.socket");
        ConfigurableApplicationContext context = start(
                "twsj.server.port=-1",
                "twsj.listeners.local.unix-socket.path=" + socket,
                "twsj.listeners.local.unix-socket.permissions=rw-------");

        assertThat(context.getEnvironment().containsProperty("local.twsj.server.port"))
                .isFalse();
        assertThat(output.getAll()).contains("listening on ws+unix:" + socket + " (local)");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        CompletableFuture<String> answer = new CompletableFuture<>();
        try (WebSocketClient client = WebSocketClient.create()) {
            client.connectBlocking(URI.create("ws+unix:" + socket + ":/echo"), new WebSocketListener() {
                        @Override
                        public void onMessage(WebSocketConnection connection, Message message) {
                            answer.complete(message.text());
                        }
                    })
                    .send("by file");
            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("by file");
        }

        context.close();
        assertThat(socket).doesNotExist();
    }

    @Test
    void whoListensOnNamedPortsOnlyPublishesTheFirstOneAsTheServersToo() {
        ConfigurableApplicationContext context = start(
                "twsj.server.port=-1",
                "twsj.listeners.a.port=0",
                "twsj.listeners.a.address=127.0.0.1",
                "twsj.listeners.b.port=0",
                "twsj.listeners.b.address=127.0.0.1");

        assertThat(port(context, "server")).isEqualTo(port(context, "a")).isNotEqualTo(port(context, "b"));
    }

    @Test
    void testersConnectToTheFirstPortAsItIs() {
        ConfigurableApplicationContext context = start(
                "twsj.server.port=-1",
                "twsj.listeners.a.port=0",
                "twsj.listeners.a.address=127.0.0.1",
                "twsj.listeners.a.ssl.bundle=web");

        context.getBean(WebSocketTester.class).connect("/echo").send("hello").expect("hello");
    }
}
