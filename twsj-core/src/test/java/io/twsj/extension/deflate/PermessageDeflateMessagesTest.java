package io.twsj.extension.deflate;

import static io.twsj.extension.deflate.Transforming.CONTINUATION;
import static io.twsj.extension.deflate.Transforming.FIN;
import static io.twsj.extension.deflate.Transforming.RSV1;
import static io.twsj.extension.deflate.Transforming.TEXT;
import static io.twsj.extension.deflate.Transforming.bytes;
import static io.twsj.extension.deflate.Transforming.marked;
import static io.twsj.extension.deflate.Transforming.message;
import static io.twsj.extension.deflate.Transforming.mixed;
import static io.twsj.extension.deflate.Transforming.through;
import static io.twsj.extension.deflate.Transforming.utf8;
import static io.twsj.extension.deflate.Transforming.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.twsj.close.CloseCode;
import io.twsj.close.LimitExceededException;
import io.twsj.close.ProtocolException;
import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.extension.FrameTransform;
import io.twsj.extension.deflate.Transforming.Frame;
import io.twsj.frame.Cuts;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages compressed and decompressed (RFC 7692 sections 6 and 7.2), with the vectors of section 7.2.3. */
class PermessageDeflateMessagesTest {

    private static final DeflateOptions EVERYTHING = DeflateOptions.builder()
            .contextTakeover(true)
            .minSize(0)
            .maxRatio(0)
            .build();
    private static final DeflateOptions ALONE =
            DeflateOptions.builder().minSize(0).maxRatio(0).build();

    private final List<ExtensionSession> sessions = new ArrayList<>();

    @AfterEach
    void closeSessions() {
        sessions.forEach(ExtensionSession::close);
    }

    private ExtensionSession session(DeflateOptions options, String offer) {
        return session(PermessageDeflate.of(options), offer);
    }

    private ExtensionSession session(PermessageDeflate deflate, String offer) {
        ExtensionSession session =
                deflate.accept(ExtensionParameters.parse(List.of(offer)).get(0));
        sessions.add(session);
        return session;
    }

    private FrameTransform deflater(DeflateOptions options) {
        return session(options, "permessage-deflate").outbound();
    }

    private FrameTransform inflater(DeflateOptions options) {
        return session(options, "permessage-deflate").inbound();
    }

    // Vectors: RFC 7692 7.2.3

    @Test
    void compressesHelloAsInTheRfc() {
        FrameTransform deflater = deflater(EVERYTHING);
        Frame first = message(deflater, utf8("Hello"));
        assertThat(first.bits()).isEqualTo(FIN | RSV1 | TEXT);
        assertThat(first.hex()).isEqualTo("f2 48 cd c9 c9 07 00");
        assertThat(message(deflater, utf8("Hello")).hex()).isEqualTo("f2 00 11 00 00");
    }

    @Test
    void beginsAnewWithoutContextTakeover() {
        FrameTransform deflater = deflater(ALONE);
        for (int i = 0; i < 3; i++) {
            assertThat(message(deflater, utf8("Hello")).hex()).isEqualTo("f2 48 cd c9 c9 07 00");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f2 48 cd c9 c9 07 00",
                "00 05 00 fa ff 48 65 6c 6c 6f 00",
                "f3 48 cd c9 c9 07 00 00",
                "f2 48 05 00 00 00 ff ff ca c9 c9 07 00"
            })
    void inflatesHelloHoweverItIsCompressed(String payload) {
        for (DeflateOptions options : List.of(EVERYTHING, ALONE)) {
            FrameTransform inflater = inflater(options);
            for (int i = 0; i < 3; i++) {
                Frame frame = marked(inflater, payload);
                assertThat(frame.text()).isEqualTo("Hello");
                assertThat(frame.bits()).isEqualTo(FIN | TEXT);
            }
        }
    }

    /** RFC 7692 7.2.3.4: whether or not the first one ended with BFINAL, the second refers to it. */
    @ParameterizedTest
    @ValueSource(strings = {"f2 48 cd c9 c9 07 00", "f3 48 cd c9 c9 07 00 00", "f3 48 cd c9 c9 07 00"})
    void inflatesWhatRefersToAnEarlierMessage(String first) {
        FrameTransform inflater = inflater(EVERYTHING);
        assertThat(marked(inflater, first).text()).isEqualTo("Hello");
        assertThat(marked(inflater, "f2 00 11 00 00").text()).isEqualTo("Hello");
    }

