package io.twsj.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.twsj.frame.Cuts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Any bytes where a PROXY header or a ClientHello is expected. */
class PrefaceFuzzTest {

    private static final int LONGEST_PROXY_HEADER = 16 + 4096;

    @FuzzTest
    void proxyHeaders(byte[] bytes) {
        String whole = proxyHeader(bytes, new int[] {bytes.length});
        assertThat(proxyHeader(bytes, IntStream.rangeClosed(1, bytes.length).toArray()))
                .isEqualTo(whole);
        assertThat(proxyHeader(bytes, Cuts.random(new Random(Arrays.hashCode(bytes)), bytes.length)))
                .isEqualTo(whole);
        boolean undecided = whole.equals("incomplete");
        assertThat(undecided && bytes.length >= LONGEST_PROXY_HEADER)
                .as("undecided after " + bytes.length + " bytes")
                .isFalse();
    }

    private static String proxyHeader(byte[] bytes, int[] ends) {
        ProxyHeader header = new ProxyHeader();
        int taken = 0;
        try {
            for (ByteBuffer piece : Cuts.pieces(bytes, ends)) {
                boolean complete = header.feed(piece);
                taken += piece.position();
                if (complete) {
                    return header.source() + " after " + taken;
                }
                assertThat(piece.hasRemaining()).isFalse();
            }
            return "incomplete";
        } catch (IOException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    /** What has been decided of a beginning does not change with what follows; and it is decided in the end. */
    @FuzzTest
    void clientHellos(byte[] bytes) {
        ByteBuffer records = ByteBuffer.wrap(bytes);
        ClientHello whole = ClientHello.read(records);
        assertThat(records.remaining()).isEqualTo(bytes.length);
        assertThat(whole == null && bytes.length >= ClientHello.MOST_BYTES).isFalse();
        if (whole != null && whole.serverName() != null) {
            assertThat(whole.serverName()).hasSizeBetween(1, 255);
        }
        int shorter = bytes.length == 0 ? 0 : new Random(Arrays.hashCode(bytes)).nextInt(bytes.length);
        ClientHello early = ClientHello.read(ByteBuffer.wrap(bytes, 0, shorter));
        if (early != null) {
            assertThat(whole).isEqualTo(early);
        }
    }
}
