package io.twsj.http;

/**
 * How much of a head is read from a peer. Immutable.
 *
 * @param maxRequestLineBytes the longest request line (or status line), without its line end; beyond it 414
 * @param maxHeadBytes the longest head, from its first byte to the end of the blank line; beyond it 431
 * @param maxHeaders the most header lines; beyond it 431
 */
public record HttpLimits(int maxRequestLineBytes, int maxHeadBytes, int maxHeaders) {

    /** 8 KiB of request line, 16 KiB of head, 100 header lines. */
    public static final HttpLimits DEFAULT = new HttpLimits(8192, 16384, 100);

    /**
     * Checks the three.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public HttpLimits {
        requirePositive("maxRequestLineBytes", maxRequestLineBytes);
        requirePositive("maxHeadBytes", maxHeadBytes);
        requirePositive("maxHeaders", maxHeaders);
    }

    private static void requirePositive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " is " + value + ", not positive");
        }
    }
}
