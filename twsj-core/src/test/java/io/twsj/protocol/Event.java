package io.twsj.protocol;

import io.twsj.close.CloseReason;
import java.nio.ByteBuffer;

/** What {@link ProtocolEvents} told, in a form that can be kept and compared. Immutable. */
record Event(String what, ByteBuffer payload, CloseReason reason) {

    private static final ByteBuffer NO_PAYLOAD = ByteBuffer.allocate(0);

    static Event text(String payload) {
        return text(Frames.utf8(payload));
    }

    static Event text(byte[] payload) {
        return of("text", payload);
    }

    static Event binary(byte[] payload) {
        return of("binary", payload);
    }

    static Event ping(String payload) {
        return ping(Frames.utf8(payload));
    }

    static Event ping(byte[] payload) {
        return of("ping", payload);
    }

    static Event pong(String payload) {
        return pong(Frames.utf8(payload));
    }

    static Event pong(byte[] payload) {
        return of("pong", payload);
    }

    /** The peer's Close frame. */
    static Event close(int code, String reason) {
        return new Event("close", NO_PAYLOAD, new CloseReason(code, reason));
    }

    /** This endpoint failed the connection; the text of the reason is not compared. */
    static Event failed(int code) {
        return new Event("failed", NO_PAYLOAD, CloseReason.of(code));
    }

    static Event of(String what, byte[] payload) {
        return new Event(what, ByteBuffer.wrap(payload), CloseReason.NORMAL);
    }

    @Override
    public String toString() {
        if (what.equals("close") || what.equals("failed")) {
            return what + "(" + reason + ")";
        }
        byte[] bytes = new byte[payload.remaining()];
        payload.get(payload.position(), bytes);
        return what + "(" + WireFrame.shown(bytes) + ")";
    }
}
