package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import io.twsj.transport.DescriptorLimit;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that abuse permessage-deflate (RFC 7692) lose their connection, soon and cheaply; the others go on. */
@Timeout(60)
class CompressionAttackTest {

    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate";
    private static final int RSV1 = 4;
    private static final int MESSAGE_TOO_BIG = 1009;
    private static final int INVALID_PAYLOAD = 1007;
    private static final int TRY_AGAIN_LATER = 1013;

    /** What an inflater counts for (README, "Compression"). */
    private static final int INFLATER_BYTES = 48 << 10;

    private static final long MOST_GROWTH = 16 << 20;
    private static final Duration SOON = Duration.ofSeconds(10);

    private WebSocketServer server;
    private RawClient good;

    private void serve(DeflateOptions options) throws IOException {
        server = Servers.start(Route.of("/", Servers.ECHO)
                .execution(Execution.INLINE)
                .extensions(List.of(PermessageDeflate.of(options)))
                .build());
        good = attacker();
    }

    private RawClient attacker() throws IOException {
        return RawClient.open(server.port(), "/", OFFER);
    }

    @AfterEach
    void theServerStillServes() throws IOException {
        assertGoodIsServed();
        await().until(() -> server.openConnections() == 1);
        good.close();
        server.stop();
    }

    private void assertGoodIsServed() throws IOException {
        good.send(compressed(WireFrame.BINARY, new byte[200]));
        assertThat(good.readFrame()).isEqualTo(WireFrame.binary(new byte[200]));
    }

    private static WireFrame compressed(int opcode, byte[] payload) {
        return WireFrame.of(opcode, deflated(payload)).withRsv(RSV1);
    }

