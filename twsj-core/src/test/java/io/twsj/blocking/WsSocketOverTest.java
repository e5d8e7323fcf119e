package io.twsj.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.twsj.RawClient;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.frame.Frame;
import io.twsj.handshake.HandshakeException;
import io.twsj.message.Message;
import io.twsj.protocol.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that somebody else opened are upgraded, with a channel or without, in both roles. */
class WsSocketOverTest {

    private static final WsSocketOptions DEFAULT = WsSocketOptions.DEFAULT;

    private interface Opener {
        WsSocket open() throws IOException;
    }

    private static CompletableFuture<WsSocket> async(Opener opener) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return opener.open();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    private static Socket connect(ServerSocket listening) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
    }

    /** Both directions, all ways to use them, and the closing handshake. */
    private static void converse(WsSocket client, WsSocket server) throws IOException {
        client.send("Hello");
        assertThat(server.recvMessage(Pair.PATIENCE).text()).isEqualTo("Hello");
        Message large = Message.binary(new byte[900_000]);
        server.send(large);
        client.send(large, 100_000);
        assertThat(client.recvMessage(Pair.PATIENCE).size()).isEqualTo(900_000);
        assertThat(server.recvMessage(Pair.PATIENCE).size()).isEqualTo(900_000);
        client.ping((byte) 1);
        assertThat(client.recv(Pair.PATIENCE)).isEqualTo(Frame.pong((byte) 1));
        assertThat(server.recv(Pair.PATIENCE)).isEqualTo(Frame.ping((byte) 1));
        client.close(1001, "enough");
        assertThat(server.recv(Pair.PATIENCE).closeReason()).isEqualTo(new CloseReason(1001, "enough"));
        assertThatExceptionOfType(ConnectionClosedException.class).isThrownBy(server::recv);
        server.close();
        assertThat(client.closeReason().code()).isEqualTo(1001);
    }

    @Test
    void socketsWithoutAChannelConverse() throws Exception {
        try (ServerSocket listening = listen();
                Socket near = connect(listening);
                Socket far = listening.accept()) {
            assertThat(near.getChannel()).isNull();
            CompletableFuture<WsSocket> server = async(() -> WsSocket.over(far, Role.SERVER, DEFAULT));
            WsSocket client = WsSocket.over(near, Role.CLIENT, DEFAULT);
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            assertThat(client.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
            assertThat(client.supportedOptions()).contains(StandardSocketOptions.SO_LINGER);
            assertThat(client.localAddress()).isEqualTo(server.join().remoteAddress());
            converse(client, server.join());
            assertThat(near.isClosed()).isTrue();
        }
    }

    @Test
    void channelsConverse() throws Exception {
        try (ServerSocketChannel listening = ServerSocketChannel.open().bind(Pair.LOOPBACK);
                SocketChannel near = SocketChannel.open(listening.getLocalAddress());
                SocketChannel far = listening.accept()) {
            CompletableFuture<WsSocket> server = async(() -> WsSocket.over(far, Role.SERVER, DEFAULT));
            WsSocketOptions options = WsSocketOptions.builder()
                    .uri(URI.create("ws://example.test/chat?room=1"))
                    .build();
            WsSocket client = WsSocket.over(near, Role.CLIENT, options);
            assertThat(server.join().handshake().request().target()).isEqualTo("/chat?room=1");
            assertThat(server.join().handshake().request().host()).isEqualTo("example.test");
            converse(client, server.join());
        }
    }

    @Test
    void unixDomainSocketsConverse(@TempDir Path directory) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
        try (ServerSocketChannel listening =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                SocketChannel near = SocketChannel.open(address);
                SocketChannel far = listening.accept()) {
            CompletableFuture<WsSocket> server = async(() -> WsSocket.over(far, Role.SERVER, DEFAULT));
            converse(WsSocket.over(near, Role.CLIENT, DEFAULT), server.join());
        }
    }

    @Test
    void bytesThatWereReadAlreadyComeFirst() throws Exception {
        byte[] request = RawClient.request("/early");
        byte[] frame = Frame.text("early").withMaskingKey(7).toBytes();
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        sent.writeBytes(request);
        sent.writeBytes(frame);
        byte[] all = sent.toByteArray();
        for (int cut : new int[] {0, 3, request.length, request.length + 3, all.length}) {
            for (boolean withChannel : new boolean[] {true, false}) {
                expectEarlyText(all, cut, withChannel);
            }
        }
    }

    private static void expectEarlyText(byte[] all, int cut, boolean withChannel) throws IOException {
        try (ServerSocketChannel channelListening = ServerSocketChannel.open().bind(Pair.LOOPBACK);
                ServerSocket listening = listen();
                Socket near = withChannel
                        ? new Socket(
                                InetAddress.getLoopbackAddress(),
                                channelListening.socket().getLocalPort())
                        : connect(listening)) {
            near.getOutputStream().write(all);
            Socket far = withChannel ? channelListening.accept().socket() : listening.accept();
            byte[] read = far.getInputStream().readNBytes(cut);
            WsSocketOptions options =
                    WsSocketOptions.builder().alreadyRead(ByteBuffer.wrap(read)).build();
            WsSocket server = WsSocket.over(far, Role.SERVER, options);
            assertThat(server.handshake().request().path()).isEqualTo("/early");
            assertThat(server.recvMessage(Pair.PATIENCE).text()).isEqualTo("early");
            server.abort();
        }
    }

    @Test
    void aSocketWithoutAChannelKeepsTheOrderUnderLoadInBothDirections() throws Exception {
        try (ServerSocket listening = listen();
                Socket near = connect(listening);
                Socket far = listening.accept()) {
            CompletableFuture<WsSocket> server = async(() -> WsSocket.over(far, Role.SERVER, DEFAULT));
            WsSocket client = WsSocket.over(near, Role.CLIENT, DEFAULT);
            int total = 2000;
            CompletableFuture<Void> echo = CompletableFuture.runAsync(() -> echo(server.join(), total));
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < total; i++) {
                    send(client, "message " + i);
                }
            });
            for (int i = 0; i < total; i++) {
                assertThat(client.recvMessage(Pair.PATIENCE).text()).isEqualTo("message " + i);
            }
            sending.join();
            echo.join();
            client.close();
        }
    }

    private static void echo(WsSocket socket, int times) {
        try {
            for (int i = 0; i < times; i++) {
                socket.send(socket.recvMessage());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void send(WsSocket socket, String text) {
        try {
            socket.send(text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void threadsOfSocketsWithoutAChannelEndWithThem() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (ServerSocket listening = listen();
                    Socket near = connect(listening);
                    Socket far = listening.accept()) {
                CompletableFuture<WsSocket> server = async(() -> WsSocket.over(far, Role.SERVER, DEFAULT));
                WsSocket client = WsSocket.over(near, Role.CLIENT, DEFAULT);
                if (i % 2 == 0) {
                    client.close();
                } else {
                    server.join().abort();
                }
            }
        }
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("twsj-reader")));
    }

    @Test
    void aServerThatRefusesIsNamedWithItsStatus() throws Exception {
        try (ServerSocket listening = listen();
                Socket near = connect(listening);
                Socket far = listening.accept()) {
            far.getOutputStream()
                    .write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThatExceptionOfType(HandshakeException.class)
                    .isThrownBy(() -> WsSocket.over(near, Role.CLIENT, DEFAULT))
                    .satisfies(refused -> assertThat(refused.status()).isEqualTo(403));
            awaitEnd(far);
        }
    }

    /** In good order or not: what was refused may be cut off. */
    private static void awaitEnd(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    @Test
    void aPeerThatSaysNothingIsGivenUp() throws Exception {
        WsSocketOptions impatient = WsSocketOptions.builder()
                .handshakeTimeout(Duration.ofMillis(50))
                .build();
        for (Role role : Role.values()) {
            try (ServerSocket listening = listen();
                    Socket near = connect(listening);
                    Socket far = listening.accept()) {
                assertThatExceptionOfType(SocketTimeoutException.class)
                        .isThrownBy(() -> WsSocket.over(near, role, impatient))
                        .withMessageContaining("50 ms");
                assertThat(far.isConnected()).isTrue();
            }
        }
    }

    @Test
    void aPeerThatIsNoClientIsAnsweredAndReported() throws Exception {
        try (ServerSocket listening = listen();
                Socket near = connect(listening);
                Socket far = listening.accept()) {
            near.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> WsSocket.over(far, Role.SERVER, DEFAULT))
                    .withMessageContaining("426");
            byte[] status = near.getInputStream().readNBytes(12);
            assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 426");
        }
    }

    @Test
    void whatIsNotConnectedCannotBeUpgraded() throws Exception {
        try (Socket socket = new Socket();
                SocketChannel channel = SocketChannel.open()) {
            assertThatIllegalStateException().isThrownBy(() -> WsSocket.over(socket, Role.CLIENT, DEFAULT));
            assertThatIllegalStateException().isThrownBy(() -> WsSocket.over(channel, Role.SERVER, DEFAULT));
        }
    }

    @Test
    void connectSaysWhatItCannotDo() throws Exception {
        assertThatIllegalArgumentException().isThrownBy(() -> WsSocket.connect(URI.create("http://localhost/")));
        int free;
        try (ServerSocket listening = listen()) {
            free = listening.getLocalPort();
        }
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> WsSocket.connect(URI.create("ws://127.0.0.1:" + free + "/")))
                .withMessageContaining("cannot connect to ws://127.0.0.1:" + free);
    }
}
