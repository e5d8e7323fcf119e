package io.twsj.frame;

import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.close.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The payload of a Close frame: nothing, or a code of two bytes and a reason in UTF-8 (RFC 6455 section 5.5.1). */
public final class ClosePayload {

    private static final byte[] EMPTY = {};

    private ClosePayload() {}

    /**
     * Reads a payload.
     *
     * @param payload read between position and limit, which stay
     * @return {@link CloseReason#NO_STATUS} if it is empty
     * @throws ProtocolException if it is one byte long, has a code that must not be sent, or a reason that is not UTF-8
     */
    public static CloseReason parse(ByteBuffer payload) {
        int size = payload.remaining();
        if (size == 0) {
            return CloseReason.NO_STATUS;
        }
        if (size == 1) {
            throw error("close frame with half a close code");
        }
        int at = payload.position();
        int code = (payload.get(at) & 0xff) << 8 | (payload.get(at + 1) & 0xff);
        if (!CloseCode.mayBeSent(code)) {
            throw error("close frame with the close code " + code + ", which must not be sent");
        }
        if (Utf8.check(Utf8.COMPLETE, payload, at + 2, payload.limit()) != Utf8.COMPLETE) {
            throw new ProtocolException(CloseCode.INVALID_PAYLOAD, "close reason that is not UTF-8");
        }
        byte[] reason = new byte[size - 2];
        payload.get(at + 2, reason);
        return new CloseReason(code, new String(reason, StandardCharsets.UTF_8));
    }

    /** The payload that says this; empty for {@link CloseReason#NO_STATUS}. The code is not judged. */
    public static byte[] of(CloseReason reason) {
        if (reason.code() == CloseCode.NO_STATUS) {
            return EMPTY;
        }
        byte[] text = reason.reason().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + text.length)
                .putShort((short) reason.code())
                .put(text)
                .array();
    }

    private static ProtocolException error(String message) {
        return new ProtocolException(CloseCode.PROTOCOL_ERROR, message);
    }
}
