package io.twsj.handshake.auth;

/**
 * Which counts of one nonce have been used. Requests on several connections may overtake each other, so the latest 64
 * counts are known one by one; older ones pass for used. One caller at a time.
 */
final class CountWindow {

    private long highest;

    /** Bit n: the count {@code highest - n} was used. */
    private long used;

    /** Uses a count; false if it was used before, or may have been. */
    boolean add(long count) {
        if (count > highest) {
            long ahead = count - highest;
            used = (ahead < Long.SIZE ? used << ahead : 0) | 1;
            highest = count;
            return true;
        }
        long behind = highest - count;
        if (behind >= Long.SIZE || (used & 1L << behind) != 0) {
            return false;
        }
        used |= 1L << behind;
        return true;
    }
}