    @Test
    void refusesReferencesToEarlierMessagesWithoutContextTakeover() {
        FrameTransform inflater = inflater(ALONE);
        marked(inflater, "f2 48 cd c9 c9 07 00");
        assertThatThrownBy(() -> marked(inflater, "f2 00 11 00 00"))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("compressed data is malformed: invalid distance too far back");
    }

    // Fragments

    @Test
    void inflatesFragmentsCutAnywhere() {
        byte[] whole = bytes("f2 48 cd c9 c9 07 00");
        for (int cut = 0; cut <= whole.length; cut++) {
            FrameTransform inflater = inflater(ALONE);
            Frame first = through(inflater, RSV1 | TEXT, Arrays.copyOf(whole, cut));
            Frame second = through(inflater, FIN | CONTINUATION, Arrays.copyOfRange(whole, cut, whole.length));
            assertThat(first.text() + second.text()).isEqualTo("Hello");
            assertThat(first.bits()).isEqualTo(TEXT);
            assertThat(second.bits()).isEqualTo(FIN | CONTINUATION);
        }
    }

    @Test
    void flushesEachFragmentAndMarksTheFirst() {
        FrameTransform deflater = deflater(EVERYTHING);
        Frame first = through(deflater, TEXT, utf8("Hel"));
        Frame second = through(deflater, FIN | CONTINUATION, utf8("lo"));
        assertThat(first.hex()).isEqualTo("f2 48 cd 01 00 00 00 ff ff");
        assertThat(first.bits()).isEqualTo(RSV1 | TEXT);
        assertThat(second.hex()).isEqualTo("ca c9 07 00");
        assertThat(second.bits()).isEqualTo(FIN | CONTINUATION);
    }

    /** RFC 7692 7.2.3.6. */
    @Test
    void anEmptyLastFragmentIsOneByte() {
        FrameTransform deflater = deflater(EVERYTHING);
        through(deflater, TEXT, utf8("Hello"));
        assertThat(through(deflater, FIN | CONTINUATION, new byte[0]).hex()).isEqualTo("00");
        FrameTransform inflater = inflater(EVERYTHING);
        assertThat(through(inflater, RSV1 | TEXT, bytes("f2 48 cd c9 c9 07 00 00 00 ff ff"))
                        .text())
                .isEqualTo("Hello");
        assertThat(through(inflater, FIN | CONTINUATION, bytes("00")).payload()).isEmpty();
        assertThat(marked(inflater, "f2 00 11 00 00").text()).isEqualTo("Hello");
    }

    @Test
    void emptyFragmentsAllTheWayMakeAnEmptyMessage() {
        FrameTransform deflater = deflater(EVERYTHING);
        FrameTransform inflater = inflater(EVERYTHING);
        for (int message = 0; message < 3; message++) {
            Frame first = through(deflater, TEXT, new byte[0]);
            Frame last = through(deflater, FIN | CONTINUATION, new byte[0]);
            assertThat(through(inflater, first.bits(), first.payload()).payload())
                    .isEmpty();
            assertThat(through(inflater, last.bits(), last.payload()).payload()).isEmpty();
        }
    }

