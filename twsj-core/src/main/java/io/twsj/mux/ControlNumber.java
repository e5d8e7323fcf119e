package io.twsj.mux;

import java.nio.ByteBuffer;

/** A number in a control block: one octet up to 125, 126 and two octets, or 127 and eight, in the shortest form. */
final class ControlNumber {

    private static final int TWO_OCTETS = 126;
    private static final int EIGHT_OCTETS = 127;

    private ControlNumber() {}

    /** The number of octets. */
    static int size(long number) {
        return number < TWO_OCTETS ? 1 : number <= 0xffff ? 1 + Short.BYTES : 1 + Long.BYTES;
    }

    /** Puts a number at the position of a big-endian target. */
    static void put(ByteBuffer target, long number) {
        if (number < TWO_OCTETS) {
            target.put((byte) number);
        } else if (number <= 0xffff) {
            target.put((byte) TWO_OCTETS).putShort((short) number);
        } else {
            target.put((byte) EIGHT_OCTETS).putLong(number);
        }
    }

    /**
     * Reads a number.
     *
     * @throws MuxException if it is truncated, too large, or not in its shortest form
     */
    static long read(ByteBuffer bytes) throws MuxException {
        int first = octet(bytes);
        if (first > EIGHT_OCTETS) {
            throw invalid("number with its most significant bit set");
        }
        int more = first < TWO_OCTETS ? 0 : first == TWO_OCTETS ? Short.BYTES : Long.BYTES;
        long number = more == 0 ? first : 0;
        for (int i = 0; i < more; i++) {
            number = number << 8 | octet(bytes);
        }
        if (number < 0) {
            throw invalid("number with its most significant bit set");
        }
        if (size(number) != 1 + more) {
            throw invalid("number " + number + " is not in its shortest form");
        }
        return number;
    }

    private static int octet(ByteBuffer bytes) throws MuxException {
        if (!bytes.hasRemaining()) {
            throw invalid("number is truncated");
        }
        return bytes.get() & 0xff;
    }

    private static MuxException invalid(String what) {
        return new MuxException(MuxCode.INVALID_CONTROL_BLOCK, what);
    }
}
