package io.twsj;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A frame as it stands on the wire (RFC 6455 section 5.2), legal or not: whatever a test wants to send, and what it
 * received. Encodes and compares by itself, so that the library is not checked against itself.
 *
 * @param rsv RSV1·4 + RSV2·2 + RSV3·1
 * @param payload not to be changed
 */
public record WireFrame(boolean fin, int rsv, int opcode, byte[] payload) {

    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final int KEY = 0x37fa213d;
    private static final int LONGEST_SHOWN = 32;

    public static WireFrame of(int opcode, byte[] payload) {
        return new WireFrame(true, 0, opcode, payload);
    }

    public static WireFrame of(int opcode, String payload) {
        return of(opcode, payload.getBytes(StandardCharsets.UTF_8));
    }

    public static WireFrame text(String text) {
        return of(TEXT, text);
    }

    public static WireFrame text(byte[] utf8) {
        return of(TEXT, utf8);
    }

    public static WireFrame binary(byte... bytes) {
        return of(BINARY, bytes);
    }

    public static WireFrame continuation(String payload) {
        return of(CONTINUATION, payload);
    }

    public static WireFrame continuation(byte[] payload) {
        return of(CONTINUATION, payload);
    }

    public static WireFrame ping(String payload) {
        return of(PING, payload);
    }

    public static WireFrame pong(String payload) {
        return of(PONG, payload);
    }

    public static WireFrame close() {
        return of(CLOSE, new byte[0]);
    }

    public static WireFrame close(int code) {
        return close(code, "");
    }

    public static WireFrame close(int code, String reason) {
        return close(code, reason.getBytes(StandardCharsets.UTF_8));
    }

    public static WireFrame close(int code, byte[] reason) {
        ByteBuffer payload = ByteBuffer.allocate(2 + reason.length);
        return of(CLOSE, payload.putShort((short) code).put(reason).array());
    }

    /** The same frame with FIN not set. */
    public WireFrame notFinal() {
        return new WireFrame(false, rsv, opcode, payload);
    }

    public WireFrame withRsv(int bits) {
        return new WireFrame(fin, bits, opcode, payload);
    }

    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** The close code, -1 if there is none. */
    public int closeCode() {
        return payload.length < 2 ? -1 : (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
    }

    /** As a client sends it. */
    public byte[] masked() {
        return encode(true);
    }

    /** As a server sends it. */
    public byte[] unmasked() {
        return encode(false);
    }

    /** As a client sends several, one after the other. */
    public static byte[] wire(WireFrame... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (WireFrame frame : frames) {
            all.writeBytes(frame.masked());
        }
        return all.toByteArray();
    }

    private byte[] encode(boolean mask) {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
        frame.put((byte) ((fin ? 0x80 : 0) | rsv << 4 | opcode));
        int maskBit = mask ? 0x80 : 0;
        if (payload.length < 126) {
            frame.put((byte) (maskBit | payload.length));
        } else if (payload.length < 65536) {
            frame.put((byte) (maskBit | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (maskBit | 127)).putLong(payload.length);
        }
        if (mask) {
            frame.putInt(KEY);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.put(mask ? (byte) (payload[i] ^ KEY >>> (24 - (i & 3) * 8)) : payload[i]);
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WireFrame frame
                && fin == frame.fin
                && rsv == frame.rsv
                && opcode == frame.opcode
                && Arrays.equals(payload, frame.payload);
    }

    @Override
    public int hashCode() {
        return opcode + 31 * Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        String kind = switch (opcode) {
            case CONTINUATION -> "continuation";
            case TEXT -> "text";
            case BINARY -> "binary";
            case CLOSE -> "close " + closeCode();
            case PING -> "ping";
            case PONG -> "pong";
            default -> "opcode " + opcode;
        };
        String bytes = HexFormat.of().formatHex(payload, 0, Math.min(LONGEST_SHOWN, payload.length));
        return kind + (fin ? "" : " (not final)") + (rsv == 0 ? "" : " rsv " + rsv) + " " + payload.length + " bytes "
                + bytes + (payload.length > LONGEST_SHOWN ? "..." : "");
    }
}
