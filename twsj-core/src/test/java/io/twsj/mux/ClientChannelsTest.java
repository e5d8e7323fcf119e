package io.twsj.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twsj.ConnectOptions;
import io.twsj.MuxOptions;
import io.twsj.RawPeer;
import io.twsj.RawServer;
import io.twsj.Recorder;
import io.twsj.Servers;
import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.WebSocketServer;
import io.twsj.WireFrame;
import io.twsj.close.CloseReason;
import io.twsj.handshake.HandshakeException;
import io.twsj.message.Message;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client's end of mux, against servers that speak in octets: sections 2, 4.3 and 7 of the reference sheet. */
class ClientChannelsTest {

    private static final String MUX = "Sec-WebSocket-Extensions: mux; quota=100";

    /** The smallest response, for channel 2. */
    private static final byte[] ACCEPTED = response(false, "101 Switching Protocols\r\nConnection: Upgrade");

    private static byte[] response(boolean rejected, String head) {
        String text = "HTTP/1.1 " + head + "\r\n\r\n";
        return RawMux.bytes(Octets.hex(new ControlBlock.AddChannelResponse(2, rejected, text).message()));
    }

    private final Recorder listener = new Recorder();
    private final WebSocketClient client = WebSocketClient.builder()
            .mux(MuxOptions.builder()
                    .maxChannels(10)
                    .maxChannelBytes(1000)
                    .idleTimeout(Duration.ofMillis(200))
                    .build())
            .closeGrace(Duration.ofMillis(300))
            .build();

    @AfterEach
    void close() {
        client.close();
    }

    private static void send(RawPeer peer, String octets) throws IOException {
        peer.send(WireFrame.binary(RawMux.bytes(octets)));
    }

    private static String read(RawPeer peer) throws IOException {
        WireFrame frame = peer.readFrame();
        assertThat(frame.opcode()).as(frame.toString()).isEqualTo(WireFrame.BINARY);
        return HexFormat.ofDelimiter(" ").formatHex(frame.payload());
    }

    private static String readText(RawPeer peer) throws IOException {
        return new String(RawMux.bytes(read(peer)), StandardCharsets.ISO_8859_1);
    }

    private WebSocketConnection connect(URI uri) throws IOException {
        return client.connectBlocking(uri, listener);
    }

    @Test
    void theOfferIsTheLastOneAndNamesTheQuota() throws Exception {
        BlockingQueue<String> offers = new LinkedBlockingQueue<>();
        try (RawServer server = RawServer.start(peer -> {
            offers.add(peer.accept().header("Sec-WebSocket-Extensions"));
            peer.skipToEnd();
        })) {
            ConnectOptions options = ConnectOptions.builder()
                    .extensions(List.of(new FlipExtension()))
                    .build();
            client.connectBlocking(server.uri("/"), options, listener).abort();
            assertThat(offers.poll(10, TimeUnit.SECONDS)).isEqualTo("x-flip, mux; quota=1000");
        }
    }

