package io.twsj.mux;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.twsj.frame.FrameBits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Any bytes as what a peer says on a physical connection of {@code mux}. */
class MuxFuzzTest {

    /** Every block that is read is written the same; every other one has a code of the draft. */
    @FuzzTest
    void controlBlocks(byte[] any) {
        ByteBuffer bytes = ByteBuffer.wrap(any);
        while (bytes.hasRemaining()) {
            int start = bytes.position();
            ControlBlock block;
            try {
                block = ControlBlockReader.read(bytes);
            } catch (MuxException refused) {
                assertThat(refused.code()).isBetween(2000, 3999);
                return;
            }
            byte[] read = Arrays.copyOfRange(any, start, bytes.position());
            assertThat(bytes.position()).isGreaterThan(start);
            assertThat(isWrittenAs(block, read)).as("%s", block).isTrue();
        }
    }

    /** A reason is for logs: text that is not UTF-8 or longer than we send it is not kept as it came. */
    private static boolean isWrittenAs(ControlBlock block, byte[] read) {
        if (block instanceof ControlBlock.DropChannel drop && isLossy(drop.reason())) {
            return true;
        }
        ByteBuffer written = ByteBuffer.allocate(block.largestSize());
        block.putTo(written);
        return Arrays.equals(read, Arrays.copyOf(written.array(), written.position()));
    }

    private static boolean isLossy(DropReason reason) {
        String text = reason.text();
        return reason.code() == DropReason.NO_CODE
                || text.indexOf('\ufffd') >= 0
                || text.getBytes(StandardCharsets.UTF_8).length > DropReason.LARGEST_SENT - Short.BYTES;
    }

    /** Logical frames, as triples of bits, length and payload: no control frame above 125 bytes ever comes out. */
    @FuzzTest
    void logicalFrames(byte[] any) {
        LogicalFrames frames = new LogicalFrames();
        ByteBuffer bytes = ByteBuffer.wrap(any);
        while (bytes.remaining() >= 2) {
            int bits = bytes.get() & 0xff;
            int length = Math.min(bytes.get() & 0xff, bytes.remaining());
            ByteBuffer piece = bytes.slice(bytes.position(), length);
            bytes.position(bytes.position() + length);
            try {
                int given = frames.accept(bits, piece);
                if (given != LogicalFrames.NOTHING && FrameBits.isControl(given)) {
                    assertThat(FrameBits.fin(given)).isTrue();
                    assertThat(frames.payload().remaining()).isLessThanOrEqualTo(125);
                }
            } catch (MuxException refused) {
                assertThat(refused.code()).isEqualTo(MuxCode.BAD_FRAGMENTATION);
                return;
            }
        }
    }

    /** A head that is completed is one that the parser of heads takes, and reads as a handshake with one key. */
    @FuzzTest
    void logicalRequests(byte[] any) throws Exception {
        byte[] completed;
        try {
            completed = LogicalHeads.completeRequest(new String(any, StandardCharsets.ISO_8859_1));
        } catch (MuxException refused) {
            assertThat(refused.code()).isEqualTo(MuxCode.BAD_REQUEST);
            return;
        }
        var parser = LogicalHeads.requestParser();
        ByteBuffer bytes = ByteBuffer.wrap(completed);
        assertThat(parser.feed(bytes)).isTrue();
        assertThat(bytes.hasRemaining()).isFalse();
        assertThat(parser.head().headers().all("Sec-WebSocket-Key")).hasSize(1);
        assertThat(parser.head().headers().all("Upgrade")).containsExactly("websocket");
    }
}
