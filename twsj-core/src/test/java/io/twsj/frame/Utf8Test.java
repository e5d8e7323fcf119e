package io.twsj.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** UTF-8 compared with the table of RFC 3629 section 4 and with the JDK's strict decoder. */
class Utf8Test {

    private static final byte[] PADDING = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    static Stream<String> autobahn() {
        return new BufferedReader(new InputStreamReader(
                        Utf8Test.class.getResourceAsStream("/io/twsj/autobahn-utf8.txt"), StandardCharsets.UTF_8))
                .lines()
                .filter(line -> !line.startsWith("#"));
    }

    /** Sections 6.5 to 6.23 of the Autobahn testsuite. */
    @ParameterizedTest
    @MethodSource("autobahn")
    void theAutobahnTextsAreJudgedHoweverTheyAreCut(String line) {
        String[] columns = line.split(" ");
        byte[] bytes = HexFormat.of().parseHex(columns[1]);
        assertThat(NaiveUtf8.firstWrong(bytes) == NaiveUtf8.VALID).isEqualTo(columns[2].equals("valid"));
        expectAsNaive(bytes);
        expectAsNaive(joined(PADDING, bytes));
        expectAsNaive(joined(bytes, PADDING));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // empty
                "48656c6c6f2dc2b540c39fc3b6c3a4c3bcc3a0c3a12d5554462d382121", // 6.2.1
                "cebae1bdb9cf83cebcceb5", // 6.2.4
                "cebae1bdb9cf83cebcceb5eda080656469746564", // 6.3
                "cebae1bdb9cf83cebcceb5f4908080656469746564" // 6.4
            })
    void textsAreJudgedHoweverTheyAreCut(String hex) {
        expectAsNaive(HexFormat.of().parseHex(hex));
    }

    @Test
    void everySequenceOfTwoBytesIsJudgedRight() {
        byte[] bytes = new byte[2];
        for (int i = 0; i < 1 << 16; i++) {
            bytes[0] = (byte) (i >>> 8);
            bytes[1] = (byte) i;
            expectSame(bytes);
        }
    }

    @Test
    void everySequenceOfThreeBytesIsJudgedRight() {
        // Of the leads that are alike, the first and the last.
        int[] leads = {
            0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5,
            0xff
        };
        byte[] bytes = new byte[3];
        for (int lead : leads) {
            bytes[0] = (byte) lead;
            for (int i = 0; i < 1 << 16; i++) {
                bytes[1] = (byte) (i >>> 8);
                bytes[2] = (byte) i;
                expectSame(bytes);
            }
        }
    }

    @Test
    void everyLeadWithEverySecondByteAndTheBordersBehindIsJudgedRight() {
        int[] borders = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff};
        byte[] bytes = new byte[4];
        for (int i = 0x80 << 8; i < 1 << 16; i++) {
            bytes[0] = (byte) (i >>> 8);
            bytes[1] = (byte) i;
            for (int third : borders) {
                for (int fourth : borders) {
                    bytes[2] = (byte) third;
                    bytes[3] = (byte) fourth;
                    expectSame(bytes);
                }
            }
        }
    }

    @Test
    void everyCharacterIsTaken() {
        ByteBuffer bytes = ByteBuffer.allocate(8);
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                continue;
            }
            byte[] encoded = Character.toString(c).getBytes(StandardCharsets.UTF_8);
            bytes.put(0, encoded);
            if (Utf8.check(Utf8.COMPLETE, bytes, 0, encoded.length) != Utf8.COMPLETE) {
                throw new AssertionError(String.format("U+%04X", c));
            }
        }
    }

    @Test
    void randomBytesAreJudgedLikeTheStrictDecoderOfTheJdk() {
        Random random = new Random(3629);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = nearlyText(random);
            int state = Utf8.check(Utf8.COMPLETE, ByteBuffer.wrap(bytes), 0, bytes.length);
            assertThat(state == Utf8.COMPLETE)
                    .as(HexFormat.of().formatHex(bytes))
                    .isEqualTo(isTextToTheJdk(bytes));
            assertThat(NaiveUtf8.firstWrong(bytes) == NaiveUtf8.VALID).isEqualTo(isTextToTheJdk(bytes));
        }
    }

    @Test
    void randomTextsAreJudgedHoweverTheyAreCut() {
        Random random = new Random(8);
        for (int i = 0; i < 300; i++) {
            expectAsNaive(nearlyText(random));
        }
    }

    @Test
    void inALongTextABadByteIsFoundWhereverItIs() {
        byte[] text = "Größe: 漢語 und 😀, ñandú, жук. ".repeat(12).getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.wrap(text);
        assertThat(Utf8.check(Utf8.COMPLETE, bytes, 0, text.length)).isEqualTo(Utf8.COMPLETE);
        for (int i = 0; i < text.length; i++) {
            byte right = text[i];
            text[i] = (byte) 0xff;
            assertThat(Utf8.check(Utf8.COMPLETE, bytes, 0, text.length)).isEqualTo(Utf8.INVALID);
            text[i] = right;
        }
    }

    @Test
    void onlyTheBytesInRangeAreLookedAtAndNothingMoves() {
        byte[] around = HexFormat.of().parseHex("ff e2 82 ac ff".replace(" ", ""));
        ByteBuffer bytes = ByteBuffer.wrap(around).position(2).limit(5);
        assertThat(Utf8.check(Utf8.COMPLETE, bytes, 1, 4)).isEqualTo(Utf8.COMPLETE);
        assertThat(Utf8.check(Utf8.COMPLETE, bytes, 1, 1)).isEqualTo(Utf8.COMPLETE);
        assertThat(Utf8.check(Utf8.COMPLETE, bytes, 1, 5)).isEqualTo(Utf8.INVALID);
        assertThat(bytes.position()).isEqualTo(2);
        assertThat(bytes.limit()).isEqualTo(5);
    }

    @Test
    void aTextOnceInvalidStaysInvalid() {
        ByteBuffer ascii = ByteBuffer.wrap(PADDING);
        assertThat(Utf8.check(Utf8.INVALID, ascii, 0, PADDING.length)).isEqualTo(Utf8.INVALID);
        assertThat(Utf8.check(Utf8.INVALID, ascii, 0, 0)).isEqualTo(Utf8.INVALID);
    }

    /** Every cut, in both byte orders. */
    private static void expectAsNaive(byte[] bytes) {
        int wrong = NaiveUtf8.firstWrong(bytes);
        Cuts.forEach(bytes.length, ends -> {
            for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
                int state = Utf8.COMPLETE;
                int start = 0;
                for (int end : ends) {
                    state = Utf8.check(state, buffer, start, end);
                    if ((state == Utf8.INVALID) != (wrong >= 0 && wrong < end)) {
                        throw new AssertionError(HexFormat.of().formatHex(bytes) + " up to " + end + ": " + state
                                + ", first wrong byte " + wrong + ", cut at " + Arrays.toString(ends));
                    }
                    start = end;
                }
                if ((state == Utf8.COMPLETE) != (wrong == NaiveUtf8.VALID)) {
                    throw new AssertionError(HexFormat.of().formatHex(bytes) + ": " + state);
                }
            }
        });
    }

    private static final ByteBuffer SHORT = ByteBuffer.allocate(4);
    private static final ByteBuffer LONG = ByteBuffer.allocate(12).put(8, new byte[4]);

    /** Alone, and with ASCII behind it: the two ways through the checker. */
    private static void expectSame(byte[] bytes) {
        int wrong = NaiveUtf8.firstWrong(bytes);
        SHORT.put(0, bytes);
        int alone = Utf8.check(Utf8.COMPLETE, SHORT, 0, bytes.length);
        boolean right = wrong == NaiveUtf8.VALID
                ? alone == Utf8.COMPLETE
                : wrong == NaiveUtf8.UNFINISHED
                        ? alone != Utf8.COMPLETE && alone != Utf8.INVALID
                        : alone == Utf8.INVALID;
        LONG.put(0, bytes);
        Arrays.fill(LONG.array(), bytes.length, 8, (byte) 'x');
        boolean valid = Utf8.check(Utf8.COMPLETE, LONG, 0, 8) == Utf8.COMPLETE;
        if (!right || valid != (wrong == NaiveUtf8.VALID)) {
            throw new AssertionError(HexFormat.of().formatHex(bytes) + ": " + alone + ", first wrong byte " + wrong);
        }
    }

    /** A text of all lengths of characters, half of the time with something wrong in it. */
    private static byte[] nearlyText(Random random) {
        StringBuilder text = new StringBuilder();
        int characters = random.nextInt(20);
        for (int i = 0; i < characters; i++) {
            int[] choices = {'a', 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff, 'z'};
            text.appendCodePoint(choices[random.nextInt(choices.length)]);
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextBoolean()) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
    }

    private static boolean isTextToTheJdk(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
