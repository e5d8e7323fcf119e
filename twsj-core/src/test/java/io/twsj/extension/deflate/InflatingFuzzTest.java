package io.twsj.extension.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.twsj.close.LimitExceededException;
import io.twsj.close.ProtocolException;
import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.extension.FrameTransform;
import io.twsj.frame.Cuts;
import io.twsj.frame.FrameBits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Any bytes as a compressed message, compared with the JDK's inflater used in the plainest way (RFC 7692 7.2.2). */
class InflatingFuzzTest {

    private static final int MOST_BYTES = 1 << 16;
    private static final int BINARY = 2;
    private static final DeflateOptions OPTIONS =
            DeflateOptions.builder().maxRatio(0).build();

    @FuzzTest
    void compressedMessages(byte[] bytes) {
        byte[] expected = naive(bytes);
        compare(inflated(bytes, new int[] {bytes.length}), expected);
        compare(inflated(bytes, IntStream.rangeClosed(1, bytes.length).toArray()), expected);
        compare(inflated(bytes, Cuts.random(new Random(Arrays.hashCode(bytes)), bytes.length)), expected);
    }

    private static void compare(byte @Nullable [] found, byte @Nullable [] expected) {
        if (expected == null) {
            assertThat(found).isNull();
        } else {
            assertThat(found).isNotNull().isEqualTo(expected);
        }
    }

    /** Null if it is refused. */
    private static byte @Nullable [] inflated(byte[] bytes, int[] ends) {
        ExtensionSession session = PermessageDeflate.of(OPTIONS).accept(ExtensionParameters.of("permessage-deflate"));
        assertThat(session).isNotNull();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FrameTransform.PayloadSink sink = piece -> collect(piece, out);
        try {
            FrameTransform inbound = session.inbound();
            inbound.begin(FrameBits.FIN | FrameBits.RSV1 | BINARY, bytes.length);
            for (ByteBuffer piece : Cuts.pieces(bytes, ends)) {
                inbound.payload(piece, sink);
            }
            inbound.end(sink);
            return out.toByteArray();
        } catch (ProtocolException refused) {
            return null;
        } finally {
            session.close();
        }
    }

    private static void collect(ByteBuffer piece, ByteArrayOutputStream out) {
        if (out.size() + piece.remaining() > MOST_BYTES) {
            throw new LimitExceededException(1009, "too much", out.size() + (long) piece.remaining(), MOST_BYTES);
        }
        byte[] copy = new byte[piece.remaining()];
        piece.get(copy);
        out.writeBytes(copy);
    }

    private static byte @Nullable [] naive(byte[] bytes) {
        if (bytes.length == 0) {
            return null;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Inflater inflater = new Inflater(true);
        try {
            boolean ended = inflateAll(inflater, bytes, out);
            if (!ended && out.size() <= MOST_BYTES) {
                inflateAll(inflater, new byte[] {0, 0, (byte) 0xff, (byte) 0xff}, out);
            }
            return out.size() <= MOST_BYTES ? out.toByteArray() : null;
        } catch (DataFormatException malformed) {
            return null;
        } finally {
            inflater.end();
        }
    }

    /** Tells whether the last block that has begun says that it is the last one. */
    private static boolean inflateAll(Inflater inflater, byte[] bytes, ByteArrayOutputStream out)
            throws DataFormatException {
        byte[] buffer = new byte[1000];
        inflater.setInput(bytes);
        while (out.size() <= MOST_BYTES) {
            int count = inflater.inflate(buffer);
            out.write(buffer, 0, count);
            if (inflater.finished()) {
                int left = inflater.getRemaining();
                inflater.reset();
                if (left == 0) {
                    return true;
                }
                inflater.setInput(bytes, bytes.length - left, left);
            } else if (count == 0) {
                return false;
            }
        }
        return false;
    }
}
