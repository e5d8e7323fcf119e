package io.twsj.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Checks UTF-8 (RFC 3629) piece by piece, so that a bad byte is found when it arrives (RFC 6455 section 8.1).
 *
 * <p>The state between two pieces is one {@code int}, kept by the caller: {@link #COMPLETE} between two characters,
 * {@link #INVALID} for good after a bad byte, else what the unfinished character still needs:
 *
 * <pre>
 *  bits 17-16: bytes still to come   bits 15-8: least next byte   bits 7-0: greatest next byte
 * </pre>
 */
public final class Utf8 {

    /** Start, and every border between two characters. */
    public static final int COMPLETE = 0;

    /** A byte was found that cannot stand where it stands. */
    public static final int INVALID = -1;

    private static final long HIGH_BITS = 0x8080808080808080L;

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
        int i = from;
        int now = state;
        while (now != COMPLETE) {
            if (now == INVALID || i == to) {
                return now;
            }
            now = next(now, bytes.get(i++) & 0xff);
        }
        return checkFromBorder(bytes, i, to);
    }

    private static int checkFromBorder(ByteBuffer bytes, int from, int to) {
        int i = from;
        while (i < to) {
            int lead = bytes.get(i);
            if (lead >= 0) {
                i = skipAscii(bytes, i + 1, to);
            } else if (to - i >= 4) {
                int length = sequenceLength(bytes.getInt(i), bytes.order() == ByteOrder.BIG_ENDIAN);
                if (length == 0) {
                    return INVALID;
                }
                i += length;
            } else {
                return checkTail(bytes, i, to);
            }
        }
        return COMPLETE;
    }

    private static int skipAscii(ByteBuffer bytes, int from, int to) {
        int i = from;
        while (to - i >= Long.BYTES && (bytes.getLong(i) & HIGH_BITS) == 0) {
            i += Long.BYTES;
        }
        while (i < to && bytes.get(i) >= 0) {
            i++;
        }
        return i;
    }

    /** The length of the sequence that begins with a non-ASCII byte in four bytes, or 0 if it is not valid. */
    private static int sequenceLength(int fourBytes, boolean bigEndian) {
        int s = bigEndian ? fourBytes : Integer.reverseBytes(fourBytes);
        // 110xxxxx 10xxxxxx, of at least U+0080
        if ((s & 0xe0c0_0000) == 0xc080_0000) {
            return (s & 0x1e00_0000) != 0 ? 2 : 0;
        }
        // 1110xxxx 10xxxxxx 10xxxxxx, of at least U+0800, without surrogates
        if ((s & 0xf0c0_c000) == 0xe080_8000) {
            int top = s & 0x0f20_0000;
            return top != 0 && top != 0x0d20_0000 ? 3 : 0;
        }
        // 11110xxx 10xxxxxx 10xxxxxx 10xxxxxx, U+10000 to U+10FFFF
        if ((s & 0xf8c0_c0c0) == 0xf080_8080) {
            int top = s & 0x0730_0000;
            return top != 0 && top <= 0x0400_0000 ? 4 : 0;
        }
        return 0;
    }

    private static int checkTail(ByteBuffer bytes, int from, int to) {
        int now = COMPLETE;
        for (int i = from; i < to && now != INVALID; i++) {
            now = next(now, bytes.get(i) & 0xff);
        }
        return now;
    }

    private static int next(int state, int octet) {
        if (state == COMPLETE) {
            return afterLead(octet);
        }
        int least = state >>> 8 & 0xff;
        int greatest = state & 0xff;
        if (octet < least || octet > greatest) {
            return INVALID;
        }
        int stillToCome = (state >>> 16) - 1;
        return stillToCome == 0 ? COMPLETE : needs(stillToCome, 0x80, 0xbf);
    }

    /** RFC 3629 section 4, row by row: what may follow a lead byte. */
    private static int afterLead(int lead) {
        if (lead < 0x80) {
            return COMPLETE;
        }
        if (lead < 0xc2 || lead > 0xf4) {
            return INVALID;
        }
        if (lead < 0xe0) {
            return needs(1, 0x80, 0xbf);
        }
        if (lead < 0xf0) {
            return needs(2, lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf);
        }
        return needs(3, lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf);
    }

    private static int needs(int bytes, int least, int greatest) {
        return bytes << 16 | least << 8 | greatest;
    }
}
