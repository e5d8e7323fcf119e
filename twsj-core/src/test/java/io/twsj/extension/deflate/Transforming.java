package io.twsj.extension.deflate;

import io.twsj.extension.FrameTransform;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/** Puts frames through a transform, and makes the payloads that tests speak of. */
final class Transforming {

    static final int FIN = 0x80;
    static final int RSV1 = 0x40;
    static final int TEXT = 1;
    static final int CONTINUATION = 0;

    private Transforming() {}

    /** What a transform made of a frame. */
    record Frame(int bits, byte[] payload) {

        String hex() {
            return HexFormat.ofDelimiter(" ").formatHex(payload);
        }

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        boolean isMarked() {
            return (bits & RSV1) != 0;
        }
    }

    static Frame through(FrameTransform transform, int bits, byte[] payload) {
        return through(transform, bits, payload, payload.length);
    }

    /** The payload comes in pieces of so many bytes. */
    static Frame through(FrameTransform transform, int bits, byte[] payload, int pieceSize) {
        int transformed = transform.begin(bits, payload.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FrameTransform.PayloadSink sink = bytes -> {
            byte[] taken = new byte[bytes.remaining()];
            bytes.get(taken);
            out.writeBytes(taken);
        };
        for (int from = 0; from < payload.length; from += pieceSize) {
            int size = Math.min(pieceSize, payload.length - from);
            ByteBuffer piece = ByteBuffer.wrap(payload, from, size);
            transform.payload(piece, sink);
            if (piece.hasRemaining()) {
                throw new AssertionError(piece.remaining() + " bytes were not taken");
            }
        }
        transform.end(sink);
        return new Frame(transformed, out.toByteArray());
    }

    /** A whole message. */
    static Frame message(FrameTransform transform, byte[] payload) {
        return through(transform, FIN | TEXT, payload);
    }

    /** A whole message that is compressed. */
    static Frame marked(FrameTransform transform, String hex) {
        return through(transform, FIN | RSV1 | TEXT, bytes(hex));
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A compressed unit with the four bytes that were left out. */
    static byte[] whole(Frame compressed) {
        byte[] payload = compressed.payload();
        byte[] whole = Arrays.copyOf(payload, payload.length + 4);
        whole[whole.length - 2] = (byte) 0xff;
        whole[whole.length - 1] = (byte) 0xff;
        return whole;
    }

    /** Bytes with repetitions near and far, and some noise. */
    static byte[] mixed(int size, long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            int back = 1 + random.nextInt(20_000);
            bytes[i] = i > back && random.nextInt(10) > 0 ? bytes[i - back] : (byte) random.nextInt(16);
            if (i > 40 && random.nextInt(30) == 0) {
                int run = Math.min(random.nextInt(200), size - i);
                int distance = 1 + random.nextInt(Math.min(i, 32_768));
                for (int k = 0; k < run; k++) {
                    bytes[i + k] = bytes[i + k - distance];
                }
                i += Math.max(0, run - 1);
            }
        }
        return bytes;
    }
}
