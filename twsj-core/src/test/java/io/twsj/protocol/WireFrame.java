package io.twsj.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A frame as the tests see it. Immutable; equal if header bits and payload are, masked or not.
 *
 * @param rsv the three reserved bits as a number from 0 to 7: RSV1 is 4, RSV2 is 2, RSV3 is 1
 * @param opcode from 0 to 15, defined or not
 */
record WireFrame(boolean fin, int rsv, int opcode, ByteBuffer payload) {

    private static final String[] NAMES = {
        "cont", "text", "binary", "op3", "op4", "op5", "op6", "op7", "close", "ping", "pong", "op11", "op12", "op13",
        "op14", "op15"
    };
    private static final int LONGEST_SHOWN = 40;

    WireFrame {
        payload = payload.asReadOnlyBuffer();
    }

    WireFrame(boolean fin, int rsv, int opcode, byte[] payload) {
        this(fin, rsv, opcode, ByteBuffer.wrap(payload.clone()));
    }

    /** The number of an opcode's name as in {@link #toString}. */
    static int opcode(String name) {
        for (int i = 0; i < NAMES.length; i++) {
            if (NAMES[i].equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no opcode " + name);
    }

    boolean isControl() {
        return opcode >= 8;
    }

    /** The same frame without the fin bit. */
    WireFrame unfinished() {
        return new WireFrame(false, rsv, opcode, payload);
    }

    /** The same frame with these reserved bits. */
    WireFrame withRsv(int bits) {
        return new WireFrame(fin, bits, opcode, payload);
    }

    byte[] bytes() {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(payload.position(), bytes);
        return bytes;
    }

    String utf8() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    /** The close code; 1005 if there is none. */
    int closeCode() {
        return payload.remaining() < 2 ? 1005 : payload.getShort(payload.position()) & 0xffff;
    }

    @Override
    public String toString() {
        String name = NAMES[opcode] + (fin ? "" : "-") + (rsv == 0 ? "" : "/" + rsv);
        return name + "(" + shown(bytes()) + ")";
    }

    static String shown(byte[] bytes) {
        return bytes.length <= LONGEST_SHOWN
                ? HexFormat.of().formatHex(bytes)
                : bytes.length + " bytes " + HexFormat.of().formatHex(bytes, 0, LONGEST_SHOWN) + "...";
    }
}
