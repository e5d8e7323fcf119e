package io.twsj.transport;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a TLS record whose end has not arrived. Holds memory while there are such bytes, and no more than twice
 * as much as there are. Event loop only.
 */
final class PartialRecord {

    private @Nullable ByteBuffer bytes;

    boolean isEmpty() {
        return bytes == null;
    }

    /** Puts the bytes before what the next read will add. */
    void copyTo(ByteBuffer input) {
        if (bytes != null) {
            input.put(0, bytes, 0, bytes.position()).position(bytes.position());
        }
    }

    /** Keeps what has not been taken of an input that began with {@link #copyTo}. */
    void keep(ByteBuffer input) {
        if (!input.hasRemaining()) {
            bytes = null;
            return;
        }
        // If nothing was taken, all but what the last read added is here already.
        ByteBuffer kept = bytes == null || input.position() > 0 ? ByteBuffer.allocate(input.remaining()) : bytes;
        kept = withRoomFor(kept, input.limit() - input.position());
        int known = kept.position();
        int added = input.remaining() - known;
        kept.put(known, input, input.position() + known, added).position(known + added);
        bytes = kept;
    }

    void drop() {
        bytes = null;
    }

    private static ByteBuffer withRoomFor(ByteBuffer kept, int size) {
        return kept.capacity() >= size
                ? kept
                : ByteBuffer.allocate(Math.max(size, 2 * kept.capacity())).put(kept.flip());
    }
}
