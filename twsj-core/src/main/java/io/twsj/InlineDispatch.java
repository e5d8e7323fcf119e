package io.twsj;

import io.twsj.close.CloseReason;
import io.twsj.message.BorrowedMessage;
import io.twsj.message.Message;
import io.twsj.protocol.Link;
import java.nio.ByteBuffer;

/** {@link Execution#INLINE}: calls the listener on the loop, with a borrowed message. Event loop only. */
final class InlineDispatch implements Dispatch {

    private final Session session;
    private final Callbacks callbacks;
    private final Link link;

    InlineDispatch(Session session, Callbacks callbacks, Link link) {
        this.session = session;
        this.callbacks = callbacks;
        this.link = link;
    }

    @Override
    public void open() {
        callbacks.open(session);
    }

    @Override
    public void message(boolean isText, ByteBuffer payload) {
        BorrowedMessage message = link.loanedMessage();
        message.lend(isText, payload);
        try {
            callbacks.message(session, message);
        } finally {
            message.end();
        }
    }

    @Override
    public void ping(ByteBuffer payload) {
        callbacks.ping(session, payload.slice());
    }

    @Override
    public void pong(ByteBuffer payload) {
        callbacks.pong(session, payload.slice());
    }

    @Override
    public void sent(Message message) {
        if (link.inLoop()) {
            callbacks.sent(session, message);
        } else {
            link.loop().execute(() -> callbacks.sent(session, message));
        }
    }

    @Override
    public void error(Throwable error) {
        callbacks.error(session, error);
    }

    @Override
    public void close(CloseReason reason) {
        callbacks.close(session, reason);
    }

    /** The loop does not read while much output waits. */
    @Override
    public void outputChanged() {
        // Nothing was put aside.
    }

    @Override
    public void afterwards(Runnable action) {
        action.run();
    }

    /** The loop writes once a read anyway. */
    @Override
    public boolean hasMoreToHandle() {
        return false;
    }
}
