package io.twsj;

import java.io.ByteArrayOutputStream;

/**
 * Turns a client's bytes into those that a server would send: without masking bit, key and masking. Cut as the input is,
 * also within frames. One stream, one caller at a time.
 */
final class ServersFrames {

    /** The present header, with its masking key. */
    private final byte[] header = new byte[14];

    private int headerBytes;
    private long payloadLeft;
    private int payloadBytes;

    byte[] of(byte[] masked) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(masked.length);
        for (byte b : masked) {
            if (payloadLeft > 0) {
                plain.write(b ^ header[headerBytes - 4 + (payloadBytes & 3)]);
                payloadBytes++;
                payloadLeft--;
            } else {
                addToHeader(b, plain);
            }
            if (payloadLeft == 0 && headerBytes > 1 && headerBytes == headerLength()) {
                headerBytes = 0;
            }
        }
        return plain.toByteArray();
    }

    private void addToHeader(byte b, ByteArrayOutputStream plain) {
        header[headerBytes++] = b;
        if (headerBytes == 2) {
            plain.write(header[0]);
            plain.write(b & 0x7f);
        } else if (headerBytes > 2 && headerBytes <= headerLength() - 4) {
            plain.write(b);
        }
        if (headerBytes > 1 && headerBytes == headerLength()) {
            payloadLeft = payloadLength();
            payloadBytes = 0;
        }
    }

    private int headerLength() {
        int length = header[1] & 0x7f;
        return 6 + (length == 126 ? 2 : length == 127 ? 8 : 0);
    }

    private long payloadLength() {
        int length = header[1] & 0x7f;
        if (length < 126) {
            return length;
        }
        long extended = 0;
        for (int i = 2; i < headerLength() - 4; i++) {
            extended = extended << 8 | (header[i] & 0xff);
        }
        return extended;
    }
}
