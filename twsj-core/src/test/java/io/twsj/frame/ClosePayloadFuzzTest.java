package io.twsj.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.twsj.close.CloseReason;
import io.twsj.close.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;

/** Any bytes as the payload of a Close frame, compared with the rules written down once more (RFC 6455 7.4). */
class ClosePayloadFuzzTest {

    private static final Set<Integer> RESERVED = Set.of(1004, 1005, 1006, 1015);
    private static final int LONGEST = 125;

    @FuzzTest
    void closePayloads(byte[] any) {
        byte[] bytes = Arrays.copyOf(any, Math.min(any.length, LONGEST));
        ByteBuffer payload = ByteBuffer.wrap(bytes);
        int expected = expectedCode(bytes);
        try {
            CloseReason found = ClosePayload.parse(payload);
            assertThat(expected).isZero();
            assertThat(ClosePayload.of(found)).isEqualTo(bytes);
        } catch (ProtocolException refused) {
            assertThat(refused.closeReason().code()).isEqualTo(expected);
        }
        assertThat(payload.remaining()).isEqualTo(bytes.length);
    }

    /** What to fail with; 0 if the payload is legal. */
    private static int expectedCode(byte[] bytes) {
        if (bytes.length == 0) {
            return 0;
        }
        int code = bytes.length == 1 ? 0 : ByteBuffer.wrap(bytes).getShort() & 0xffff;
        boolean registered = code >= 1000 && code <= 1014 && !RESERVED.contains(code);
        if (!registered && (code < 3000 || code > 4999)) {
            return 1002;
        }
        return NaiveUtf8.firstWrong(Arrays.copyOfRange(bytes, 2, bytes.length)) == NaiveUtf8.VALID ? 0 : 1007;
    }
}