    @Test
    void aServerThatDeclinesGetsAConnectionForEach() throws IOException {
        try (RawServer server = RawServer.start(peer -> {
            peer.accept();
            peer.skipToEnd();
        })) {
            List<CompletableFuture<WebSocketConnection>> connects = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                connects.add(client.connect(server.uri("/"), listener));
            }
            connects.forEach(connect -> connect.join().abort());
            assertThat(server.connections()).isEqualTo(5);
        }
    }

    @Test
    void aFurtherConnectBecomesAChannel() throws Exception {
        try (RawServer server = RawServer.start(peer -> {
            peer.accept(MUX);
            send(peer, "00 80 05 32"); // five slots, 50 octets each
            assertThat(readText(peer))
                    .startsWith("\0\0\2")
                    .contains("GET /second HTTP/1.1\r\n", "Connection: Upgrade\r\n")
                    .doesNotContain("Upgrade: websocket", "Sec-WebSocket-Key", "mux");
            assertThat(read(peer)).isEqualTo("00 40 02 7e 03 e8"); // 1,000 octets for the server
            peer.send(WireFrame.binary(ACCEPTED));
            send(peer, "02 81 68 69");
            assertThat(read(peer)).isEqualTo("02 01" + " 61".repeat(49)); // what the slot allows
            send(peer, "00 40 02 0b");
            assertThat(read(peer)).isEqualTo("02 80" + " 61".repeat(11));
            assertThat(read(peer)).isEqualTo("01 81 6f 6e 65");
            peer.skipToEnd();
        })) {
            WebSocketConnection first = connect(server.uri("/first"));
            listener.awaitOpen();
            WebSocketConnection second = connect(server.uri("/second"));
            assertThat(second.path()).isEqualTo("/second");
            await().until(() -> listener.events().contains("message hi"));
            second.send("a".repeat(60));
            await().until(() -> second.bufferedBytes() == 0);
            first.send("one");
            assertThat(server.connections()).isEqualTo(1);
            client.close();
        }
    }

    @Test
    void aRejectedChannelIsARefusalAndNothingElse() throws Exception {
        try (RawServer server = RawServer.start(peer -> {
            peer.accept(MUX);
            send(peer, "00 80 05 32");
            read(peer);
            read(peer);
            peer.send(WireFrame.binary(response(true, "404 Not Found\r\nX-Why: because")));
            assertThat(read(peer)).isEqualTo("01 81 6f 6e 65");
            peer.skipToEnd();
        })) {
            WebSocketConnection first = connect(server.uri("/first"));
            assertThatThrownBy(() -> connect(server.uri("/second")))
                    .isInstanceOfSatisfying(HandshakeException.class, refused -> {
                        assertThat(refused.status()).isEqualTo(404);
                        assertThat(refused.headers().first("X-Why")).isEqualTo("because");
                    });
            first.send("one");
            await().until(() -> first.bufferedBytes() == 0);
            client.close();
        }
    }

    /** For the first channel nothing needs to be asked, so these come before anything else. */
    @ParameterizedTest
    @CsvSource({
        "80, 2002",
        "01, 2003",
        "00 c0, 2004",
        "00 60 01 01 00, 2005",
        "00 00 02 01 61, 2005",
        "00 20 02 01 61, 2011",
        "00 20 01 01 61, 2011",
        "00 21 02 01 61, 2012",
        "00 80 7f 7f ff ff ff ff ff ff ff 01 80 01 01, 2008"
    })
    void aMalformedMessageFailsThePhysicalConnection(String octets, int code) throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (RawServer server = RawServer.start(peer -> {
            peer.accept(MUX);
            send(peer, octets);
            told.add(read(peer));
            told.add(peer.readFrame().toString());
        })) {
            connect(server.uri("/"));
            assertThat(listener.awaitError()).hasMessageContaining("physical connection failed");
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
            assertThat(told.poll(10, TimeUnit.SECONDS))
                    .startsWith("00 60 00")
                    .contains(String.format("%02x %02x", code >> 8, code & 0xff));
            assertThat(told.poll(10, TimeUnit.SECONDS)).contains("1011");
        }
    }

    @Test
    void anExtensionBehindMuxIsRefused() throws IOException {
        try (RawServer server = RawServer.start(peer -> {
            peer.accept("Sec-WebSocket-Extensions: mux, x-flip");
            peer.skipToEnd();
        })) {
            ConnectOptions options = ConnectOptions.builder()
                    .extensions(List.of(new FlipExtension()))
                    .build();
            assertThatThrownBy(() -> client.connectBlocking(server.uri("/"), options, listener))
                    .hasRootCauseMessage("extension x-flip behind mux");
        }
    }

    @Test
    void withoutAFreeSlotThereIsAnotherTcpConnection() throws IOException {
        WebSocketServer server = Servers.start(Servers.builder()
                .route("/", Servers.ECHO)
                .mux(MuxOptions.builder().maxChannels(3).build()));
        try {
            List<CompletableFuture<WebSocketConnection>> connects = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                connects.add(client.connect(Servers.uri(server, "/"), listener));
            }
            long tcpConnections = connects.stream()
                    .map(connect -> connect.join().localAddress())
                    .distinct()
                    .count();
            assertThat(tcpConnections).isEqualTo(3);
        } finally {
            server.stop();
        }
    }

    @Test
    void aSlotIsUsedAgain() throws Exception {
        WebSocketServer server = Servers.start(Servers.builder()
                .route("/", Servers.ECHO)
                .mux(MuxOptions.builder().maxChannels(2).build()));
        try {
            WebSocketConnection first = connect(Servers.uri(server, "/"));
            for (int i = 0; i < 20; i++) {
                WebSocketConnection next = connect(Servers.uri(server, "/"));
                assertThat(next.localAddress()).isEqualTo(first.localAddress());
                next.close();
                listener.awaitClose();
                await().until(() -> server.openConnections() == 1);
            }
        } finally {
            server.stop();
        }
    }

    @Test
    void otherOriginsAreOthers() throws IOException {
        WebSocketServer server =
                Servers.start(Servers.builder().route("/", Servers.ECHO).mux(MuxOptions.DEFAULT));
        try {
            WebSocketConnection byAddress = connect(Servers.uri(server, "/"));
            WebSocketConnection byName = connect(URI.create("ws://localhost:" + server.port() + "/"));
            WebSocketConnection again = connect(Servers.uri(server, "/"));
            assertThat(byName.localAddress()).isNotEqualTo(byAddress.localAddress());
            assertThat(again.localAddress()).isEqualTo(byAddress.localAddress());
        } finally {
            server.stop();
        }
    }

    @Test
    void whoWaitsForADialThatFailsDialsItself() throws IOException {
        try (RawServer server = RawServer.start(RawPeer::request, peer -> {
            peer.accept();
            peer.skipToEnd();
        })) {
            CompletableFuture<WebSocketConnection> first = client.connect(server.uri("/"), listener);
            CompletableFuture<WebSocketConnection> second = client.connect(server.uri("/"), listener);
            assertThatThrownBy(first::get).isInstanceOf(ExecutionException.class);
            second.join().abort();
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void whoGaveUpWhileItWaitedIsNotTheOneToDial() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        RawServer.Script accepting = peer -> {
            peer.accept();
            peer.skipToEnd();
        };
        RawServer.Script lost = peer -> {
            peer.request();
            answer.await();
        };
        try (RawServer server = RawServer.start(lost, accepting);
                RawServer other = RawServer.start(accepting)) {
            CompletableFuture<WebSocketConnection> first = client.connect(server.uri("/"), listener);
            await().until(() -> server.connections() == 1);
            CompletableFuture<WebSocketConnection> second = client.connect(server.uri("/"), listener);
            second.cancel(true);
            // By then the loop has done what came before.
            connect(other.uri("/")).abort();
            answer.countDown();
            assertThatThrownBy(first::get).isInstanceOf(ExecutionException.class);
            connect(server.uri("/")).abort();
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void whoWaitsInVainFailsInTime() throws IOException {
        try (RawServer server = RawServer.start(peer -> {
            peer.accept(MUX);
            peer.skipToEnd();
        })) {
            WebSocketConnection first = connect(server.uri("/"));
            ConnectOptions hurried = ConnectOptions.builder()
                    .connectTimeout(Duration.ofMillis(200))
                    .build();
            assertThatThrownBy(() -> client.connectBlocking(server.uri("/"), hurried, listener))
                    .hasMessageContaining("took longer than 200 ms");
            assertThat(first.isOpen()).isTrue();
            client.close();
        }
    }

    @Test
    void anIdleTcpConnectionIsClosedInGoodOrder() throws Exception {
        BlockingQueue<WireFrame> last = new LinkedBlockingQueue<>();
        try (RawServer server = RawServer.start(peer -> {
            peer.accept(MUX);
            send(peer, "00 60 01 02 03 e8");
            assertThat(read(peer)).isEqualTo("00 60 01 02 0b c0");
            last.add(peer.readFrame());
        })) {
            connect(server.uri("/"));
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
            assertThat(last.poll(10, TimeUnit.SECONDS)).isEqualTo(WireFrame.close(1000));
            connect(server.uri("/"));
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    /** Both sides stop reading while much output waits, but there is room for as much as may wait by default. */
    @Test
    void aBurstComesBackFromAnEcho() throws Exception {
        WebSocketServer server =
                Servers.start(Servers.builder().route("/", Servers.ECHO).mux(MuxOptions.DEFAULT));
        BlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();
        try (WebSocketClient wide =
                WebSocketClient.builder().mux(MuxOptions.DEFAULT).build()) {
            wide.connectBlocking(Servers.uri(server, "/"), new Recorder());
            WebSocketConnection connection = wide.connectBlocking(Servers.uri(server, "/"), new WebSocketListener() {
                @Override
                public void onMessage(WebSocketConnection from, Message message) {
                    sizes.add(message.size());
                }
            });
            for (int i = 0; i < 100; i++) {
                connection.send(new byte[10_000]);
            }
            await().atMost(Duration.ofSeconds(15)).until(() -> sizes.size() == 100);
        } finally {
            server.stop();
        }
    }
}
