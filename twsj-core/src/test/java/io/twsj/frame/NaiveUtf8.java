package io.twsj.frame;

/** UTF-8 by the table of RFC 3629 section 4, row by row: what the checker is compared to. */
public final class NaiveUtf8 {

    /** Least and greatest value of each byte of a sequence. */
    private static final int[][] ROWS = {
        {0x00, 0x7f},
        {0xc2, 0xdf, 0x80, 0xbf},
        {0xe0, 0xe0, 0xa0, 0xbf, 0x80, 0xbf},
        {0xe1, 0xec, 0x80, 0xbf, 0x80, 0xbf},
        {0xed, 0xed, 0x80, 0x9f, 0x80, 0xbf},
        {0xee, 0xef, 0x80, 0xbf, 0x80, 0xbf},
        {0xf0, 0xf0, 0x90, 0xbf, 0x80, 0xbf, 0x80, 0xbf},
        {0xf1, 0xf3, 0x80, 0xbf, 0x80, 0xbf, 0x80, 0xbf},
        {0xf4, 0xf4, 0x80, 0x8f, 0x80, 0xbf, 0x80, 0xbf},
    };

    /** The bytes are UTF-8. */
    public static final int VALID = -1;

    /** The bytes end within a character. */
    public static final int UNFINISHED = -2;

    private NaiveUtf8() {}

    /** The index of the first byte that cannot stand where it stands, or {@link #VALID}, or {@link #UNFINISHED}. */
    public static int firstWrong(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int[] row = rowOf(bytes[at] & 0xff);
            if (row == null) {
                return at;
            }
            for (int i = 1; i < row.length / 2; i++) {
                if (at + i == bytes.length) {
                    return UNFINISHED;
                }
                if (!isBetween(bytes[at + i] & 0xff, row[2 * i], row[2 * i + 1])) {
                    return at + i;
                }
            }
            at += row.length / 2;
        }
        return VALID;
    }

    private static int[] rowOf(int lead) {
        for (int[] row : ROWS) {
            if (isBetween(lead, row[0], row[1])) {
                return row;
            }
        }
        return null;
    }

    private static boolean isBetween(int octet, int least, int greatest) {
        return least <= octet && octet <= greatest;
    }
}
