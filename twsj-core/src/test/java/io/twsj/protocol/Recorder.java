package io.twsj.protocol;

import io.twsj.close.CloseReason;
import io.twsj.close.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what it is told, with copies of the payloads; and moves their positions, as it may. */
class Recorder implements ProtocolEvents {

    final List<Event> events = new ArrayList<>();

    /** What the connection failed with; null if it did not. */
    @Nullable
    ProtocolException failure;

    @Override
    public void onMessage(boolean isText, ByteBuffer payload) {
        events.add(Event.of(isText ? "text" : "binary", copy(payload)));
        payload.position(payload.limit());
    }

    @Override
    public void onPing(ByteBuffer payload) {
        events.add(Event.ping(copy(payload)));
    }

    @Override
    public void onPong(ByteBuffer payload) {
        events.add(Event.pong(copy(payload)));
    }

    @Override
    public void onCloseFrame(CloseReason reason) {
        events.add(Event.close(reason.code(), reason.reason()));
    }

    @Override
    public void onFailed(ProtocolException cause) {
        failure = cause;
        events.add(Event.failed(cause.closeReason().code()));
    }

    private static byte[] copy(ByteBuffer payload) {
        byte[] copy = new byte[payload.remaining()];
        payload.get(payload.position(), copy);
        return copy;
    }
}
