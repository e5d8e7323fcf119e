package io.twsj.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartialRecordTest {

    private final PartialRecord partial = new PartialRecord();
    private final ByteBuffer input = ByteBuffer.allocateDirect(1000);

    @Test
    void whatIsNotTakenComesAgainBeforeWhatIsRead() {
        Random random = new Random(5);
        int written = 0;
        int taken = 0;
        while (taken < 200_000) {
            partial.copyTo(input.clear());
            for (int i = random.nextInt(100); i > 0 && input.hasRemaining(); i--) {
                input.put((byte) (written++ % 251));
            }
            input.flip();
            int most = input.remaining() > 900 ? input.remaining() : random.nextInt(3) * random.nextInt(30);
            for (int i = Math.min(most, input.remaining()); i > 0; i--) {
                assertThat(Byte.toUnsignedInt(input.get())).isEqualTo(taken++ % 251);
            }
            partial.keep(input);
            assertThat(partial.isEmpty()).isEqualTo(taken == written);
        }
    }

    @Test
    void nothingIsKeptOfACompleteRecord() {
        partial.keep(ByteBuffer.wrap(new byte[10]));
        assertThat(partial.isEmpty()).isFalse();
        partial.keep(ByteBuffer.allocate(0));
        assertThat(partial.isEmpty()).isTrue();
        partial.copyTo(input.clear());
        assertThat(input.position()).isZero();
    }
}
