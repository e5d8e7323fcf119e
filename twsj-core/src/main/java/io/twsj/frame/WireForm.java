package io.twsj.frame;

import io.twsj.close.CloseCode;
import io.twsj.close.LimitExceededException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** From frames to bytes and back. */
final class WireForm {

    /** Arrays of a few bytes less than the greatest number can be made on every JVM. */
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private static final int WHOLE_CLOSE = FrameBits.FIN | Opcode.CLOSE.number();

    private WireForm() {}

    static byte[] of(int bits, byte[] payload, boolean masked, int key) {
        ByteBuffer bytes = ByteBuffer.allocate(FrameEncoder.headerSize(payload.length, masked) + payload.length);
        if (masked) {
            FrameEncoder.putMaskedHeader(bytes, bits, payload.length, key);
        } else {
            FrameEncoder.putHeader(bytes, bits, payload.length);
        }
        int from = bytes.position();
        bytes.put(payload);
        if (masked) {
            Masking.apply(bytes, from, bytes.position(), key, 0);
        }
        return bytes.array();
    }

    static @Nullable Frame parse(ByteBuffer bytes) {
        ByteBuffer ahead = bytes.duplicate();
        FrameDecoder header = new FrameDecoder();
        if (!header.read(ahead)) {
            return null;
        }
        requireArray(header.length());
        if (header.length() > ahead.remaining()) {
            return null;
        }
        byte[] payload = new byte[(int) header.length()];
        ahead.get(payload);
        Masking.apply(ByteBuffer.wrap(payload), 0, payload.length, header.maskingKey(), 0);
        if (header.bits() == WHOLE_CLOSE) {
            ClosePayload.parse(ByteBuffer.wrap(payload));
        }
        bytes.position(ahead.position());
        return Frame.received(header.bits(), payload, header.isMasked(), header.maskingKey());
    }

    private static void requireArray(long length) {
        if (length > LONGEST_ARRAY) {
            throw new LimitExceededException(
                    CloseCode.MESSAGE_TOO_BIG,
                    "frame of " + length + " bytes exceeds the limit of " + LONGEST_ARRAY + " bytes",
                    length,
                    LONGEST_ARRAY);
        }
    }
}
