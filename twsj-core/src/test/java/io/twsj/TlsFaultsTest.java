package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.faults.Misled;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    private final List<Peer> peers = new ArrayList<>();
    private final Misled listener = new Misled();
    private WebSocketServer server;
    private SSLContext trust;
    private RawTlsClient good;
    private Footprint before;

    private record Peer(Socket plain, RawTlsClient client) {}

    @BeforeEach
    void start() throws Exception {
        trust = TlsTesting.client("ec");
        server = Servers.start(Servers.builder()
                .tls(TlsTesting.server("ec").build())
                .route("/good", Servers.ECHO)
                .route(Route.of("/misled", listener).options(Misled.hurried()).build())
                .route(Route.of("/pinging", listener).options(Misled.pinging()).build()));
        good = new RawTlsClient(trust, server.port());
        good.upgrade("/good");
        open();
        pour();
        awaitEnds();
        open();
        writeHalf();
        leave();
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
        open("/misled");
    }

    private void open(String path) throws IOException {
        for (int i = 0; i < PEERS; i++) {
            Socket plain = new Socket();
            RawTlsClient client = new RawTlsClient(trust, plain, server.port(), parameters -> {});
            assertThat(client.upgrade(path)).startsWith("HTTP/1.1 101");
            peers.add(new Peer(plain, client));
        }
    }

    private void pour() throws IOException {
        for (Peer peer : peers) {
            peer.client().text(Misled.POUR);
        }
    }

    private void writeHalf() throws IOException {
        byte[] half = Arrays.copyOf(RawTlsClient.frame(2, new byte[200_000]), 70_000);
        for (Peer peer : peers) {
            peer.client().socket.getOutputStream().write(half);
        }
    }

    /** The other is served, and the server drops all of them before they go themselves. */
    private void awaitEnds() throws IOException {
        assertThat(good.echo("still here")).isEqualTo("still here");
        listener.awaitEnds(server);
        leave();
    }

    private void leave() throws IOException {
        for (Peer peer : peers) {
            peer.plain().close();
        }
        peers.clear();
    }

    @Test
    void peersThatStopReading() throws Exception {
        open();
        pour();
    }

    /** They answer no ping either. */
    @Test
    void peersThatVanishInMidFrame() throws Exception {
        open("/pinging");
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
        pour();
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
