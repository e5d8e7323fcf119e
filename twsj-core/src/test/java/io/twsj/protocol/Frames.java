package io.twsj.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Makes frames and their bytes, plainly and without the code under test. */
final class Frames {

    /** The masking key of the examples in RFC 6455 section 5.7. */
    static final int KEY = 0x37fa213d;

    private Frames() {}

    /** Bytes from hex digits; blanks are for the reader. */
    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** So many times the same byte. */
    static byte[] repeated(int count, int octet) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) octet);
        return bytes;
    }

    static WireFrame text(String payload) {
        return frame("text", utf8(payload));
    }

    static WireFrame text(byte[] payload) {
        return frame("text", payload);
    }

    static WireFrame binary(byte[] payload) {
        return frame("binary", payload);
    }

    static WireFrame binary(String hex) {
        return frame("binary", hex(hex));
    }

    static WireFrame continuation(String payload) {
        return frame("cont", utf8(payload));
    }

    static WireFrame continuation(byte[] payload) {
        return frame("cont", payload);
    }

    static WireFrame ping(String payload) {
        return frame("ping", utf8(payload));
    }

    static WireFrame pong(String payload) {
        return frame("pong", utf8(payload));
    }

    /** A Close frame without a code. */
    static WireFrame close() {
        return frame("close", new byte[0]);
    }

    static WireFrame close(int code) {
        return close(code, "");
    }

    static WireFrame close(int code, String reason) {
        return close(code, utf8(reason));
    }

    /** A Close frame whose reason may be anything. */
    static WireFrame close(int code, byte[] reason) {
        byte[] payload = ByteBuffer.allocate(2 + reason.length)
                .putShort((short) code)
                .put(reason)
                .array();
        return frame("close", payload);
    }

    static WireFrame frame(String opcode, byte[] payload) {
        return new WireFrame(true, 0, WireFrame.opcode(opcode), payload);
    }

    /** The bytes of frames as an endpoint of this role sends them: masked, with another key each, by a client. */
    static byte[] sentBy(Role sender, WireFrame... frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int key = KEY;
        for (WireFrame frame : frames) {
            out.writeBytes(sender == Role.CLIENT ? masked(frame, key) : unmasked(frame));
            key = Integer.rotateLeft(key, 5) + 0x2f;
        }
        return out.toByteArray();
    }

    static byte[] unmasked(WireFrame frame) {
        byte[] payload = frame.bytes();
        return joined(header(frame, 0, payload.length), payload);
    }

    static byte[] masked(WireFrame frame, int key) {
        byte[] payload = frame.bytes();
        byte[] keyBytes = ByteBuffer.allocate(4).putInt(key).array();
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= keyBytes[i % 4];
        }
        return joined(header(frame, 0x80, payload.length), keyBytes, payload);
    }

    /** Header bytes up to the length, in its shortest form. */
    static byte[] header(WireFrame frame, int maskBit, long length) {
        ByteBuffer out = ByteBuffer.allocate(10);
        out.put((byte) ((frame.fin() ? 0x80 : 0) | frame.rsv() << 4 | frame.opcode()));
        if (length <= 125) {
            out.put((byte) (maskBit | length));
        } else if (length <= 65535) {
            out.put((byte) (maskBit | 126)).putShort((short) length);
        } else {
            out.put((byte) (maskBit | 127)).putLong(length);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
