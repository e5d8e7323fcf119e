package io.twsj.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Checks UTF-8 (RFC 3629) piece by piece, so that a bad byte is found when it arrives (RFC 6455 section 8.1).
 *
 * <p>An automaton whose state between two pieces is one {@code int}, kept by the caller: {@link #COMPLETE} between two
 * characters, {@link #INVALID} for good after a bad byte, else one of those that say what the unfinished character needs.
 * A state is a shift distance. For each byte there is a row of 6-bit fields, one for each state, that holds the next
 * one: shifting the row by the state brings it to the lowest bits. So a byte costs no branch, whatever language a text is
 * in, and the only thing it waits for is the shift of the byte before.
 */
public final class Utf8 {

    /** Start, and every border between two characters. */
    public static final int COMPLETE = 0;

    /** A byte was found that cannot stand where it stands. */
    public static final int INVALID = 6;

    private static final int ONE_MORE = 12;
    private static final int TWO_MORE = 18;
    private static final int THREE_MORE = 24;
    private static final int AFTER_E0 = 30;
    private static final int AFTER_ED = 36;
    private static final int AFTER_F0 = 42;
    private static final int AFTER_F4 = 48;

    private static final int FIELD_BITS = 6;
    private static final long STATE_BITS = (1 << FIELD_BITS) - 1;

    private static final long[] ROWS = rows();

    private static final long HIGH_BITS = 0x8080808080808080L;

    /** Up to here a call costs more than it saves. */
    private static final int SHORT = 128;

    /** Deeper than the compiler inlines recursion. */
    private static final int OUT_OF_LINE = 2;

    private Utf8() {}

    /**
     * Encodes strictly: {@link String#getBytes} would silently turn half a surrogate pair into a question mark.
     *
     * @throws IllegalArgumentException if the text holds half of a surrogate pair, which UTF-8 cannot carry
     */
    public static byte[] encode(String text) {
        Objects.requireNonNull(text, "text");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!isPairAt(text, i)) {
                    throw new IllegalArgumentException(
                            "text has half of a surrogate pair at index " + i + ", which UTF-8 cannot carry");
                }
                i++;
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isPairAt(String text, int index) {
        return index + 1 < text.length() && Character.isSurrogatePair(text.charAt(index), text.charAt(index + 1));
    }

    /**
     * Checks the next piece of a text.
     *
     * @param state the state after the piece before, {@link #COMPLETE} for the first one
     * @param bytes read at absolute indexes; position and limit stay
     * @param from index of the first byte
     * @param to index behind the last byte
     * @return the new state; a text may end where it is {@link #COMPLETE}
     */
    public static int check(int state, ByteBuffer bytes, int from, int to) {
        return check(state, bytes, from, to, to - from > SHORT ? OUT_OF_LINE : 0);
    }

    /**
     * Calls itself before it works on a long text, so that its loop is compiled alone: inlined into all that happens on an
     * event loop it meets the compiler's limits and takes several times as long.
     */
    private static int check(int state, ByteBuffer bytes, int from, int to, int calls) {
        if (calls > 0) {
            return check(state, bytes, from, to, calls - 1);
        }
        long now = state;
        int i = from;
        for (; to - i >= Long.BYTES; i += Long.BYTES) {
            long eight = bytes.getLong(i);
            if ((eight & HIGH_BITS) != 0 || (now & STATE_BITS) != COMPLETE) {
                now = after(now, bytes.order() == ByteOrder.BIG_ENDIAN ? eight : Long.reverseBytes(eight));
            }
        }
        for (; i < to; i++) {
            now = ROWS[bytes.get(i) & 0xff] >>> now;
        }
        return (int) (now & STATE_BITS);
    }

    /** The state after eight bytes, the first of them on top. Above a state's bits is what the shift left there. */
    private static long after(long state, long eight) {
        long now = state;
        now = ROWS[(int) (eight >>> 56)] >>> now;
        now = ROWS[(int) (eight >>> 48) & 0xff] >>> now;
        now = ROWS[(int) (eight >>> 40) & 0xff] >>> now;
        now = ROWS[(int) (eight >>> 32) & 0xff] >>> now;
        now = ROWS[(int) (eight >>> 24) & 0xff] >>> now;
        now = ROWS[(int) (eight >>> 16) & 0xff] >>> now;
        now = ROWS[(int) (eight >>> 8) & 0xff] >>> now;
        return ROWS[(int) eight & 0xff] >>> now;
    }

    private static long[] rows() {
        long[] rows = new long[256];
        for (int state = COMPLETE; state <= AFTER_F4; state += FIELD_BITS) {
            rule(rows, state, 0x00, 0xff, INVALID);
        }
        // RFC 3629 section 4, by lead byte, then by what may follow.
        rule(rows, COMPLETE, 0x00, 0x7f, COMPLETE);
        rule(rows, COMPLETE, 0xc2, 0xdf, ONE_MORE);
        rule(rows, COMPLETE, 0xe0, 0xe0, AFTER_E0);
        rule(rows, COMPLETE, 0xe1, 0xec, TWO_MORE);
        rule(rows, COMPLETE, 0xed, 0xed, AFTER_ED);
        rule(rows, COMPLETE, 0xee, 0xef, TWO_MORE);
        rule(rows, COMPLETE, 0xf0, 0xf0, AFTER_F0);
        rule(rows, COMPLETE, 0xf1, 0xf3, THREE_MORE);
        rule(rows, COMPLETE, 0xf4, 0xf4, AFTER_F4);
        rule(rows, AFTER_E0, 0xa0, 0xbf, ONE_MORE);
        rule(rows, AFTER_ED, 0x80, 0x9f, ONE_MORE);
        rule(rows, AFTER_F0, 0x90, 0xbf, TWO_MORE);
        rule(rows, AFTER_F4, 0x80, 0x8f, TWO_MORE);
        rule(rows, THREE_MORE, 0x80, 0xbf, TWO_MORE);
        rule(rows, TWO_MORE, 0x80, 0xbf, ONE_MORE);
        rule(rows, ONE_MORE, 0x80, 0xbf, COMPLETE);
        return rows;
    }

    /** After these bytes a state is followed by another. */
    private static void rule(long[] rows, int state, int least, int greatest, int next) {
        for (int octet = least; octet <= greatest; octet++) {
            rows[octet] = (rows[octet] & ~(STATE_BITS << state)) | (long) next << state;
        }
    }
}
