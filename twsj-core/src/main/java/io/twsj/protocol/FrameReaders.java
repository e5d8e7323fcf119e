package io.twsj.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What the connections of one loop read frames with, so that those between two messages, which are most, need nothing for
 * it: a reader is lent to one of them while its bytes are handled, and stays with it only while something is unfinished.
 * Loop only.
 */
public final class FrameReaders {

    private final BufferPool buffers;

    /** Mostly the only one; null while it is lent. */
    private @Nullable FrameReader idle;

    /** Readers for a loop. */
    public FrameReaders(BufferPool buffers) {
        this.buffers = buffers;
    }

    /** To be given back, or else to be forgotten. */
    FrameReader lend(InboundHalf half) {
        FrameReader reader = idle;
        idle = null;
        if (reader == null) {
            reader = new FrameReader(buffers);
        }
        reader.serve(half);
        return reader;
    }

    /** Takes back a reader that is at rest. */
    void giveBack(FrameReader reader) {
        reader.serve(null);
        idle = reader;
    }
}
