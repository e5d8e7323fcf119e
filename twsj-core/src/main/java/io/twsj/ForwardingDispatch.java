package io.twsj;

import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.nio.ByteBuffer;

/** Passes everything on; what looks at events on their way to the listener overrides some of it. */
abstract class ForwardingDispatch implements Dispatch {

    private final Dispatch next;

    ForwardingDispatch(Dispatch next) {
        this.next = next;
    }

    @Override
    public void open() {
        next.open();
    }

    @Override
    public void message(boolean isText, ByteBuffer payload) {
        next.message(isText, payload);
    }

    @Override
    public void ping(ByteBuffer payload) {
        next.ping(payload);
    }

    @Override
    public void pong(ByteBuffer payload) {
        next.pong(payload);
    }

    @Override
    public void sending() {
        next.sending();
    }

    @Override
    public void sent(Message message) {
        next.sent(message);
    }

    @Override
    public void error(Throwable error) {
        next.error(error);
    }

    @Override
    public void close(CloseReason reason) {
        next.close(reason);
    }

    @Override
    public void outputChanged() {
        next.outputChanged();
    }

    @Override
    public void ended() {
        next.ended();
    }

    @Override
    public void hold() {
        next.hold();
    }

    @Override
    public void release() {
        next.release();
    }

    @Override
    public void afterwards(Runnable action) {
        next.afterwards(action);
    }

    @Override
    public void afterReplies(Runnable action) {
        next.afterReplies(action);
    }

    @Override
    public boolean isHandling() {
        return next.isHandling();
    }

    @Override
    public boolean hasMoreToHandle() {
        return next.hasMoreToHandle();
    }
}