    /** RFC 7692 6.1: the bit is the first frame's. */
    @Test
    void refusesTheBitOnAContinuation() {
        FrameTransform inflater = inflater(EVERYTHING);
        through(inflater, RSV1 | TEXT, bytes("f2 48 cd"));
        assertThatThrownBy(() -> inflater.begin(FIN | RSV1 | CONTINUATION, 4))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        failure -> assertThat(failure.closeReason().code()).isEqualTo(1002));
    }

    // Plain messages in between

    @Test
    void leavesShortMessagesAsTheyAre() {
        FrameTransform deflater = deflater(DeflateOptions.builder().minSize(100).build());
        assertThat(message(deflater, new byte[99]))
                .usingRecursiveComparison()
                .isEqualTo(new Frame(FIN | TEXT, new byte[99]));
        assertThat(message(deflater, new byte[100]).isMarked()).isTrue();
        // How long a fragmented message becomes is not known.
        assertThat(through(deflater, TEXT, new byte[1]).isMarked()).isTrue();
    }

    @Test
    void leavesEmptyMessagesAsTheyAre() {
        Frame empty = message(deflater(EVERYTHING), new byte[0]);
        assertThat(empty.isMarked()).isFalse();
        assertThat(empty.payload()).isEmpty();
    }

    @Test
    void plainMessagesLeaveTheContextsAlone() {
        FrameTransform inflater = inflater(EVERYTHING);
        marked(inflater, "f2 48 cd c9 c9 07 00");
        assertThat(through(inflater, FIN | TEXT, utf8("plain")).text()).isEqualTo("plain");
        assertThat(marked(inflater, "f2 00 11 00 00").text()).isEqualTo("Hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "02 00"})
    void inflatesEmptyMessages(String payload) {
        FrameTransform inflater = inflater(EVERYTHING);
        assertThat(marked(inflater, payload).payload()).isEmpty();
        assertThat(marked(inflater, "f2 48 cd c9 c9 07 00").text()).isEqualTo("Hello");
    }

    // Malformed input

    /** The end alone would be taken for a block's beginning, and the next message would suffer. */
    @Test
    void refusesACompressedMessageWithoutAByte() {
        assertInvalid(
                () -> marked(inflater(EVERYTHING), ""), "no bytes at all, where even an empty message is one byte");
    }

    @ParameterizedTest
    @CsvSource({
        "ff ff ff ff, invalid block type",
        "f2 00 11 00 00, invalid distance too far back",
        "00 05 00 00 00, invalid stored block lengths",
        "f3 48 cd c9 c9 07 00 07, invalid block type"
    })
    void refusesWhatIsNoDeflateData(String payload, String why) {
        assertInvalid(() -> marked(inflater(EVERYTHING), payload), why);
        assertInvalid(() -> marked(inflater(ALONE), payload), why);
    }

    private static void assertInvalid(Runnable attempt, String why) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        failure -> assertThat(failure.closeReason().code()).isEqualTo(1007))
                .hasMessage("compressed data is malformed: " + why);
    }

    /** A failed connection leaves nothing behind for the next one that borrows its inflater. */
    @Test
    void anInflaterThatFailedIsCleanAgain() {
        PermessageDeflate deflate = PermessageDeflate.of(ALONE);
        for (int i = 0; i < 50; i++) {
            ExtensionSession session = deflate.accept(ExtensionParameters.of("permessage-deflate"));
            FrameTransform inflater = session.inbound();
            assertThatThrownBy(() -> marked(inflater, "f2 48 05 00 00 00 ff ff ff"))
                    .isInstanceOf(ProtocolException.class);
            session.close();
            assertThat(marked(session(deflate, "permessage-deflate").inbound(), "f2 48 cd c9 c9 07 00")
                            .text())
                    .isEqualTo("Hello");
        }
    }

    // There and back

    @Test
    void comesBackAsItWasWhateverItsSize() {
        FrameTransform deflater = deflater(EVERYTHING);
        FrameTransform inflater = inflater(EVERYTHING);
        for (int size : new int[] {1, 2, 3, 100, 4095, 16_380, 16_384, 16_388, 32_768, 65_536, 300_000}) {
            for (byte[] payload : List.of(new byte[size], mixed(size, size), random(size))) {
                assertComesBack(deflater, inflater, payload);
            }
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static void assertComesBack(FrameTransform deflater, FrameTransform inflater, byte[] payload) {
        Frame compressed = message(deflater, payload);
        assertThat(compressed.isMarked()).isTrue();
        for (int piece : new int[] {compressed.payload().length}) {
            assertThat(through(inflater, compressed.bits(), compressed.payload(), piece)
                            .payload())
                    .isEqualTo(payload);
        }
    }

    /** Output that just fills the buffer, or lacks a byte of the marker, is where compressors go wrong. */
    @Test
    void comesBackWhateverTheCompressedSizeIsNearTheBuffersSize() {
        FrameTransform deflater = deflater(ALONE);
        FrameTransform inflater = inflater(ALONE);
        // Noise does not compress: its compressed size grows byte by byte with its size.
        for (int size = (16 << 10) - 40; size < (16 << 10) + 20; size++) {
            assertComesBack(deflater, inflater, random(size));
        }
        for (int size = (32 << 10) - 40; size < (32 << 10) + 20; size++) {
            assertComesBack(deflater, inflater, random(size));
        }
    }

    @Test
    void inflatesPiecesCutAnywhere() {
        byte[] payload = mixed(3000, 7);
        byte[] compressed = message(deflater(ALONE), payload).payload();
        FrameTransform inflater = inflater(ALONE);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FrameTransform.PayloadSink sink = bytes -> {
            while (bytes.hasRemaining()) {
                out.write(bytes.get());
            }
        };
        Cuts.forEach(compressed.length, ends -> {
            out.reset();
            inflater.begin(FIN | RSV1 | TEXT, compressed.length);
            Cuts.pieces(compressed, ends).forEach(piece -> inflater.payload(piece, sink));
            inflater.end(sink);
            assertThat(out.toByteArray()).isEqualTo(payload);
        });
    }

    /** A sender may end any block with BFINAL; the history of 32 KiB lives on. */
    @Test
    void goesOnAfterBlocksThatSayTheyAreTheLast() {
        FrameTransform inflater = inflater(EVERYTHING);
        byte[] before = mixed(50_000, 3);
        Deflater deflater = new Deflater(6, true);
        byte[] history = new byte[0];
        for (int i = 0; i < 5; i++) {
            deflater.reset();
            deflater.setDictionary(
                    history.length > 32_768
                            ? Arrays.copyOfRange(history, history.length - 32_768, history.length)
                            : history);
            deflater.setInput(before);
            deflater.finish();
            byte[] compressed = new byte[60_000];
            int size = deflater.deflate(compressed);
            byte[] payload = Arrays.copyOf(compressed, size + 1);
            assertThat(through(inflater, FIN | RSV1 | TEXT, payload, 1000).payload())
                    .isEqualTo(before);
            history = before;
        }
        deflater.end();
    }

    @Test
    void puttingTheHistoryBackAllocatesNothingOfItsSize() {
        FrameTransform inflater = inflater(EVERYTHING);
        through(inflater, FIN | RSV1 | TEXT, deflated(mixed(50_000, 4)));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int i = 0; i < 1000; i++) {
            assertThat(through(inflater, FIN | RSV1 | TEXT, lastBlocks(1)).payload())
                    .isEmpty();
        }
        assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                .isLessThan(1000 * (16 << 10));
    }

    /** A peer could have it done with every two bytes. */
    @Test
    void theHistoryIsPutBackOnceAMessageAndOnceMoreFor64Bytes() {
        FrameTransform inflater = inflater(EVERYTHING);
        byte[] padded = new byte[64 + 2];
        padded[0] = 3; // an empty last block; a stored block of 57 bytes; again an empty last block
        System.arraycopy(new byte[] {0, 57, 0, -58, -1}, 0, padded, 2, 5);
        padded[64] = 3;

        for (int pieceSize : new int[] {1, 2, 63, 64, 65, 66}) {
            assertThat(through(inflater, FIN | RSV1 | TEXT, padded, pieceSize).payload())
                    .hasSize(57);
        }
        assertThatThrownBy(() -> through(inflater, FIN | RSV1 | TEXT, lastBlocks(2)))
                .isInstanceOfSatisfying(
                        LimitExceededException.class,
                        failure -> assertThat(failure.closeReason().code()).isEqualTo(CloseCode.POLICY_VIOLATION))
                .hasMessage(
                        "the first 4 bytes of a compressed message have more than 1 blocks that say they are the last");
    }

    /** There is none to put back: the message limit alone counts. */
    @Test
    void withoutContextTakeoverAMessageMayHaveManyLastBlocks() {
        FrameTransform inflater = inflater(ALONE);
        assertThat(through(inflater, FIN | RSV1 | TEXT, lastBlocks(1000)).payload())
                .isEmpty();
    }

    /** Empty ones, of two bytes each. */
    private static byte[] lastBlocks(int count) {
        byte[] blocks = new byte[2 * count];
        for (int i = 0; i < blocks.length; i += 2) {
            blocks[i] = 3;
        }
        return blocks;
    }

    private static byte[] deflated(byte[] payload) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(payload);
        byte[] compressed = new byte[payload.length + 100];
        int size = deflater.deflate(compressed, 0, compressed.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(compressed, size - 4);
    }

    // Windows

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14, 15})
    void refersNoFurtherBackThanItsWindow(int bits) {
        FrameTransform deflater = session(EVERYTHING, "permessage-deflate; server_max_window_bits=" + bits)
                .outbound();
        FrameTransform inflater = inflater(EVERYTHING);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int size : new int[] {100, 156, 256, 1, 512, 5000, 1 << bits, 20_000}) {
            byte[] payload = mixed(size, size);
            Frame frame = message(deflater, payload);
            assertThat(through(inflater, frame.bits(), frame.payload()).payload())
                    .isEqualTo(payload);
            stream.writeBytes(whole(frame));
            all.writeBytes(payload);
        }
        FarthestReference reference = new FarthestReference(stream.toByteArray());
        assertThat(reference.inflated()).isEqualTo(all.toByteArray());
        assertThat(reference.distance()).isBetween(1 << (bits - 2), 1 << bits);
    }

    @Test
    void aClientLimitsItsWindowAsTheServerSays() {
        PermessageDeflate client = PermessageDeflate.of(EVERYTHING);
        ExtensionSession session =
                client.confirm(ExtensionParameters.parse(List.of("permessage-deflate; client_max_window_bits=9"))
                        .get(0));
        sessions.add(session);
        byte[] compressed = whole(message(session.outbound(), mixed(30_000, 1)));
        assertThat(new FarthestReference(compressed).distance()).isBetween(128, 512);
    }

    // Bounds

    /** 10 MiB of zeros in 10 KiB: the work ends with the sink's limit. */
    @Test
    void stopsInflatingWhereTheSinkStops() {
        byte[] bomb = message(deflater(ALONE), new byte[10 << 20]).payload();
        assertThat(bomb.length).isLessThan(11 << 10);
        FrameTransform inflater = inflater(ALONE);
        int[] taken = {0};
        inflater.begin(FIN | RSV1 | TEXT, bomb.length);
        IllegalStateException limit = new IllegalStateException("limit");
        assertThatThrownBy(() -> inflater.payload(ByteBuffer.wrap(bomb), bytes -> {
                    taken[0] += bytes.remaining();
                    if (taken[0] > 1 << 20) {
                        throw limit;
                    }
                    bytes.position(bytes.limit());
                }))
                .isSameAs(limit);
        assertThat(taken[0]).isLessThan((1 << 20) + (64 << 10));
    }

    @Test
    void boundsTheRatioOfLargeMessages() {
        DeflateOptions options = DeflateOptions.builder().minSize(0).build();
        FrameTransform deflater = deflater(options);
        byte[] small = message(deflater, new byte[64 << 10]).payload();
        byte[] large = message(deflater, new byte[(64 << 10) + 1]).payload();
        FrameTransform inflater = inflater(options);
        assertThat(through(inflater, FIN | RSV1 | TEXT, small).payload()).hasSize(64 << 10);
        assertThatThrownBy(() -> through(inflater, FIN | RSV1 | TEXT, large))
                .isInstanceOfSatisfying(LimitExceededException.class, failure -> {
                    assertThat(failure.closeReason().code()).isEqualTo(1009);
                    assertThat(failure.allowed()).isEqualTo(100);
                })
                .hasMessage("compressed message becomes more than 100 times as large");
    }

    /** What is borrowed for a message counts until the message ends, and no longer. */
    @Test
    void borrowsNoMoreThanTheBudget() {
        PermessageDeflate deflate = PermessageDeflate.of(
                DeflateOptions.builder().minSize(0).memoryBudget(100 << 10).build());
        FrameTransform outbound = session(deflate, "permessage-deflate").outbound();
        assertThat(message(outbound, utf8("Hello")).isMarked()).isFalse();

        FrameTransform first = session(deflate, "permessage-deflate").inbound();
        FrameTransform second = session(deflate, "permessage-deflate").inbound();
        FrameTransform third = session(deflate, "permessage-deflate").inbound();
        through(first, RSV1 | TEXT, bytes("f2 48 cd"));
        through(second, RSV1 | TEXT, bytes("f2 48 cd"));
        assertThatThrownBy(() -> third.begin(FIN | RSV1 | TEXT, 7))
                .isInstanceOfSatisfying(
                        LimitExceededException.class,
                        failure -> assertThat(failure.closeReason().code()).isEqualTo(1013))
                .hasMessage("compressed message while decompression uses 98304 bytes of memory of at most 102400");
        through(first, FIN | CONTINUATION, bytes("c9 c9 07 00"));
        assertThat(marked(third, "f2 48 cd c9 c9 07 00").text()).isEqualTo("Hello");
    }

    @Test
    void aSessionGivesBackWhatItHolds() {
        PermessageDeflate deflate = PermessageDeflate.of(
                DeflateOptions.builder().minSize(0).memoryBudget(320 << 10).build());
        for (int i = 0; i < 10; i++) {
            ExtensionSession session = deflate.accept(ExtensionParameters.of("permessage-deflate"));
            assertThat(through(session.outbound(), TEXT, utf8("Hel")).isMarked())
                    .isTrue();
            through(session.inbound(), RSV1 | TEXT, bytes("f2 48 cd"));
            session.close();
        }
    }
}
