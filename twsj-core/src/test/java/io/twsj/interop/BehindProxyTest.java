package io.twsj.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.twsj.ConnectOptions;
import io.twsj.ConnectionOptions;
import io.twsj.Recorder;
import io.twsj.Route;
import io.twsj.Servers;
import io.twsj.TlsOptions;
import io.twsj.TlsTesting;
import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketServer;
import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.handshake.HandshakeException;
import io.twsj.interop.ReverseProxy.Kind;
import io.twsj.message.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The server behind nginx and HAProxy, which end TLS where clients speak it. */
@Tag("slow")
@Timeout(60)
class BehindProxyTest {

    private static final String EACH_WITH_AND_WITHOUT_TLS = """
            NGINX, false
            NGINX, true
            HAPROXY, false
            HAPROXY, true
            """;

    @TempDir
    Path folder;

    private ConnectOptions options;
    private WebSocketClient client;
    private WebSocketServer server;
    private ReverseProxy proxy;

    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();

    /** Records everything but messages, which the test takes one by one. */
    private class Listener extends Recorder {

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            messages.add(message);
        }
    }

    private final Listener listener = new Listener();

    @BeforeEach
    void startClient() throws Exception {
        TlsOptions trusting = TlsOptions.builder()
                .trustCertificates(TlsTesting.file("ec.crt"))
                .build();
        options = ConnectOptions.builder().tls(trusting).build();
        client = WebSocketClient.builder().options(options).build();
    }

    private void start(Kind kind, boolean tlsServer) throws Exception {
        WebSocketServer.Builder builder = Servers.builder()
                .route(pinging("/echo", Duration.ofSeconds(1)))
                .route(pinging("/silent", Duration.ZERO));
        if (tlsServer) {
            builder.tls(TlsTesting.server("ec").build());
        }
        server = Servers.start(builder);
        proxy = ReverseProxy.start(kind, folder, server.port(), tlsServer);
    }

    private static Route pinging(String path, Duration interval) {
        return Route.of(path, Servers.ECHO)
                .options(ConnectionOptions.builder().pingInterval(interval).build())
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        if (proxy != null) {
            proxy.close();
        }
        if (server != null) {
            server.stop();
        }
    }

    private WebSocketConnection connect(boolean tls, String path, Recorder recorder) throws Exception {
        return client.connectBlocking(proxy.uri(tls, path), recorder);
    }

    private Message next() throws InterruptedException {
        Message message = messages.poll(20, TimeUnit.SECONDS);
        assertThat(message).as("a message").isNotNull();
        return message;
    }

    @ParameterizedTest
    @CsvSource({
        "NGINX, false, false",
        "NGINX, true, false",
        "NGINX, false, true",
        "NGINX, true, true",
        "HAPROXY, false, false",
        "HAPROXY, true, false",
        "HAPROXY, false, true",
        "HAPROXY, true, true"
    })
    void messagesPassUnchanged(Kind kind, boolean tls, boolean tlsServer) throws Exception {
        start(kind, tlsServer);
        WebSocketConnection connection = connect(tls, "/echo", listener);
        connection.send("grüße");
        assertThat(next().text()).isEqualTo("grüße");
        byte[] large = new byte[1 << 20];
        new Random(1).nextBytes(large);
        for (int i = 0; i < 3; i++) {
            connection.send(large);
            assertThat(next().bytes()).isEqualTo(large);
        }
        connection.close(new CloseReason(4000, "enough"));
        assertThat(listener.awaitClose().code()).isEqualTo(4000);
    }

    @ParameterizedTest
    @CsvSource(textBlock = EACH_WITH_AND_WITHOUT_TLS)
    void aPageOfTheProxyMayConnectAndAnotherMayNot(Kind kind, boolean tls) throws Exception {
        start(kind, false);
        client.connectBlocking(proxy.uri(tls, "/echo"), from(proxy.origin(tls)), listener)
                .send("from a page");
        assertThat(next().text()).isEqualTo("from a page");
        HandshakeException refused = catchThrowableOfType(
                HandshakeException.class,
                () -> client.connectBlocking(proxy.uri(tls, "/echo"), from("https://evil.test"), listener));
        assertThat(refused.status()).isEqualTo(403);
    }

    private ConnectOptions from(String origin) {
        return options.toBuilder().origin(origin).build();
    }

    /** RFC 6455 section 5.5.2 names it a use of pings. The proxies cut off what is idle for three seconds. */
    @ParameterizedTest
    @EnumSource
    void pingsKeepAnIdleConnectionThatIsCutOffWithoutThem(Kind kind) throws Exception {
        start(kind, false);
        Listener silent = new Listener();
        for (boolean tls : new boolean[] {false, true}) {
            connect(tls, "/echo", listener);
            connect(tls, "/silent", silent);
        }
        assertThat(silent.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
        assertThat(silent.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
        await().until(() -> server.openConnections() == 2);
        await().during(Duration.ofSeconds(2)).until(() -> client.openConnections() == 2);
        assertThat(listener.events()).filteredOn("ping 0"::equals).hasSizeGreaterThanOrEqualTo(4);
        listener.awaitOpen().send("still there");
        assertThat(next().text()).isEqualTo("still there");
    }

    @ParameterizedTest
    @CsvSource(textBlock = EACH_WITH_AND_WITHOUT_TLS)
    void aServerThatStopsSaysSoToEveryClient(Kind kind, boolean tls) throws Exception {
        start(kind, false);
        for (int i = 0; i < 5; i++) {
            connect(tls, "/echo", listener).send("before the end");
        }
        for (int i = 0; i < 5; i++) {
            assertThat(next().text()).isEqualTo("before the end");
        }
        server.stop(Duration.ofSeconds(5));
        for (int i = 0; i < 5; i++) {
            assertThat(listener.awaitClose().code()).isEqualTo(CloseCode.GOING_AWAY);
        }
    }
}
