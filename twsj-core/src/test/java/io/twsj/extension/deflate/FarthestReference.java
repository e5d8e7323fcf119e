package io.twsj.extension.deflate;

import java.util.Arrays;

/**
 * A plain inflater (RFC 1951) that tells how far back the farthest reference goes. Slow and without any trick; it ends
 * where its input ends.
 */
final class FarthestReference {

    private static final int[] LENGTHS = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258
    };
    private static final int[] LENGTH_BITS = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final int[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final byte[] input;
    private int bit;
    private byte[] output = new byte[1024];
    private int size;
    private int farthest;

    FarthestReference(byte[] input) {
        this.input = input;
        while (bit + 10 <= 8 * input.length) {
            block();
        }
    }

    int distance() {
        return farthest;
    }

    byte[] inflated() {
        return Arrays.copyOf(output, size);
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            value |= ((input[bit >> 3] >> (bit & 7)) & 1) << i;
        }
        return value;
    }

    private void block() {
        bits(1);
        switch (bits(2)) {
            case 0 -> stored();
            case 1 -> coded(fixedLengths(), equalLengths(30, 5));
            case 2 -> dynamic();
            default -> throw new IllegalStateException("no block of type 3");
        }
    }

    private void stored() {
        bit = (bit + 7) & ~7;
        int length = bits(16);
        bits(16);
        for (int i = 0; i < length; i++) {
            put(bits(8));
        }
    }

    private static int[] fixedLengths() {
        int[] lengths = new int[288];
        for (int i = 0; i < 288; i++) {
            lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
        }
        return lengths;
    }

    private static int[] equalLengths(int count, int length) {
        int[] lengths = new int[count];
        Arrays.fill(lengths, length);
        return lengths;
    }

    private void dynamic() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int codes = bits(4) + 4;
        int[] codeLengths = new int[19];
        for (int i = 0; i < codes; i++) {
            codeLengths[ORDER[i]] = bits(3);
        }
        int[] all = new int[literals + distances];
        for (int i = 0; i < all.length; ) {
            int symbol = symbol(codeLengths);
            int repeat = symbol < 16 ? 1 : symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
            int value = symbol < 16 ? symbol : symbol == 16 ? all[i - 1] : 0;
            for (int k = 0; k < repeat; k++) {
                all[i++] = value;
            }
        }
        coded(Arrays.copyOf(all, literals), Arrays.copyOfRange(all, literals, all.length));
    }

    private void coded(int[] literals, int[] distances) {
        for (int symbol = symbol(literals); symbol != 256; symbol = symbol(literals)) {
            if (symbol < 256) {
                put(symbol);
            } else {
                int length = LENGTHS[symbol - 257] + bits(LENGTH_BITS[symbol - 257]);
                copy(length, distance(symbol(distances)));
            }
        }
    }

    private int distance(int symbol) {
        if (symbol < 4) {
            return symbol + 1;
        }
        int extra = symbol / 2 - 1;
        return ((2 + (symbol & 1)) << extra) + 1 + bits(extra);
    }

    private void copy(int length, int distance) {
        farthest = Math.max(farthest, distance);
        for (int i = 0; i < length; i++) {
            put(output[size - distance]);
        }
    }

    private void put(int octet) {
        if (size == output.length) {
            output = Arrays.copyOf(output, 2 * size);
        }
        output[size++] = (byte) octet;
    }

    /** Reads one symbol of the canonical code with these lengths. */
    private int symbol(int[] lengths) {
        int code = 0;
        int first = 0;
        for (int length = 1; length <= 15; length++) {
            code |= bits(1);
            int count = 0;
            for (int i = 0; i < lengths.length; i++) {
                if (lengths[i] == length) {
                    if (code - first == count) {
                        return i;
                    }
                    count++;
                }
            }
            first = (first + count) << 1;
            code <<= 1;
        }
        throw new IllegalStateException("no such code");
    }
}
