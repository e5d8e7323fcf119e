package io.twsj.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Masking compared with the definition in RFC 6455 section 5.3. */
class MaskingTest {

    private static final int[] KEYS = {0, 1, -1, 0x37fa213d, 0x80000000, 0x000000ff, 0xff000000, 0xdeadbeef};

    @Test
    void theExampleOfTheRfc() {
        ByteBuffer hello = ByteBuffer.wrap(HexFormat.of().parseHex("48656c6c6f")); // "Hello"
        Masking.apply(hello, 0, 5, 0x37fa213d, 0);
        assertThat(hello).isEqualTo(ByteBuffer.wrap(HexFormat.of().parseHex("7f9f4d5158")));
        Masking.apply(hello, 0, 5, 0x37fa213d, 0);
        assertThat(hello).isEqualTo(ByteBuffer.wrap(HexFormat.of().parseHex("48656c6c6f")));
    }

    @Test
    void itDoesWhatTheDefinitionSaysForEveryLengthOffsetAndPlace() {
        for (int key : KEYS) {
            for (int length = 0; length <= 40; length++) {
                for (int offset = 0; offset < 8; offset++) {
                    for (int from = 0; from < 9; from++) {
                        compare(key, length, offset, from);
                    }
                }
            }
        }
    }

    @Test
    void onlyTheTwoLowBitsOfTheOffsetMatter() {
        for (int offset : new int[] {Integer.MIN_VALUE, Integer.MIN_VALUE + 1, -4, -3, -2, -1, Integer.MAX_VALUE}) {
            compare(0x37fa213d, 21, offset, 2);
        }
    }

    @Test
    void longPayloadsMayBeMaskedPieceByPiece() {
        Random random = new Random(53);
        byte[] payload = new byte[10_000];
        random.nextBytes(payload);
        byte[] expected = naive(payload, 0, payload.length, 0x37fa213d, 0);
        for (int round = 0; round < 100; round++) {
            ByteBuffer bytes = ByteBuffer.wrap(payload.clone());
            int at = 0;
            while (at < payload.length) {
                int end = Math.min(payload.length, at + random.nextInt(1000));
                Masking.apply(bytes, at, end, 0x37fa213d, at);
                at = end;
            }
            assertThat(bytes).isEqualTo(ByteBuffer.wrap(expected));
        }
    }

    private static void compare(int key, int length, int offset, int from) {
        byte[] before = new byte[from + length + 9];
        for (int i = 0; i < before.length; i++) {
            before[i] = (byte) (i * 37 + 11);
        }
        byte[] expected = naive(before, from, from + length, key, offset);
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            check(ByteBuffer.allocate(before.length).order(order), before, from, length, key, offset, expected);
            check(ByteBuffer.allocateDirect(before.length).order(order), before, from, length, key, offset, expected);
        }
    }

    private static void check(
            ByteBuffer bytes, byte[] before, int from, int length, int key, int offset, byte[] expected) {
        bytes.put(before).position(1).limit(before.length);
        Masking.apply(bytes, from, from + length, key, offset);
        byte[] after = new byte[before.length];
        bytes.get(0, after);
        if (!Arrays.equals(after, expected) || bytes.position() != 1 || bytes.limit() != before.length) {
            throw new AssertionError(String.format(
                    "key %08x, %d bytes from %d at offset %d, %s, %s",
                    key, length, from, offset, bytes.order(), bytes));
        }
    }

    private static byte[] naive(byte[] bytes, int from, int to, int key, int offset) {
        byte[] keyBytes = ByteBuffer.allocate(4).putInt(key).array();
        byte[] masked = bytes.clone();
        for (int i = from; i < to; i++) {
            masked[i] ^= keyBytes[(offset + i - from) & 3];
        }
        return masked;
    }
}
