package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Ten peers go wrong at once, over TLS: nobody says close_notify. Meanwhile another is served, every connection's end is told
 * to its listener, and afterwards threads, descriptors, direct memory and heap are what they were.
 */
@Timeout(60)
class TlsFaultsTest {

    private static final int PEERS = 10;
    private static final byte[] LARGE = new byte[200_000];
    private static final Duration SOON = Duration.ofMillis(300);

    private final List<Peer> peers = new ArrayList<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private WebSocketServer server;
    private SSLContext trust;
    private RawTlsClient good;
    private Footprint before;

    private record Peer(Socket plain, RawTlsClient client) {}

    /** Echoes, and sends more than the network holds when it is told to. */
    private final class Misled implements WebSocketListener {

        @Override
        public void onOpen(WebSocketConnection connection) {
            opened.incrementAndGet();
        }

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            int times = message.isText() && message.text().equals("pour") ? 50 : 0;
            for (int i = 0; i < times; i++) {
                connection.send(LARGE);
            }
        }

        @Override
        public void onClose(WebSocketConnection connection, CloseReason reason) {
            closed.incrementAndGet();
        }
    }

    @BeforeEach
    void start() throws Exception {
        trust = TlsTesting.client("ec");
        ConnectionOptions hurried = ConnectionOptions.builder()
                .writeTimeout(SOON)
                .pingInterval(SOON)
                .pongTimeout(SOON)
                .closeTimeout(SOON)
                .maxOutboundBytes(100 << 20)
                .build();
        server = Servers.start(Servers.builder()
                .tls(TlsTesting.server("ec").build())
                .route("/good", Servers.ECHO)
                .route(Route.of("/misled", new Misled()).options(hurried).build()));
        good = new RawTlsClient(trust, server.port());
        good.upgrade("/good");
        open();
        tell("pour");
        awaitEnds();
        open();
        writeHalf();
        awaitEnds();
        before = Footprint.now();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        try {
            awaitEnds();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> Footprint.now().isNoLargerThan(before));
        } finally {
            good.close();
            server.stop();
        }
    }

    private void open() throws IOException {
        for (int i = 0; i < PEERS; i++) {
            Socket plain = new Socket();
            RawTlsClient client = new RawTlsClient(trust, plain, server.port(), parameters -> {});
            assertThat(client.upgrade("/misled")).startsWith("HTTP/1.1 101");
            peers.add(new Peer(plain, client));
        }
    }

    private void tell(String text) throws IOException {
        for (Peer peer : peers) {
            peer.client().text(text);
        }
    }

    private void writeHalf() throws IOException {
        byte[] half = Arrays.copyOf(RawTlsClient.frame(2, LARGE), 70_000);
        for (Peer peer : peers) {
            peer.client().socket.getOutputStream().write(half);
        }
    }

    /** The other is served, and the server drops all of them before they go themselves. */
    private void awaitEnds() throws IOException {
        assertThat(good.echo("still here")).isEqualTo("still here");
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(server.openConnections()).isEqualTo(1);
            assertThat(closed).hasValue(opened.get());
        });
        for (Peer peer : peers) {
            peer.plain().close();
        }
        peers.clear();
    }

    @Test
    void peersThatStopReading() throws Exception {
        open();
        tell("pour");
    }

    /** They answer no ping either. */
    @Test
    void peersThatVanishInMidFrame() throws Exception {
        open();
        writeHalf();
    }

    @Test
    void peersThatResetInMidFrame() throws Exception {
        open();
        writeHalf();
        for (Peer peer : peers) {
            peer.plain().setSoLinger(true, 0);
            peer.plain().close();
        }
    }

    @Test
    void peersThatResetWhileTheyAreSentTo() throws Exception {
        open();
        tell("pour");
        for (Peer peer : peers) {
            peer.client().socket.getInputStream().readNBytes(1000);
            peer.plain().setSoLinger(true, 0);
            peer.plain().close();
        }
    }

    @Test
    void peersWhoseTcpEndsInMidFrame() throws Exception {
        open();
        writeHalf();
        for (Peer peer : peers) {
            peer.plain().shutdownOutput();
        }
    }

    @Test
    void peersWhoseTcpEndsInMidRecord() throws Exception {
        open();
        byte[] headOfRecord = {23, 3, 3, 0, 100, 1, 2, 3};
        for (Peer peer : peers) {
            peer.plain().getOutputStream().write(headOfRecord);
            peer.plain().shutdownOutput();
        }
    }
}
