package io.twsj.extension.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The last 32 KiB, however they came. */
class HistoryTest {

    @Test
    void remembersTheLast32KiBHoweverTheyCome() {
        Random random = new Random(7692);
        for (int round = 0; round < 50; round++) {
            History history = new History();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            int most = 1 << random.nextInt(17);
            for (int i = 0; i < 40; i++) {
                byte[] piece = new byte[random.nextInt(most + 1)];
                random.nextBytes(piece);
                ByteBuffer buffer = ByteBuffer.wrap(piece);
                history.add(buffer);
                assertThat(buffer.remaining()).isEqualTo(piece.length);
                all.writeBytes(piece);
                byte[] expected = all.toByteArray();
                assertThat(remembered(history))
                        .isEqualTo(
                                Arrays.copyOfRange(expected, Math.max(0, expected.length - 32_768), expected.length));
            }
        }
    }

    @Test
    void isEmptyAtFirst() {
        assertThat(remembered(new History())).isEmpty();
    }

    private static byte[] remembered(History history) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        history.handTo(bytes::write);
        return bytes.toByteArray();
    }
}
