package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.RawClient.End;
import io.twsj.RawClient.Response;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever one peer sends ends that peer's connection at most; nothing of it stays. */
class BadInputTest {

    private WebSocketServer server;
    private RawClient good;

    @BeforeEach
    void start() throws IOException {
        server = Servers.inline(Servers.ECHO);
        good = RawClient.open(server.port(), "/");
    }

    @AfterEach
    void theServerStillServes() throws IOException {
        assertThat(good.send(WireFrame.text("still here")).readText()).isEqualTo("still here");
        await().until(() -> server.openConnections() == 1);
        RawClient.open(server.port(), "/").close();
        good.close();
        server.stop();
    }

    @Test
    void garbageInsteadOfARequest() throws IOException {
        Random random = new Random(1);
        int descriptors = ServerThreads.descriptors();
        for (int i = 0; i < 250; i++) {
            try (RawClient client = RawClient.connect(server.port())) {
                writeAndEnd(client, garbage(random));
                client.skipToEnd();
            }
        }
        awaitDescriptors(descriptors);
    }

    @Test
    void garbageInsteadOfFrames() throws IOException {
        Random random = new Random(2);
        int descriptors = ServerThreads.descriptors();
        for (int i = 0; i < 250; i++) {
            try (RawClient client = RawClient.open(server.port(), "/")) {
                writeAndEnd(client, garbage(random));
                client.skipToEnd();
            }
        }
        awaitDescriptors(descriptors);
    }

    private static byte[] garbage(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(3000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void writeAndEnd(RawClient client, byte[] bytes) throws IOException {
        try {
            client.write(bytes).shutdownOutput();
        } catch (SocketException gone) {
            // It has had enough already.
        }
    }

    /** Halves of good frames, bits turned in good frames. */
    @Test
    void framesWithWrongBits() throws IOException {
        Random random = new Random(3);
        byte[] wire = WireFrame.wire(
                WireFrame.text("a").notFinal(),
                WireFrame.ping("b"),
                WireFrame.continuation("c"),
                WireFrame.close(1000));
        for (int bit = 0; bit < wire.length * 8; bit++) {
            byte[] wrong = wire.clone();
            wrong[bit / 8] ^= (byte) (1 << bit % 8);
            try (RawClient client = RawClient.open(server.port(), "/")) {
                writeAndEnd(client, random.nextBoolean() ? wrong : java.util.Arrays.copyOf(wrong, bit / 8 + 1));
                client.skipToEnd();
            }
        }
    }

    @Test
    void tlsOnAPortWithoutTls() throws IOException {
        byte[] clientHello = HexFormat.of().parseHex("16030100750100007103030011223344556677");
        try (RawClient client = RawClient.connect(server.port())) {
            Response response = client.write(clientHello).readResponse();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.text()).contains("TLS");
            assertThat(client.readEnd()).isEqualTo(End.EOF);
        }
    }

    enum Parting {
        CLOSE,
        RESET
    }

    @ParameterizedTest
    @EnumSource(Parting.class)
    void handshakesThatEndHalfway(Parting parting) throws IOException {
        byte[] request = RawClient.request("/");
        int descriptors = ServerThreads.descriptors();
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            clients.add(RawClient.connect(server.port()).write(java.util.Arrays.copyOf(request, i)));
        }
        for (RawClient client : clients) {
            if (parting == Parting.RESET) {
                client.reset();
            } else {
                client.close();
            }
        }
        awaitDescriptors(descriptors);
    }

    @Test
    void connectionsThatEndWithoutAWord() throws IOException {
        int descriptors = ServerThreads.descriptors();
        for (int i = 0; i < 100; i++) {
            RawClient.open(server.port(), "/").reset();
        }
        awaitDescriptors(descriptors);
    }

    @Test
    void aFloodAfterAViolationEndsWithinItsTime() throws IOException {
        byte[] flood = WireFrame.text("x".repeat(10_000)).masked();
        try (RawClient client = RawClient.open(server.port(), "/")) {
            client.write(WireFrame.text("bad").withRsv(1).masked());
            long start = System.nanoTime();
            try {
                while (System.nanoTime() - start < 5_000_000_000L) {
                    client.write(flood);
                }
                throw new AssertionError("still taking bytes 5 s after the violation");
            } catch (SocketException cutOff) {
                assertThat(System.nanoTime() - start).isLessThan(3_000_000_000L);
            }
        }
    }

    @Test
    void memoryFollowsTheBytesReceivedNotTheLengthDeclared() throws IOException {
        // 500 frames of a declared mebibyte each, of which little ever comes.
        byte[] start =
                java.util.Arrays.copyOf(WireFrame.binary(new byte[1 << 20]).masked(), 64);
        List<RawClient> clients = new ArrayList<>();
        long before = directMemory();
        for (int i = 0; i < 500; i++) {
            clients.add(RawClient.open(server.port(), "/").write(start));
        }
        try (RawClient last = RawClient.open(server.port(), "/")) {
            assertThat(last.send(WireFrame.text("a")).readText()).isEqualTo("a");
        }
        assertThat(directMemory() - before).isLessThan(500 * 4096);
        clients.forEach(RawClient::close);
    }

    private static long directMemory() {
        return java.lang.management.ManagementFactory.getPlatformMXBeans(java.lang.management.BufferPoolMXBean.class)
                .stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(java.lang.management.BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static void awaitDescriptors(int before) {
        await().untilAsserted(() -> assertThat(ServerThreads.descriptors()).isLessThanOrEqualTo(before));
    }
}
