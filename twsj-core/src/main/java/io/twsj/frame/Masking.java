package io.twsj.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Masking and unmasking, which are the same operation (RFC 6455 section 5.3). */
public final class Masking {

    /** Up to here a call costs more than it saves. */
    private static final int SHORT = 128;

    /** Deeper than the compiler inlines recursion. */
    private static final int OUT_OF_LINE = 2;

    private Masking() {}

    /**
     * Changes bytes in place.
     *
     * @param bytes read and written at absolute indexes; position and limit stay
     * @param from index of the first byte to change
     * @param to index behind the last byte to change
     * @param key the masking key as a big-endian number
     * @param offset how many bytes of the frame's payload came before {@code from}; only its two low bits matter
     */
    public static void apply(ByteBuffer bytes, int from, int to, int key, int offset) {
        int rotated = Integer.rotateLeft(key, (offset & 3) * 8);
        applyRotated(bytes, from, to, rotated, to - from > SHORT ? OUT_OF_LINE : 0);
    }

    /**
     * Calls itself before it works on a long payload, so that its loop is compiled alone: inlined into all that happens
     * on an event loop it meets the compiler's limits and takes about five times as long.
     */
    private static void applyRotated(ByteBuffer bytes, int from, int to, int rotated, int calls) {
        if (calls > 0) {
            applyRotated(bytes, from, to, rotated, calls - 1);
            return;
        }
        int i = from;
        if (to - from >= Long.BYTES) {
            long pattern = inOrderOf(bytes, (rotated & 0xffff_ffffL) << 32 | (rotated & 0xffff_ffffL));
            int last = to - Long.BYTES;
            for (; i <= last; i += Long.BYTES) {
                bytes.putLong(i, bytes.getLong(i) ^ pattern);
            }
        }
        // Eight is a multiple of four: whatever is left begins at the key's first byte again.
        for (int shift = 24; i < to; i++, shift = (shift - 8) & 31) {
            bytes.put(i, (byte) (bytes.get(i) ^ rotated >>> shift));
        }
    }

    private static long inOrderOf(ByteBuffer bytes, long bigEndian) {
        return bytes.order() == ByteOrder.BIG_ENDIAN ? bigEndian : Long.reverseBytes(bigEndian);
    }
}
