package io.twsj.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frame headers, written: RFC 6455 section 5.2. */
class FrameEncoderTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
        81, 0,                   8100
        81, 5,                   8105
        01, 3,                   0103
        82, 125,                 827d
        82, 126,                 827e007e
        82, 127,                 827e007f
        82, 256,                 827e0100
        82, 65535,               827effff
        82, 65536,               827f0000000000010000
        82, 2147483647,          827f000000007fffffff
        82, 2147483648,          827f0000000080000000
        82, 9223372036854775807, 827f7fffffffffffffff
        c1, 7,                   c107
        8a, 125,                 8a7d
        """)
    void aHeaderHasTheShortestLength(String bits, long length, String header) {
        byte[] expected = HexFormat.of().parseHex(header);
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            ByteBuffer target = ByteBuffer.allocate(20).order(order).position(3);
            FrameEncoder.putHeader(target, Integer.parseInt(bits, 16), length);
            assertThat(written(target)).isEqualTo(expected);
            assertThat(FrameEncoder.headerSize(length, false)).isEqualTo(expected.length);

            ByteBuffer masked = ByteBuffer.allocateDirect(20).order(order).position(3);
            FrameEncoder.putMaskedHeader(masked, Integer.parseInt(bits, 16), length, 0x37fa213d);
            byte[] expectedMasked = HexFormat.of().parseHex(header + "37fa213d");
            expectedMasked[1] |= (byte) 0x80;
            assertThat(written(masked)).isEqualTo(expectedMasked);
            assertThat(FrameEncoder.headerSize(length, true)).isEqualTo(expectedMasked.length);
            assertThat(expectedMasked.length).isLessThanOrEqualTo(FrameEncoder.LONGEST_HEADER);
        }
    }

    private static byte[] written(ByteBuffer target) {
        byte[] written = new byte[target.position() - 3];
        target.get(3, written);
        return written;
    }
}
