package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.twsj.handshake.HandshakeException;
import io.twsj.handshake.ProxyException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways to a server that are not plain TCP: CONNECT (RFC 9110 section 9.3.6), SOCKS 5 (RFC 1928), Unix domain sockets. */
class ClientProxyTest {

    private final Recorder recorder = new Recorder();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** Knows the proxy only: the server's name is for the proxy to resolve. */
    private final WebSocketClient client = WebSocketClient.builder()
            .names(host -> {
                if (!host.equals("proxy.test")) {
                    throw new UnknownHostException(host);
                }
                return new InetAddress[] {InetAddress.getLoopbackAddress()};
            })
            .build();

    private RawServer server;

    @BeforeEach
    void start() throws IOException {
        server = RawServer.start(peer -> {
            asked.add(peer.accept().header("Host"));
            WireFrame message = peer.readFrame();
            peer.send(message);
            peer.awaitClose();
        });
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static ConnectOptions through(Proxy proxy) {
        return ConnectOptions.builder().proxy(proxy).build();
    }

    private void talks(URI uri, ConnectOptions options) throws Exception {
        WebSocketConnection connection = client.connectBlocking(uri, options, recorder);
        connection.send("hello");
        await().untilAsserted(() -> assertThat(recorder.events()).contains("message hello"));
        connection.close();
        recorder.awaitClose();
    }

    private ProxyException refused(Proxy proxy) {
        return catchThrowableOfType(
                ProxyException.class,
                () -> client.connectBlocking(URI.create("ws://server.test/"), through(proxy), recorder));
    }

    // CONNECT

    private RawServer.Script connectProxy(String... answer) {
        return peer -> {
            RawPeer.Request request = peer.request();
            asked.add(request.line());
            asked.add(request.header("Host"));
            asked.add(String.valueOf(request.header("Proxy-Authorization")));
            assertThat(request.header("Sec-WebSocket-Key")).isNull();
            peer.send(RawClient.head(answer));
            peer.relayTo(server.port());
        };
    }

    @Test
    void anHttpProxyIsAskedForATunnel() throws Exception {
        try (RawServer proxy = RawServer.start(connectProxy("HTTP/1.0 200 Connection established", "Via: x"))) {
            talks(
                    URI.create("ws://server.test/chat"),
                    through(Proxy.http("proxy.test", proxy.port()).withCredentials("Aladdin", "open sesame")));
            assertThat(asked)
                    .containsExactly(
                            "CONNECT server.test:80 HTTP/1.1",
                            "server.test:80",
                            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
                            "server.test");
        }
    }

    @Test
    void anIpv6AddressStandsInBrackets() throws Exception {
        try (RawServer proxy = RawServer.start(connectProxy("HTTP/1.1 204 Fine"))) {
            talks(URI.create("ws://[::9]:8000/"), through(Proxy.http("127.0.0.1", proxy.port())));
            assertThat(asked).containsExactly("CONNECT [::9]:8000 HTTP/1.1", "[::9]:8000", "null", "[::9]:8000");
        }
    }

    @Test
    void anHttpProxyMayRefuse() throws Exception {
        RawServer.Script script = peer -> {
            peer.request();
            peer.answer(
                    "not for you",
                    "HTTP/1.1 407 Proxy Authentication Required",
                    "Proxy-Authenticate: Basic realm=x",
                    "Content-Length: 11");
        };
        try (RawServer proxy = RawServer.start(script)) {
            ProxyException failure = refused(Proxy.http("proxy.test", proxy.port()));
            assertThat(failure.status()).isEqualTo(407);
            assertThat(failure.bodyText()).isEqualTo("not for you");
            assertThat(failure).hasMessage("the proxy http://proxy.test:" + proxy.port() + " answered 407 to CONNECT");
        }
    }

    @Test
    void anHttpProxyMayEndOrTalkNonsense() throws Exception {
        try (RawServer proxy = RawServer.start(RawPeer::request, peer -> {
            peer.request();
            peer.send("SSH-2.0".getBytes(StandardCharsets.ISO_8859_1));
        })) {
            Proxy settings = Proxy.http("proxy.test", proxy.port());
            assertThat(refused(settings)).hasMessageContaining("closed the connection before it answered CONNECT");
            assertThat(refused(settings)).hasMessageContaining("HTTP version");
        }
    }

    @Test
    void theServersRefusalIsNotTheProxys() throws Exception {
        try (RawServer refusing = RawServer.start(peer -> {
                    peer.request();
                    peer.answer("", "HTTP/1.1 404 Not Found", "Content-Length: 0");
                });
                RawServer proxy = RawServer.start(peer -> {
                    peer.request();
                    peer.send(RawClient.head("HTTP/1.1 200 OK"));
                    peer.relayTo(refusing.port());
                })) {
            HandshakeException failure = catchThrowableOfType(
                    HandshakeException.class,
                    () -> client.connectBlocking(
                            URI.create("ws://server.test/"),
                            through(Proxy.http("proxy.test", proxy.port())),
                            recorder));
            assertThat(failure).isNotInstanceOf(ProxyException.class);
            assertThat(failure.status()).isEqualTo(404);
        }
    }

    // SOCKS 5

    /** Chooses a method, checks what it entails, and answers the request; relays if the answer is 0. */
    private RawServer.Script socksProxy(int method, int answer) {
        return peer -> {
            byte[] greeting = peer.readBytes(2);
            assertThat(greeting[0]).isEqualTo((byte) 5);
            asked.add("methods " + List.of(hex(peer.readBytes(greeting[1]))));
            peer.send(new byte[] {5, (byte) method});
            if (method == 2) {
                assertThat(peer.readBytes(1)).containsExactly(1);
                String user = text(peer);
                String password = text(peer);
                asked.add(user + ":" + password);
                peer.send(new byte[] {1, (byte) (password.equals("right") ? 0 : 1)});
            }
            if (method != 255) {
                assertThat(peer.readBytes(3)).containsExactly(5, 1, 0);
                asked.add(address(peer) + " " + hex(peer.readBytes(2)));
                // In pieces, with an address of the longest kind.
                peer.send(new byte[] {5, (byte) answer, 0});
                peer.send(new byte[] {3, 4, 'h', 'o'});
                peer.send(new byte[] {'s', 't', 0, 80});
                if (answer == 0) {
                    peer.relayTo(server.port());
                }
            }
            peer.awaitEnd();
        };
    }

    private static String address(RawPeer peer) throws IOException {
        int kind = peer.readBytes(1)[0];
        return switch (kind) {
            case 1 -> hex(peer.readBytes(4));
            case 3 -> text(peer);
            default -> hex(peer.readBytes(16));
        };
    }

    private static String text(RawPeer peer) throws IOException {
        return new String(peer.readBytes(peer.readBytes(1)[0] & 0xff), StandardCharsets.UTF_8);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "ws://server.test/, server.test 0050",
        "ws://1.2.3.4:8000/, 01020304 1f40",
        "ws://[::9]/, 00000000000000000000000000000009 0050"
    })
    void aSocksProxyResolvesNamesItself(URI uri, String address) throws Exception {
        try (RawServer proxy = RawServer.start(socksProxy(0, 0))) {
            talks(uri, through(Proxy.socks5("proxy.test", proxy.port())));
            assertThat(asked).startsWith("methods [00]", address);
        }
    }

