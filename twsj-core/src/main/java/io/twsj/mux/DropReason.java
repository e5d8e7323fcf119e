package io.twsj.mux;

import io.twsj.close.CloseReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Why a channel or the physical connection is dropped. Immutable.
 *
 * @param code one of {@link MuxCode}, or what the peer made up; {@link #NO_CODE} if it said nothing
 * @param text for logs; may be empty
 */
record DropReason(int code, String text) {

    static final int NO_CODE = 0;

    /** What a block from the peer may hold at most, in bytes. */
    static final int LARGEST_RECEIVED = 4096;

    /** What is put into a block at most, in bytes: as much as into a Close frame. */
    static final int LARGEST_SENT = Short.BYTES + CloseReason.MAX_REASON_BYTES;

    static final DropReason NONE = new DropReason(NO_CODE, "");

    static DropReason of(int code) {
        return new DropReason(code, "");
    }

    static DropReason of(MuxException cause) {
        return new DropReason(cause.code(), cause.text());
    }

    /** The channel has come to its end in good order, or this is the answer to a DropChannel. */
    boolean isOrderly() {
        return code == NO_CODE || code == MuxCode.NORMAL || code == MuxCode.DROP_CHANNEL_ACK;
    }

    /** As in a block; a long text is cut. */
    byte[] bytes() {
        if (code == NO_CODE) {
            return new byte[0];
        }
        byte[] cut = CloseReason.truncated(code, text).reason().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Short.BYTES + cut.length)
                .putShort((short) code)
                .put(cut)
                .array();
    }

    /**
     * Reads all bytes between position and limit.
     *
     * @throws MuxException if that is half a code, or too much
     */
    static DropReason read(ByteBuffer bytes) throws MuxException {
        int size = bytes.remaining();
        if (size == 0) {
            return NONE;
        }
        if (size == 1 || size > LARGEST_RECEIVED) {
            throw new MuxException(MuxCode.INVALID_CONTROL_BLOCK, "drop reason of " + size + " bytes");
        }
        int code = bytes.getShort() & 0xffff;
        return new DropReason(code, StandardCharsets.UTF_8.decode(bytes).toString());
    }

    @Override
    public String toString() {
        return text.isEmpty() ? Integer.toString(code) : code + " (" + text + ")";
    }
}
