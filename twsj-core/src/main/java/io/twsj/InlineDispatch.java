package io.twsj;

import io.twsj.close.CloseReason;
import io.twsj.message.BorrowedMessage;
import io.twsj.message.Message;
import java.nio.ByteBuffer;

/** {@link Execution#INLINE}: calls the listener on the loop, with a borrowed message. Event loop only. */
final class InlineDispatch implements Dispatch {

    private final Session session;

    /** Loop only. */
    private boolean handling;

    /** Loop only. */
    private int holds;

    InlineDispatch(Session session) {
        this.session = session;
    }

    private Callbacks callbacks() {
        return session.endpoint().callbacks();
    }

    @Override
    public void open() {
        callbacks().open(session);
    }

    @Override
    public void message(boolean isText, ByteBuffer payload) {
        BorrowedMessage message = session.link().loanedMessage();
        message.lend(isText, payload);
        handling = true;
        try {
            callbacks().message(session, message);
        } finally {
            handling = false;
            message.end();
        }
    }

    @Override
    public void ping(ByteBuffer payload) {
        callbacks().ping(session, payload.slice());
    }

    @Override
    public void pong(ByteBuffer payload) {
        callbacks().pong(session, payload.slice());
    }

    @Override
    public void sent(Message message) {
        session.onLoop(() -> callbacks().sent(session, message));
    }

    @Override
    public void error(Throwable error) {
        callbacks().error(session, error);
    }

    @Override
    public void close(CloseReason reason) {
        callbacks().close(session, reason);
    }

    /** The loop does not read while much output waits. */
    @Override
    public void outputChanged() {
        // Nothing was put aside.
    }

    /** Nothing is dispatched that was not read. */
    @Override
    public void ended() {
        holds = 0;
    }

    @Override
    public void hold() {
        session.onLoop(() -> {
            if (++holds == 1) {
                session.pauseFor(ReadingPause.HELD);
            }
        });
    }

    @Override
    public void release() {
        session.onLoop(() -> {
            if (--holds == 0) {
                session.resumeFor(ReadingPause.HELD);
            }
        });
    }

    @Override
    public void afterwards(Runnable action) {
        action.run();
    }

    /** While messages are held, nothing is read. */
    @Override
    public void afterReplies(Runnable action) {
        action.run();
    }

    @Override
    public boolean isHandling() {
        return session.link().inLoop() && handling;
    }

    /** The loop writes once a read anyway. */
    @Override
    public boolean hasMoreToHandle() {
        return false;
    }
}
