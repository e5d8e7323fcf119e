package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that listens on several sockets: plain, with TLS, on the file system. */
class ListenersTest {

    @TempDir
    private Path directory;

    private static WebSocketServer.Builder echo() {
        return Servers.builder().route("/", Servers.ECHO);
    }

    private static ListenOptions.Builder anyPort() {
        return ListenOptions.onPort(0).address("127.0.0.1");
    }

    private static int port(WebSocketServer server, int listener) {
        return ((InetSocketAddress) server.addresses().get(listener)).getPort();
    }

    private static void expectEcho(int port) throws IOException {
        try (RawClient client = RawClient.open(port, "/")) {
            assertThat(client.send(WireFrame.text("a")).readText()).isEqualTo("a");
        }
    }

    private void expectEchoAt(Path file) throws Exception {
        Recorder listener = new Recorder();
        try (WebSocketClient client = WebSocketClient.create()) {
            client.connectBlocking(URI.create("ws+unix:" + file + ":/"), listener)
                    .send("a");
            await().until(() -> listener.events().contains("message a"));
        }
    }

    @Test
    void plainAndTlsAreServedSideBySide() throws Exception {
        try (WebSocketServer server = Servers.start(
                echo().listen(anyPort().tls(TlsTesting.server("ec").build()).build()))) {
            expectEcho(server.port());
            try (RawTlsClient client = new RawTlsClient(TlsTesting.client("ec"), port(server, 1))) {
                assertThat(client.upgrade("/")).startsWith("HTTP/1.1 101 ");
                assertThat(client.echo("b")).isEqualTo("b");
            }
            assertThat(server.addresses()).hasSize(2).first().isEqualTo(server.address());
            assertThat(server.usesTls()).isFalse();
        }
    }

    @Test
    void socketsAreToldWithTheirNamesAndWhetherTheySpeakTls() throws Exception {
        Path file = directory.resolve("told.socket");
        try (WebSocketServer server = Servers.start(echo().listen(anyPort()
                        .name("wss")
                        .tls(TlsTesting.server("ec").build())
                        .build())
                .listen(ListenOptions.onUnixSocket(file).build()))) {
            assertThat(server.listeningSockets())
                    .containsExactly(
                            new ListeningSocket("", server.address(), false),
                            new ListeningSocket("wss", server.addresses().get(1), true),
                            new ListeningSocket("", UnixDomainSocketAddress.of(file), false));
        }
    }

    @Test
    void aPortOfItsOwnMayExpectProxyHeaders() throws Exception {
        Recorder listener = new Recorder();
        try (WebSocketServer server = Servers.start(Servers.builder()
                .route("/", listener)
                .listen(anyPort().proxyProtocol(true).build()))) {
            expectOpen(server.port());
            assertThat(listener.awaitOpen().remoteAddress().toString()).startsWith("/127.0.0.1:");
            try (RawClient client = RawClient.connect(port(server, 1))) {
                client.write("PROXY TCP4 192.0.2.7 192.0.2.1 1234 80\r\n".getBytes(StandardCharsets.US_ASCII));
                client.handshake("/");
                assertThat(listener.awaitOpen().remoteAddress()).hasToString("/192.0.2.7:1234");
            }
        }
    }

    private static void expectOpen(int port) throws IOException {
        RawClient.open(port, "/").close();
    }

    @Test
    void whereOneCannotBeOpenedNoneIsAndItIsNamed() throws Exception {
        Path socket = directory.resolve("first");
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int threads = ServerThreads.count();
            WebSocketServer server = echo().listen(
                            ListenOptions.onUnixSocket(socket).build())
                    .listen(ListenOptions.onPort(other.getLocalPort())
                            .address("127.0.0.1")
                            .name("second")
                            .build())
                    .build();
            assertThatThrownBy(server::start)
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("second (127.0.0.1:" + other.getLocalPort() + ")")
                    .hasMessageContaining("in use");
            assertThat(socket).doesNotExist();
            assertThat(ServerThreads.count()).isEqualTo(threads);
        }
    }

    @Test
    void listenersAreToldApartByName() {
        ListenOptions one = anyPort().name("one").build();
        assertThatThrownBy(() -> echo().listen(one).listen(one).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"one\"");
        assertThatThrownBy(() -> echo().port(-1).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no other listener");
    }

    @Test
    void tlsIsReplacedByName() throws Exception {
        try (WebSocketServer server = Servers.start(echo().listen(anyPort()
                .name("wss")
                .tls(TlsTesting.server("ec").build())
                .build()))) {
            server.replaceTls("wss", TlsTesting.server("other").build());
            TlsOptions options = TlsTesting.server("ec").build();
            server.replaceTls(options);
            assertThatThrownBy(() -> server.replaceTls("nowhere", options))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("nowhere");
            String plain = "127.0.0.1:0";
            assertThatThrownBy(() -> server.replaceTls(plain, options))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("without TLS");
        }
    }

    @Test
    void aUnixSocketServesAndGoesAwayWithTheServer() throws Exception {
        Path file = directory.resolve("echo.socket");
        try (WebSocketServer server = Servers.start(echo().port(-1)
                .listen(ListenOptions.onUnixSocket(file)
                        .permissions("rw-------")
                        .build()))) {
            assertThat(server.addresses()).containsExactly(UnixDomainSocketAddress.of(file));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            expectEchoAt(file);
            assertThatThrownBy(server::port).isInstanceOf(IllegalStateException.class);
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void theFileOfADeadProcessIsReplaced() throws Exception {
        Path file = directory.resolve("stale");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(file));
        }
        assertThat(file).exists();
        try (WebSocketServer server =
                Servers.start(echo().listen(ListenOptions.onUnixSocket(file).build()))) {
            expectEchoAt(file);
        }
    }

    @Test
    void aSocketInUseIsNotTaken() throws Exception {
        Path file = directory.resolve("used");
        try (WebSocketServer first =
                Servers.start(echo().listen(ListenOptions.onUnixSocket(file).build()))) {
            WebSocketServer second =
                    echo().listen(ListenOptions.onUnixSocket(file).build()).build();
            assertThatThrownBy(second::start)
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("unix:" + file)
                    .hasMessageContaining("somebody listens there");
            expectEchoAt(file);
        }
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws Exception {
        Path file = Files.writeString(directory.resolve("precious"), "data");
        WebSocketServer server =
                echo().listen(ListenOptions.onUnixSocket(file).build()).build();
        assertThatThrownBy(server::start).isInstanceOf(BindException.class).hasMessageContaining("no socket");
        assertThat(file).hasContent("data");
    }

    @Test
    void theFileOfASuccessorIsNotRemoved() throws Exception {
        Path file = directory.resolve("shared");
        WebSocketServer old =
                Servers.start(echo().listen(ListenOptions.onUnixSocket(file).build()));
        Files.delete(file);
        try (WebSocketServer successor =
                Servers.start(echo().listen(ListenOptions.onUnixSocket(file).build()))) {
            old.stop();
            expectEchoAt(file);
        }
        await().untilAsserted(() -> assertThat(file).doesNotExist());
    }
}
