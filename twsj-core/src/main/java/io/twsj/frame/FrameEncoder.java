package io.twsj.frame;

import java.nio.ByteBuffer;

/** Writes frame headers (RFC 6455 section 5.2), lengths in their shortest form. */
public final class FrameEncoder {

    /** Two octets, an eight-octet length, a masking key. */
    public static final int LONGEST_HEADER = 14;

    private static final int MASK = 0x80;

    private FrameEncoder() {}

    /** The number of octets of a header for a payload of this length. */
    public static int headerSize(long length, boolean masked) {
        int extended = length < 126 ? 0 : length <= 0xffff ? Short.BYTES : Long.BYTES;
        return 2 + extended + (masked ? Integer.BYTES : 0);
    }

    /** Puts the header of an unmasked frame at the target's position. */
    public static void putHeader(ByteBuffer target, int bits, long length) {
        put(target, bits, length, 0);
    }

    /** Puts the header of a masked frame at the target's position. */
    public static void putMaskedHeader(ByteBuffer target, int bits, long length, int key) {
        put(target, bits, length, MASK);
        putBigEndian(target, key, Integer.BYTES);
    }

    private static void put(ByteBuffer target, int bits, long length, int mask) {
        target.put((byte) bits);
        if (length < 126) {
            target.put((byte) (mask | (int) length));
        } else if (length <= 0xffff) {
            target.put((byte) (mask | 126));
            putBigEndian(target, length, Short.BYTES);
        } else {
            target.put((byte) (mask | 127));
            putBigEndian(target, length, Long.BYTES);
        }
    }

    /** The target may have either byte order. */
    private static void putBigEndian(ByteBuffer target, long number, int octets) {
        for (int shift = (octets - 1) * 8; shift >= 0; shift -= 8) {
            target.put((byte) (number >>> shift));
        }
    }
}
