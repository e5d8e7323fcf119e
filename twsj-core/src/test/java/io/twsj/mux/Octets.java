package io.twsj.mux;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Bytes as the tables of the draft show them. */
final class Octets {

    private Octets() {}

    /** Hex digits, with spaces where they please. */
    static ByteBuffer hex(String digits) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(digits.replace(" ", "")));
    }

    /** The bytes between position and limit, as {@code "01 ff"}. */
    static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return HexFormat.ofDelimiter(" ").formatHex(copy);
    }
}
