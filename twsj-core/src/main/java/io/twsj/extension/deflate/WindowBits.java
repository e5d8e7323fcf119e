package io.twsj.extension.deflate;

import org.jspecify.annotations.Nullable;

/** The size of a compressor's window, 2^bits bytes, as it is agreed on (RFC 7692 section 7.1.2). */
final class WindowBits {

    static final int LEAST = 8;
    static final int MOST = 15;

    private WindowBits() {}

    /** Reads a parameter's value: 8 to 15, without leading zeros; 0 if it is anything else. */
    static int parse(@Nullable String value) {
        if (value == null || value.isEmpty() || value.length() > 2 || value.charAt(0) == '0') {
            return 0;
        }
        int bits = 0;
        for (int i = 0; i < value.length(); i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            bits = 10 * bits + digit;
        }
        return bits < LEAST || bits > MOST ? 0 : bits;
    }

    static int require(int bits) {
        if (bits < LEAST || bits > MOST) {
            throw new IllegalArgumentException("window of " + bits + " bits is not within " + LEAST + " to " + MOST);
        }
        return bits;
    }
}
