package io.twsj;

import io.twsj.close.ConnectionClosedException;
import io.twsj.close.HookException;
import io.twsj.message.Message;
import io.twsj.protocol.Delivery;
import io.twsj.protocol.HookChain;
import io.twsj.protocol.WebSocketProtocol;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A connection's messages on their way to the engine: through the hooks, past the output's bound, and followed as far as
 * somebody wants to know what became of them. Thread-safe.
 */
final class Outbox {

    private static final AtomicLongFieldUpdater<Outbox> REPLIES =
            AtomicLongFieldUpdater.newUpdater(Outbox.class, "replyBytes");

    private final Session session;
    private final WebSocketProtocol protocol;
    private final Dispatch dispatch;
    private final OutputGate gate;

    /** Bytes of replies since they took the output above the high mark; 0 once it has left. Through {@link #REPLIES}. */
    @SuppressWarnings("unused")
    private volatile long replyBytes;

    Outbox(Session session, WebSocketProtocol protocol, Dispatch dispatch) {
        this.session = session;
        this.protocol = protocol;
        this.dispatch = dispatch;
        this.gate = new OutputGate(session, session.endpoint().options());
    }

    /** As {@link WebSocketConnection#send}. */
    void send(Message message) {
        checkOpen();
        Message hooked = hooked(message);
        gate.pass(hooked.size());
        Delivery report = wantsSent() ? new SentReport(message.copy(), null) : null;
        protocol.send(hooked, report, dispatch.hasMoreToHandle());
        count(hooked.size());
    }

    /** As {@link WebSocketConnection#sendAsync}; what is thrown is for the stage. */
    CompletionStage<Void> sendAsync(Message message) {
        checkOpen();
        Message hooked = hooked(message);
        gate.pass(hooked.size());
        CompletableFuture<Void> written = new CompletableFuture<>();
        protocol.send(hooked, new SentReport(wantsSent() ? message.copy() : null, written), false);
        count(hooked.size());
        return written;
    }

    private void count(int bytes) {
        session.watch().sent(bytes, session.link().inLoop());
        dispatch.sending();
        if (session.bufferedBytes() > highMark() && dispatch.isHandling()) {
            REPLIES.addAndGet(this, bytes);
        }
    }

    /**
     * Whether replies to the peer's messages pile up, because of which no more of its messages should be handled. What is
     * sent for other reasons does not count: two endpoints that both send on their own would else wait for each other.
     */
    boolean repliesPileUp() {
        return session.link().pendingBytes() > highMark() && replyBytes > highMark() && protocol.isOpen();
    }

    /** The same for a worker, once it is known how much of its replies the output's present owner could write. */
    boolean repliesHavePiledUp() {
        if (session.queuedBytes() > highMark()) {
            gate.awaitOwner(highMark());
        }
        return repliesPileUp();
    }

    private int highMark() {
        return session.endpoint().options().outboundHighMark();
    }

    /**
     * Sends what many are sent; what does not get through is reported, not thrown. Does not wait for the peer. The write
     * itself is left to the loop, unless that has come to wait for it already.
     *
     * @param droppable whether it is worth nothing behind more output than the high mark
     */
    Broadcast.Outcome sendAsMember(Message message, boolean droppable) {
        if (!protocol.isOpen()) {
            return Broadcast.Outcome.SKIPPED;
        }
        long waiting = session.bufferedBytes();
        if (droppable && waiting > highMark()) {
            session.watch().dropped();
            return Broadcast.Outcome.DROPPED;
        }
        try {
            Message hooked = hooked(message);
            gate.passAtOnce(hooked.size());
            Delivery report = wantsSent() ? new SentReport(message, null) : null;
            protocol.send(hooked, report, !session.link().inLoop() && waiting + hooked.size() <= highMark());
            count(hooked.size());
            return Broadcast.Outcome.DELIVERED;
        } catch (ConnectionClosedException | HookException leaving) {
            return Broadcast.Outcome.SKIPPED;
        } catch (IllegalStateException full) {
            if (session.endpoint().options().overflow() != Overflow.CLOSE) {
                session.onLoop(() -> dispatch.error(full));
            }
            session.watch().dropped();
            return Broadcast.Outcome.DROPPED;
        }
    }

    /**
     * Output was written, or the connection ended.
     *
     * @return whether so little waits now that messages can be handled again
     */
    boolean changed() {
        gate.changed();
        if (session.bufferedBytes() <= highMark() / 2) {
            replyBytes = 0;
        }
        return session.link().pendingBytes() <= highMark() / 2;
    }

    private void checkOpen() {
        if (!protocol.isOpen()) {
            throw new ConnectionClosedException("cannot send", protocol.closeReason());
        }
    }

    private Message hooked(Message message) {
        HookChain<Message> hooks = session.endpoint().options().hooks().messages();
        if (hooks.isEmpty()) {
            return message;
        }
        try {
            return hooks.outgoing(message);
        } catch (HookException failure) {
            session.failSoon(failure);
            throw failure;
        }
    }

    private boolean wantsSent() {
        return session.endpoint().callbacks().wantsSent();
    }

    /** Tells the listener and the sender, as far as they want to know, what became of a message. */
    private final class SentReport extends Delivery {

        private final @Nullable Message message;
        private final @Nullable CompletableFuture<Void> stage;

        SentReport(@Nullable Message message, @Nullable CompletableFuture<Void> stage) {
            this.message = message;
            this.stage = stage;
        }

        @Override
        protected void written() {
            if (message != null) {
                dispatch.sent(message);
            }
            if (stage != null) {
                stage.complete(null);
            }
        }

        @Override
        protected void lost() {
            ConnectionClosedException loss =
                    new ConnectionClosedException("message not written", protocol.closeReason());
            if (stage != null) {
                stage.completeExceptionally(loss);
            } else {
                session.onLoop(() -> dispatch.error(loss));
            }
        }
    }
}