    @Test
    void aSocksProxyMayWantUserAndPassword() throws Exception {
        try (RawServer proxy = RawServer.start(socksProxy(2, 0))) {
            Proxy settings = Proxy.socks5("proxy.test", proxy.port());
            talks(URI.create("ws://server.test/"), through(settings.withCredentials("me", "right")));
            assertThat(asked).startsWith("methods [0002]", "me:right", "server.test 0050");
            assertThat(refused(settings.withCredentials("me", "wrong")))
                    .hasMessageContaining("refused user and password");
        } catch (AssertionError scriptEnded) {
            // The refused client ends while the script waits for its request.
            assertThat(scriptEnded).hasRootCauseInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "255, 0, another way",
        "2, 0, another way",
        "0, 5, connection refused",
        "0, 2, not allowed",
        "0, 77, code 77"
    })
    void aSocksProxyMayRefuse(int method, int answer, String why) throws Exception {
        RawServer proxy = RawServer.start(socksProxy(method, answer));
        assertThat(refused(Proxy.socks5("proxy.test", proxy.port()))).hasMessageContaining(why);
        if (method != 2) {
            proxy.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aSocksProxyMayEndOrSpeakAnotherVersion(int bytes) throws Exception {
        try (RawServer proxy = RawServer.start(peer -> {
            peer.readBytes(3);
            if (bytes > 0) {
                peer.send(new byte[] {4, 0});
                peer.awaitEnd();
            }
        })) {
            assertThat(refused(Proxy.socks5("proxy.test", proxy.port())))
                    .hasMessageContaining(bytes == 0 ? "closed the connection" : "does not speak SOCKS 5");
        }
    }

    // Both

    @Test
    void theDeadlineHoldsForTheTunnelToo() throws Exception {
        ConnectOptions.Builder impatient = ConnectOptions.builder().handshakeTimeout(Duration.ofMillis(100));
        try (RawServer proxy = RawServer.start(RawPeer::skipToEnd)) {
            for (Proxy one :
                    List.of(Proxy.http("proxy.test", proxy.port()), Proxy.socks5("proxy.test", proxy.port()))) {
                ConnectOptions options = impatient.proxy(one).build();
                assertThat(catchThrowableOfType(
                                SocketTimeoutException.class,
                                () -> client.connectBlocking(URI.create("ws://server.test/"), options, recorder)))
                        .hasMessageContaining("100 ms");
            }
        }
    }

    @Test
    void aProxyThatIsNotThereIsNamed() throws Exception {
        RawServer gone = RawServer.start(RawPeer::awaitEnd);
        gone.close();
        assertThat(catchThrowableOfType(
                        ConnectException.class,
                        () -> client.connectBlocking(
                                URI.create("ws://server.test/"),
                                through(Proxy.http("proxy.test", gone.port())),
                                recorder)))
                .hasMessageContaining("cannot connect to the proxy http://proxy.test:" + gone.port());
    }

    // Unix domain sockets

    @Test
    void aUnixDomainSocketIsConnectedTo(@TempDir Path directory) throws Exception {
        Path path = directory.resolve("app.sock");
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(path));
            try (Background relay = Background.start(() -> relay(listening))) {
                talks(URI.create("ws+unix:" + path + ":/chat"), ConnectOptions.DEFAULT);
                relay.await();
            }
        }
        assertThat(asked).containsExactly("localhost");
    }

    /** Without the streams of {@code Channels}, of which one cannot write while the other reads. */
    private void relay(ServerSocketChannel listening) throws Exception {
        try (SocketChannel accepted = listening.accept();
                SocketChannel onward =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
                Background back = Background.start(() -> copy(onward, accepted))) {
            copy(accepted, onward);
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1024);
        while (from.read(bytes.clear()) >= 0) {
            to.write(bytes.flip());
        }
        to.shutdownOutput();
    }

    @Test
    void aUnixDomainSocketThatIsNotThereIsNamed(@TempDir Path directory) {
        Path path = directory.resolve("gone.sock");
        assertThat(catchThrowableOfType(
                        ConnectException.class, () -> client.connectBlocking(URI.create("ws+unix:" + path), recorder)))
                .hasMessageContaining("cannot connect to ws+unix:" + path + ":/");
    }
}