    /** As RFC 7692 7.2.1 says: flushed, without the last four bytes. */
    private static byte[] deflated(byte[] payload) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            deflater.setInput(payload);
            byte[] out = new byte[payload.length + 100];
            int size = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            return Arrays.copyOf(out, size - 4);
        } finally {
            deflater.end();
        }
    }

    private static byte[] hex(String bytes) {
        return HexFormat.ofDelimiter(" ").parseHex(bytes);
    }

    /** Sends it on a connection of its own, and reads until that has ended. */
    private List<WireFrame> replies(WireFrame... frames) throws IOException {
        try (RawClient attacker = attacker()) {
            attacker.send(frames);
            WireFrame reply = attacker.readFrame();
            attacker.shutdownOutput().skipToEnd();
            return List.of(reply);
        }
    }

    private void assertClosed(int code, WireFrame... frames) throws IOException {
        assertThat(replies(frames)).extracting(WireFrame::closeCode).containsExactly(code);
    }

    private static long usedMemory() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    // Bombs

    /** 10 MiB of zeros are 10 KiB. With and without a bound on the ratio: the message limit ends it, too. */
    @ParameterizedTest
    @ValueSource(ints = {100, 0})
    void aBombIsPutOutBeforeItHasGrown(int maxRatio) throws IOException {
        serve(DeflateOptions.builder().maxRatio(maxRatio).build());
        WireFrame bomb = compressed(WireFrame.BINARY, new byte[10 << 20]);
        assertThat(bomb.payload().length).isBetween(10_000, 10_300);
        assertClosed(MESSAGE_TOO_BIG, bomb);
        long before = usedMemory();
        long start = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            assertClosed(MESSAGE_TOO_BIG, bomb);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        assertThat(usedMemory() - before).isLessThan(MOST_GROWTH);
    }

    /** 64 MiB of zeros are 64 KiB of deflate data, which can be compressed once more. A receiver unpacks that only. */
    @Test
    void aBombWithinABombIsUnpackedOnce() throws IOException {
        serve(DeflateOptions.builder().maxRatio(0).build());
        byte[] once = deflated(new byte[64 << 20]);
        try (RawClient client = attacker()) {
            client.send(compressed(WireFrame.BINARY, once));
            WireFrame echo = client.readFrame();
            assertThat(echo.opcode()).isEqualTo(WireFrame.BINARY);
            assertThat(echo.rsv()).isEqualTo(RSV1);
        }
    }

    @Test
    void aBombInManyFragmentsIsOneMessage() throws IOException {
        serve(DeflateOptions.DEFAULT);
        byte[] bomb = deflated(new byte[10 << 20]);
        List<WireFrame> fragments = new ArrayList<>();
        for (int at = 0; at < bomb.length; at += 100) {
            byte[] piece = Arrays.copyOfRange(bomb, at, Math.min(at + 100, bomb.length));
            WireFrame frame = at == 0 ? WireFrame.binary(piece).withRsv(RSV1) : WireFrame.continuation(piece);
            fragments.add(frame.notFinal());
        }
        assertClosed(MESSAGE_TOO_BIG, fragments.toArray(WireFrame[]::new));
    }

    // What is no deflate data

    @ParameterizedTest
    @CsvSource({
        "07, a block of the type that does not exist",
        "00 05 00 00 00, a stored block whose length is not confirmed",
        "ff ff ff ff, nothing at all",
        "f2 00 51 00 00, a reference to before the beginning",
        "62 70 f8 0f 00, bytes that are no UTF-8"
    })
    void dataThatCannotBeInflatedToTextIsInvalid(String payload, String why) throws IOException {
        serve(DeflateOptions.DEFAULT);
        assertThat(replies(WireFrame.text(hex(payload)).withRsv(RSV1)))
                .as(why)
                .extracting(WireFrame::closeCode)
                .containsExactly(INVALID_PAYLOAD);
    }

    @Test
    void garbageIsInvalidHoweverLongItIs() throws IOException {
        serve(DeflateOptions.DEFAULT);
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            byte[] garbage = new byte[1 + random.nextInt(3000)];
            random.nextBytes(garbage);
            garbage[0] |= 6; // The block type that does not exist.
            assertClosed(INVALID_PAYLOAD, WireFrame.binary(garbage).withRsv(RSV1));
        }
    }

    // Memory

    /** Each holds an inflater as long as its message lasts. */
    @Test
    void messagesThatNeverEndGetNoMoreMemoryThanThereIs() throws Exception {
        int most = 300;
        int count = 1000;
        assumeThat(DescriptorLimit.connections().orElse(Integer.MAX_VALUE)).isGreaterThan(2 * count + 200);
        serve(DeflateOptions.builder()
                .memoryBudget(most * INFLATER_BYTES + INFLATER_BYTES / 2)
                .build());
        byte[] beginning =
                WireFrame.wire(compressed(WireFrame.BINARY, new byte[200]).notFinal(), WireFrame.ping("?"));
        List<RawClient> holders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RawClient client = attacker().write(beginning);
            WireFrame reply = client.readFrame();
            if (reply.opcode() == WireFrame.PONG) {
                holders.add(client);
            } else {
                assertThat(reply.closeCode()).isEqualTo(TRY_AGAIN_LATER);
                client.close();
            }
        }
        assertThat(holders).hasSize(most);
        good.send(WireFrame.text("not compressed"));
        assertThat(good.readText()).isEqualTo("not compressed");

        // One ends its message, one its connection: what they held is there for others.
        holders.get(0).send(WireFrame.continuation(""));
        assertThat(holders.get(0).readFrame()).isEqualTo(WireFrame.binary(new byte[200]));
        assertGoodIsServed();
        holders.forEach(RawClient::close);
        await().until(() -> server.openConnections() == 1);
    }

    @Test
    void contextsAreNotPromisedBeyondTheMemoryThereIs() throws Exception {
        int contexts = 10;
        long bytesEach = (264 + 48 + 32) << 10;
        serve(DeflateOptions.builder()
                .contextTakeover(true)
                .memoryBudget(contexts * bytesEach)
                .build());
        List<String> answers = new ArrayList<>();
        List<RawClient> clients = new ArrayList<>();
        for (int i = 1; i < 2 * contexts; i++) {
            RawClient client = RawClient.connect(server.port()).write(RawClient.request("/", OFFER));
            answers.add(client.readResponse().header("Sec-WebSocket-Extensions"));
            clients.add(client);
        }
        // The good one has a context, too.
        assertThat(answers.subList(0, contexts - 1)).containsOnly("permessage-deflate");
        assertThat(answers.subList(contexts - 1, answers.size()))
                .containsOnly("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
        clients.forEach(RawClient::close);
    }

    // Very many of very little

    /** Compressed and not; every one of them is an event and an answer. */
    @Test
    void aMillionEmptyMessagesAreEchoedWhileOthersAreServed() throws Exception {
        serve(DeflateOptions.DEFAULT);
        int rounds = 1000;
        byte[] round = repeated(
                500,
                WireFrame.wire(
                        WireFrame.text(""),
                        WireFrame.of(WireFrame.TEXT, new byte[] {0}).withRsv(RSV1)));
        byte[] emptyText = WireFrame.text("").unmasked();
        byte[] echoes = repeated(1000, emptyText);
        try (RawClient client = attacker();
                Background sender = Background.start(() -> client.writeChopped(repeated(rounds, round), 1 << 16))) {
            for (int i = 0; i < rounds; i++) {
                assertThat(Arrays.equals(client.readBytes(echoes.length), echoes))
                        .isTrue();
                if (i % 100 == 0) {
                    assertGoodIsServed();
                }
            }
            sender.await();
        }
    }

    private static byte[] repeated(int times, byte[] bytes) {
        byte[] all = new byte[times * bytes.length];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
        }
        return all;
    }

    @Test
    void emptyFragmentsOfACompressedMessageAreCounted() throws IOException {
        serve(DeflateOptions.DEFAULT);
        WireFrame[] fragments = new WireFrame[1025];
        Arrays.fill(fragments, WireFrame.continuation("").notFinal());
        fragments[0] = WireFrame.binary().withRsv(RSV1).notFinal();
        assertClosed(MESSAGE_TOO_BIG, fragments);
    }

    /** Two bytes each, and after each the history would have to be put back (RFC 7692 section 7.2.3.4). */
    @Test
    void blocksThatSayTheyAreTheLastAreFewOnly() throws IOException {
        serve(DeflateOptions.builder().contextTakeover(true).build());
        byte[] noise = new byte[32 << 10];
        new Random(1).nextBytes(noise);
        try (RawClient client = attacker()) {
            client.send(compressed(WireFrame.BINARY, noise));
            assertThat(client.readFrame().opcode()).isEqualTo(WireFrame.BINARY);
            client.send(WireFrame.binary(repeated(32 << 10, hex("03 00"))).withRsv(RSV1));
            assertThat(client.readFrame().closeCode()).isEqualTo(1008);
        }
    }
}
