package io.twsj.transport;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the TLS connections of a loop share, so that an idle one needs no buffer: one for encrypted input, one for
 * encrypted output, and a pool for output that workers encrypt. All of it is made when first needed.
 *
 * <p>These are on the heap: the JDK's ciphers work on arrays, and with direct buffers take a tenth longer for small
 * records and a quarter longer for full ones, which is more than the copy to and from the network.
 */
final class TlsBuffers {

    /** No more than the loop's read buffer holds: records never grow when they are decrypted. */
    private static final int INPUT_BYTES = 192 << 10;

    /** Several full records, which thus leave in one write. */
    private static final int OUTPUT_BYTES = 128 << 10;

    private static final int MOST_IN_POOL = 16;

    private final EventLoop loop;
    private final ChunkPool pool = new ChunkPool(() -> ByteBuffer.allocate(OUTPUT_BYTES), MOST_IN_POOL);
    private @Nullable ByteBuffer input;
    private @Nullable ByteBuffer output;
    private boolean outputLent;

    TlsBuffers(EventLoop loop) {
        this.loop = loop;
    }

    /** Encrypted input, empty. Event loop only. */
    ByteBuffer input() {
        if (input == null) {
            input = ByteBuffer.allocate(INPUT_BYTES);
        }
        return input.clear();
    }

    /** An empty buffer for records, to be given back. Any thread. */
    ByteBuffer acquireOutput() {
        if (!loop.inLoop() || outputLent) {
            return pool.acquire();
        }
        if (output == null) {
            output = ByteBuffer.allocate(OUTPUT_BYTES);
        }
        outputLent = true;
        return output.clear();
    }

    /** Takes back what {@link #acquireOutput} gave. By the same thread. */
    @SuppressWarnings("ReferenceEquality") // it is this very buffer or not
    void releaseOutput(ByteBuffer buffer) {
        if (loop.inLoop() && buffer == output) {
            outputLent = false;
        } else {
            pool.release(buffer);
        }
    }
}
