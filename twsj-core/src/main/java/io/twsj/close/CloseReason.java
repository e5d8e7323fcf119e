package io.twsj.close;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A close code with its reason, as in a Close frame (RFC 6455 sections 5.5.1 and 7.4) or as the local report of an
 * ending without one ({@link #NO_STATUS}, {@link #ABNORMAL}). Immutable.
 *
 * <p>The reason is for logs and developers; RFC 6455 5.5.1 asks not to show it to end users.
 *
 * @param code the close code, 0 to 65535; not every code may be sent, see {@link CloseCode#mayBeSent}
 * @param reason the text, at most {@link #MAX_REASON_BYTES} bytes of UTF-8; empty where there is none
 */
public record CloseReason(int code, String reason) {

    /** A control frame holds 125 bytes, two of which are the code. */
    public static final int MAX_REASON_BYTES = 123;

    /** 1000 without a text. */
    public static final CloseReason NORMAL = of(CloseCode.NORMAL);
    /** 1001 without a text. */
    public static final CloseReason GOING_AWAY = of(CloseCode.GOING_AWAY);
    /** Local report: the peer's Close frame carried no code. */
    public static final CloseReason NO_STATUS = of(CloseCode.NO_STATUS);
    /** Local report: the connection ended without a Close frame from the peer. */
    public static final CloseReason ABNORMAL = of(CloseCode.ABNORMAL);

    /**
     * Checks both parts.
     *
     * @throws IllegalArgumentException if the code does not fit two bytes, or the reason does not fit a Close frame
     */
    public CloseReason {
        if (code < 0 || code > 65535) {
            throw new IllegalArgumentException("close code " + code + " is not between 0 and 65535");
        }
        Objects.requireNonNull(reason, "reason");
        // No character takes more than three bytes a char, so short texts need no encoding to be judged.
        if (reason.length() * 3 > MAX_REASON_BYTES) {
            int bytes = reason.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_REASON_BYTES) {
                throw new IllegalArgumentException(
                        "close reason of " + bytes + " bytes exceeds the limit of " + MAX_REASON_BYTES + " bytes");
            }
        }
    }

    /** A code without a text. */
    public static CloseReason of(int code) {
        return new CloseReason(code, "");
    }

    /** A code with a text that is cut, on a character's border, where it does not fit a Close frame. */
    public static CloseReason truncated(int code, String reason) {
        byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_REASON_BYTES) {
            return new CloseReason(code, reason);
        }
        int end = MAX_REASON_BYTES;
        while (isContinuation(bytes[end])) {
            end--;
        }
        return new CloseReason(code, new String(bytes, 0, end, StandardCharsets.UTF_8));
    }

    private static boolean isContinuation(byte utf8) {
        return (utf8 & 0xc0) == 0x80;
    }

    /** Tells whether this may stand in a Close frame. */
    public boolean maySend() {
        return CloseCode.mayBeSent(code);
    }

    @Override
    public String toString() {
        return reason.isEmpty() ? Integer.toString(code) : code + " (" + reason + ")";
    }
}
