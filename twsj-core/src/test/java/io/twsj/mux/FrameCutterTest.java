package io.twsj.mux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An engine's frames become logical frames, cut where quota or room end: sections 3.2 and 5 of the reference sheet. */
class FrameCutterTest {

    private static final long PLENTY = 1 << 20;

    private final FrameCutter cutter = new FrameCutter();

    private void add(String octets) {
        cutter.add(Octets.hex(octets));
    }

    /** Cuts once; the octets and what they cost. */
    private String cut(long quota, int room) {
        ByteBuffer target = ByteBuffer.allocate(room);
        int cost = cutter.cut(target, quota);
        return cost == FrameCutter.NOTHING ? "nothing" : Octets.hex(target.flip()) + " for " + cost;
    }

    private String cut(long quota) {
        return cut(quota, 200);
    }

    @Test
    void aFrameGoesInOnePieceWhereQuotaAndRoomAllow() {
        add("81 05 48 65 6c 6c 6f 82 00");
        assertThat(cut(PLENTY)).isEqualTo("81 48 65 6c 6c 6f for 6");
        assertThat(cut(PLENTY)).isEqualTo("82 for 1");
        assertThat(cut(PLENTY)).isEqualTo("nothing");
        assertThat(cutter.available()).isZero();
    }

    @Test
    void theQuotaIsUsedUpToItsLastOctet() {
        add("81 05 48 65 6c 6c 6f");
        assertThat(cut(3)).isEqualTo("01 48 65 for 3");
        assertThat(cut(0)).isEqualTo("nothing");
        assertThat(cut(1)).isEqualTo("00 6c for 1");
        assertThat(cut(2)).isEqualTo("80 6c 6f for 2");
    }

    @Test
    void aMessageDoesNotBeginWithoutAnOctetOfIt() {
        add("81 01 48");
        assertThat(cut(0)).isEqualTo("nothing");
        assertThat(cut(1)).isEqualTo("nothing");
        assertThat(cut(2)).isEqualTo("81 48 for 2");
    }

    @Test
    void anEmptyMessageCostsItsBeginningAndAnEmptyContinuationNothing() {
        add("01 00 80 00");
        assertThat(cut(0)).isEqualTo("nothing");
        assertThat(cut(1)).isEqualTo("01 for 1");
        assertThat(cut(0)).isEqualTo("80 for 0");
    }

    @Test
    void theReservedBitsStayWithTheBeginning() {
        add("c1 04 01 02 03 04");
        assertThat(cut(3)).isEqualTo("41 01 02 for 3");
        assertThat(cut(3)).isEqualTo("80 03 04 for 2");
    }

    @Test
    void fragmentsOfTheApplicationStayFragments() {
        add("01 02 01 02 00 02 03 04 80 01 05");
        assertThat(cut(2)).isEqualTo("01 01 for 2");
        assertThat(cut(9)).isEqualTo("00 02 for 1");
        assertThat(cut(9)).isEqualTo("00 03 04 for 2");
        assertThat(cut(9)).isEqualTo("80 05 for 1");
    }

    @Test
    void aControlFrameWaitsForQuotaForAllOfIt() {
        add("89 03 61 62 63 81 01 78");
        assertThat(cut(3)).isEqualTo("nothing");
        assertThat(cut(4)).isEqualTo("89 61 62 63 for 4");
        assertThat(cut(4)).isEqualTo("81 78 for 2");
    }

    @Test
    void aControlFrameWaitsUntilAllOfItIsThere() {
        add("88 02 03");
        assertThat(cut(PLENTY)).isEqualTo("nothing");
        add("e8");
        assertThat(cut(PLENTY)).isEqualTo("88 03 e8 for 3");
    }

    @Test
    void aPieceIsNoLargerThanItsRoom() {
        add("82 04 01 02 03 04");
        assertThat(cut(PLENTY, 4)).isEqualTo("02 01 02 03 for 4");
        assertThat(cut(PLENTY, 4)).isEqualTo("80 04 for 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 100})
    void howTheEnginesOutputIsChunkedDoesNotMatter(int size) {
        byte[] output = new byte[4 + 300];
        ByteBuffer.wrap(output).put((byte) 0x82).put((byte) 126).putShort((short) 300);
        for (int from = 0; from < output.length; from += size) {
            cutter.add(ByteBuffer.wrap(output, from, Math.min(size, output.length - from)));
        }
        List<String> pieces = new ArrayList<>();
        for (String piece = cut(151); !piece.equals("nothing"); piece = cut(151)) {
            pieces.add(piece);
        }
        assertThat(pieces)
                .containsExactly("02" + " 00".repeat(150) + " for 151", "80" + " 00".repeat(150) + " for 150");
    }

    @Test
    void whatIsForgottenIsNotSent() {
        add("81 01 48");
        cutter.clear();
        assertThat(cutter.available()).isZero();
        assertThat(cut(PLENTY)).isEqualTo("nothing");
    }
}
