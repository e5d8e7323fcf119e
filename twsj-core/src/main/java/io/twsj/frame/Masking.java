package io.twsj.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Masking and unmasking, which are the same operation (RFC 6455 section 5.3). */
public final class Masking {

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
