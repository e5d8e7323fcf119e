package io.twsj.protocol;

import java.util.Random;

/** Payloads to send about. */
final class Payloads {

    private Payloads() {}

    /** Bytes of which neighbours differ, with a period that is no power of two. */
    static byte[] counting(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i % 251);
        }
        return bytes;
    }

    static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A text with characters of one to four bytes; about this many characters. */
    static String text(Random random, int characters) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < characters; i++) {
            text.appendCodePoint(character(random));
        }
        return text.toString();
    }

    private static int character(Random random) {
        switch (random.nextInt(5)) {
            case 0:
                return 0x80 + random.nextInt(0x780);
            case 1:
                int c = 0x800 + random.nextInt(0xf800);
                return c >= 0xd800 && c < 0xe000 ? 0xfffd : c;
            case 2:
                return 0x10000 + random.nextInt(0x100000);
            default:
                return random.nextInt(0x80);
        }
    }
}
