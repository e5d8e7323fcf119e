package io.twsj.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.close.CloseCode;
import io.twsj.close.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frame headers, read: RFC 6455 sections 5.2 and 5.5. */
class FrameDecoderTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        81 05                                  | 81 | 5                   |
        01 03                                  | 01 | 3                   |
        80 02                                  | 80 | 2                   |
        82 00                                  | 82 | 0                   |
        82 7d                                  | 82 | 125                 |
        82 7e 007e                             | 82 | 126                 |
        82 7e 007f                             | 82 | 127                 |
        82 7e 0080                             | 82 | 128                 |
        82 7e 0100                             | 82 | 256                 |
        82 7e 8000                             | 82 | 32768               |
        82 7e ffff                             | 82 | 65535               |
        82 7f 0000000000010000                 | 82 | 65536               |
        82 7f 0000000000010001                 | 82 | 65537               |
        82 7f 000000007fffffff                 | 82 | 2147483647          |
        82 7f 0000000080000000                 | 82 | 2147483648          |
        82 7f 00000000ffffffff                 | 82 | 4294967295          |
        82 7f 0000000100000000                 | 82 | 4294967296          |
        82 7f 0123456789abcdef                 | 82 | 81985529216486895   |
        82 7f 7fffffffffffffff                 | 82 | 9223372036854775807 |
        f1 05                                  | f1 | 5                   |
        88 00                                  | 88 | 0                   |
        89 7d                                  | 89 | 125                 |
        8a 01                                  | 8a | 1                   |
        ba 01                                  | ba | 1                   |
        81 85 37fa213d                         | 81 | 5                   | 37fa213d
        81 80 00000000                         | 81 | 0                   | 00000000
        82 fe 007e ffffffff                    | 82 | 126                 | ffffffff
        82 fe ffff 80000000                    | 82 | 65535               | 80000000
        82 ff 0000000000010000 01020304        | 82 | 65536               | 01020304
        82 ff 7fffffffffffffff 7fffffff        | 82 | 9223372036854775807 | 7fffffff
        """)
    void aHeaderIsReadHoweverItIsCut(String hex, String bits, Long length, String key) {
        byte[] header = bytes(hex);
        byte[] withPayload = bytes(hex + "a1 a2 a3");
        Cuts.forEach(header.length, ends -> {
            FrameDecoder decoder = new FrameDecoder();
            // Twice, since a decoder goes on with the next header.
            for (int round = 0; round < 2; round++) {
                expectRead(decoder, withPayload, ends);
                check(decoder.bits() == Integer.parseInt(bits, 16), "bits " + decoder.bits());
                check(decoder.length() == length, "length " + decoder.length());
                check(decoder.isMasked() == (key != null), "masked " + decoder.isMasked());
                int expectedKey = key == null ? 0 : Integer.parseUnsignedInt(key, 16);
                check(decoder.maskingKey() == expectedKey, "key " + decoder.maskingKey());
            }
        });
    }

    /** Feeds the header in pieces, the payload behind the last one; the payload is to be left. */
    private static void expectRead(FrameDecoder decoder, byte[] withPayload, int[] ends) {
        int start = 0;
        for (int end : ends) {
            boolean last = end == ends[ends.length - 1];
            ByteBuffer piece = ByteBuffer.wrap(withPayload, start, (last ? withPayload.length : end) - start);
            if (start % 2 == 1) {
                piece.order(ByteOrder.LITTLE_ENDIAN);
            }
            if (decoder.read(piece) != last || piece.position() != end) {
                throw new AssertionError("after the piece up to " + end + " the position is " + piece.position());
            }
            start = end;
        }
    }

    @Test
    void aKeyOfAnEarlierHeaderIsForgotten() {
        FrameDecoder decoder = new FrameDecoder();
        assertThat(decoder.read(ByteBuffer.wrap(bytes("81 81 37fa213d")))).isTrue();
        assertThat(decoder.read(ByteBuffer.wrap(bytes("81")))).isFalse();
        assertThat(decoder.read(ByteBuffer.wrap(bytes("01")))).isTrue();
        assertThat(decoder.isMasked()).isFalse();
        assertThat(decoder.maskingKey()).isZero();
        assertThat(decoder.length()).isEqualTo(1);
    }

    @Test
    void noBytesAreNoHeader() {
        FrameDecoder decoder = new FrameDecoder();
        assertThat(decoder.read(ByteBuffer.allocate(0))).isFalse();
        assertThat(decoder.read(ByteBuffer.wrap(bytes("81 00")))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "82 7e 0000",
                "82 7e 0001",
                "82 7e 007d", // 125 in two octets
                "82 7f 0000000000000000",
                "82 7f 000000000000007d",
                "82 7f 000000000000007e", // 126 in eight
                "82 7f 000000000000ffff", // 65535 in eight
                "82 fe 007d 37fa213d",
                "82 ff 000000000000ffff 37fa213d"
            })
    void aLengthInALongerFormThanNeededIsRefused(String hex) {
        expectRefused(hex, "shortest form");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "82 7f 8000000000000000",
                "82 7f ffffffffffffffff",
                "82 ff 8000000000000005 37fa213d",
                "89 7f 8000000000000005"
            })
    void aLengthWithItsTopBitIsRefused(String hex) {
        expectRefused(hex, "most significant bit");
    }

    static IntStream reservedOpcodes() {
        return IntStream.of(3, 4, 5, 6, 7, 11, 12, 13, 14, 15);
    }

    @ParameterizedTest
    @MethodSource("reservedOpcodes")
    void aReservedOpcodeIsRefusedWithAnyOtherBits(int opcode) {
        for (int flags = 0; flags < 16; flags++) {
            for (String rest : new String[] {"00", "05", "80 37fa213d", "7e 0100"}) {
                byte[] header = bytes(String.format("%02x %s", flags << 4 | opcode, rest));
                expectRefused(header, new int[] {header.length}, "opcode " + opcode);
                expectRefused(header, Cuts.ofSize(1, header.length), "opcode " + opcode);
            }
        }
    }

    @Test
    void definedOpcodesAreTakenWithAnyReservedBits() {
        for (int opcode : new int[] {0, 1, 2, 8, 9, 10}) {
            for (int rsv = 0; rsv < 8; rsv++) {
                int bits = 0x80 | rsv << 4 | opcode;
                FrameDecoder decoder = new FrameDecoder();
                assertThat(decoder.read(ByteBuffer.wrap(new byte[] {(byte) bits, 0})))
                        .isTrue();
                assertThat(decoder.bits()).isEqualTo(bits);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"08 00", "09 00", "0a 00", "09 85 37fa213d", "79 00"})
    void aFragmentedControlFrameIsRefused(String hex) {
        expectRefused(hex, "fragmented control frame");
    }

    @ParameterizedTest
    @CsvSource({
        "88 7e 007e, 126",
        "89 7e 007e, 126",
        "8a 7e ffff, 65535",
        "89 fe 007e 37fa213d, 126",
        "89 7f 0000000000010000, 65536",
        "89 7f 7fffffffffffffff, 9223372036854775807"
    })
    void aLongControlFrameIsRefused(String hex, String length) {
        expectRefused(hex, length);
    }

    @Test
    void whatTheEncoderWritesTheDecoderReads() {
        Random random = new Random(52);
        ByteBuffer buffer = ByteBuffer.allocate(FrameEncoder.LONGEST_HEADER);
        for (int i = 0; i < 20_000; i++) {
            long length = random.nextLong() >>> (1 + random.nextInt(63));
            int key = random.nextInt();
            boolean masked = random.nextBoolean();
            buffer.clear();
            if (masked) {
                FrameEncoder.putMaskedHeader(buffer, 0x82, length, key);
            } else {
                FrameEncoder.putHeader(buffer, 0x82, length);
            }
            FrameDecoder decoder = new FrameDecoder();
            check(decoder.read(buffer.flip()) && !buffer.hasRemaining(), "read");
            check(decoder.length() == length, "length " + decoder.length());
            check(decoder.isMasked() == masked, "masked " + decoder.isMasked());
            check(decoder.maskingKey() == (masked ? key : 0), "key " + decoder.maskingKey());
        }
    }

    /** Refused with its last byte and not before, however it is cut, and with words for what was wrong. */
    private static void expectRefused(String hex, String words) {
        byte[] header = bytes(hex);
        Cuts.forEach(header.length, ends -> expectRefused(header, ends, words));
    }

    private static void expectRefused(byte[] header, int[] ends, String words) {
        FrameDecoder decoder = new FrameDecoder();
        int start = 0;
        for (int end : ends) {
            ByteBuffer piece = ByteBuffer.wrap(header, start, end - start);
            try {
                boolean complete = decoder.read(piece);
                check(!complete && end < header.length, "not refused at " + end);
            } catch (ProtocolException violation) {
                check(end == header.length, "refused too early, at " + end);
                check(violation.closeReason().code() == CloseCode.PROTOCOL_ERROR, "" + violation.closeReason());
                check(violation.getMessage().contains(words), violation.getMessage());
            }
            start = end;
        }
    }

    private static void check(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
