package io.twsj;

import io.twsj.close.ConnectionClosedException;
import io.twsj.close.HookException;
import io.twsj.message.Message;
import io.twsj.protocol.Delivery;
import io.twsj.protocol.HookChain;
import java.util.List;
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
    private final OutputGate gate;

    /** Null unless the options want one. */
    private final @Nullable OutboundQueue queue;

    /** Bytes of replies since they took the output above the high mark; 0 once it has left. Through {@link #REPLIES}. */
    @SuppressWarnings("unused")
    private volatile long replyBytes;

    Outbox(Session session) {
        ConnectionOptions options = session.endpoint().options();
        this.session = session;
        this.gate = options.outputGate();
        this.queue = OutboundQueue.isWanted(options) ? queue(session, options) : null;
    }

    private static OutboundQueue queue(Session session, ConnectionOptions options) {
        OutboundQueue queue = new OutboundQueue(session.link()::pendingBytes, options, session::closeReason);
        session.protocol().source(queue);
        return queue;
    }

    /** Null if no messages ever wait before they are frames. */
    @Nullable
    OutboundQueue queue() {
        return queue;
    }

    /** As {@link WebSocketConnection#send}. */
    void send(Message message) {
        checkOpen();
        Message hooked = hooked(message);
        gate.pass(session, hooked.size());
        SentReport report = wantsSent() ? new SentReport(message.copy(), null) : null;
        give(hooked, report, session.dispatch().hasMoreToHandle());
    }

    /** As {@link WebSocketConnection#sendAsync}; what is thrown is for the stage. */
    CompletionStage<Void> sendAsync(Message message) {
        checkOpen();
        Message hooked = hooked(message);
        gate.pass(session, hooked.size());
        CompletableFuture<Void> written = new CompletableFuture<>();
        give(hooked, new SentReport(wantsSent() ? message.copy() : null, written), false);
        return written;
    }

    /** As {@link WebSocketConnection#sendDroppable}; what is thrown is for the stage. */
    CompletionStage<Void> sendDroppable(Message message) {
        checkOpen();
        if (session.bufferedBytes() > highMark()) {
            session.dropped();
            throw tooLate();
        }
        return sendAsync(message);
    }

    /** As {@link WebSocketConnection#sendLatest}; what is thrown is for the stage. */
    CompletionStage<Void> sendLatest(Object key, Message message) {
        OutboundQueue waiting = queue;
        if (waiting == null || !policy().drops()) {
            return sendAsync(message);
        }
        checkOpen();
        Message hooked = hooked(message);
        gate.pass(session, hooked.size());
        CompletableFuture<Void> written = new CompletableFuture<>();
        SentReport report = new SentReport(wantsSent() ? message.copy() : null, written);
        giveDroppable(hooked, report, new Dropping(false, key), false);
        return written;
    }

    /** Gives a message that has passed the gate to the engine, or has it wait. */
    private void give(Message message, @Nullable SentReport report, boolean moreFollows) {
        OutboundQueue waiting = queue;
        if (waiting == null || !waiting.isNeeded()) {
            session.protocol().send(message, report, moreFollows);
        } else if (policy().drops()) {
            offer(waiting, new OutboundQueue.Entry(message, report, false, null));
        } else {
            waiting.add(new OutboundQueue.Entry(message, report, false, null));
            writeIfReady(waiting);
        }
        count(message.size());
    }

    /**
     * The same where the policy drops messages, and this is one of those.
     *
     * @return whether it was taken
     */
    private boolean giveDroppable(Message message, @Nullable SentReport report, Dropping terms, boolean moreFollows) {
        OutboundQueue waiting = queue;
        boolean taken = true;
        if (waiting == null || !waiting.isNeeded()) {
            session.protocol().send(message, report, moreFollows);
        } else {
            Object key = policy() == Overflow.LATEST_PER_KEY ? terms.key() : null;
            taken = offer(waiting, new OutboundQueue.Entry(message, report, true, key));
        }
        if (taken) {
            count(message.size());
        }
        return taken;
    }

    /**
     * Has a message wait, for which others may be dropped.
     *
     * @return false if it was dropped itself
     * @throws IllegalStateException if it would have to be, and must not
     */
    private boolean offer(OutboundQueue waiting, OutboundQueue.Entry entry) {
        List<OutboundQueue.Entry> gone = waiting.offer(entry);
        writeIfReady(waiting);
        boolean taken = true;
        for (OutboundQueue.Entry each : gone) {
            taken &= each != entry;
            if (each == entry && !entry.isDroppable()) {
                throw new IllegalStateException(
                        gate.full(session, entry.message().size()).getMessage());
            }
            drop(each);
        }
        return taken;
    }

    /** The link may have taken everything before the message began to wait, and so would not ask for it. */
    private void writeIfReady(OutboundQueue waiting) {
        if (waiting.isReady()) {
            session.protocol().writeWaiting();
        }
    }

    private void drop(OutboundQueue.Entry entry) {
        session.dropped();
        SentReport report = entry.delivery();
        if (report != null) {
            report.dropped(tooLate());
        }
    }

    private static MessageDroppedException tooLate() {
        return new MessageDroppedException("message dropped: the peer has not taken what was sent before");
    }

    private Overflow policy() {
        return session.endpoint().options().overflow();
    }

    private void count(int bytes) {
        session.watch().sent(bytes, session.link().inLoop());
        session.dispatch().sending();
        if (session.bufferedBytes() > highMark() && session.dispatch().isHandling()) {
            REPLIES.addAndGet(this, bytes);
        }
    }

    /**
     * Whether replies to the peer's messages pile up, because of which no more of its messages should be handled. What is
     * sent for other reasons does not count: two endpoints that both send on their own would else wait for each other.
     */
    boolean repliesPileUp() {
        return session.link().pendingBytes() > highMark() && replyBytes > highMark() && session.isOpen();
    }

    /** The same for a worker, once it is known how much of its replies the output's present owner could write. */
    boolean repliesHavePiledUp() {
        if (session.queuedBytes() > highMark()) {
            gate.awaitOwner(session, highMark());
        }
        return repliesPileUp();
    }

    private int highMark() {
        return session.endpoint().options().outboundHighMark();
    }

    /**
     * Sends what many are sent; what does not get through is reported, not thrown. Does not wait for the peer.
     *
     * @param handOvers take what the loop is to write: mostly that, unless the sender is the loop
     */
    Broadcast.Outcome sendAsMember(Message message, Dropping terms, HandOvers handOvers) {
        if (!session.isOpen()) {
            return Broadcast.Outcome.SKIPPED;
        }
        long waiting = session.bufferedBytes();
        boolean littleWaits = waiting + message.size() <= littleBytes();
        if (littleWaits && mayBeLeftToLoop() && handOvers.offer(session, message)) {
            count(message.size());
            return Broadcast.Outcome.DELIVERED;
        }
        if (mayCallApplication() || session.hasExtensions() || mustQueue()) {
            // It might wait for one of those whose outputs are reserved.
            handOvers.finish();
        }
        if (terms.ifLate() && waiting > highMark()) {
            return dropped(handOvers);
        }
        try {
            Message hooked = hooked(message);
            gate.passAtOnce(session, hooked.size());
            SentReport report = wantsSent() ? new SentReport(message, null) : null;
            boolean leaveToLoop = littleWaits && !session.link().inLoop();
            if (!policy().drops()) {
                give(hooked, report, leaveToLoop);
            } else if (!giveDroppable(hooked, report, terms, leaveToLoop)) {
                return Broadcast.Outcome.DROPPED;
            }
            return Broadcast.Outcome.DELIVERED;
        } catch (ConnectionClosedException | HookException leaving) {
            return Broadcast.Outcome.SKIPPED;
        } catch (IllegalStateException full) {
            if (policy() != Overflow.CLOSE) {
                session.onLoop(() -> session.dispatch().error(full));
            }
            return dropped(handOvers);
        }
    }

    /** Observers are the application's, too. */
    private Broadcast.Outcome dropped(HandOvers handOvers) {
        handOvers.finish();
        session.dropped();
        return Broadcast.Outcome.DROPPED;
    }

    private boolean mayBeLeftToLoop() {
        return !mayCallApplication() && !mustQueue() && !session.link().inLoop();
    }

    /** Then messages may be dropped, which observers are told. */
    private boolean mustQueue() {
        OutboundQueue waiting = queue;
        return waiting != null && waiting.isNeeded();
    }

    /** Whether hooks or a listener take part in the sending of a message. */
    private boolean mayCallApplication() {
        ConnectionOptions options = session.endpoint().options();
        return wantsSent()
                || !options.hooks().messages().isEmpty()
                || !options.hooks().frames().isEmpty();
    }

    private int littleBytes() {
        return session.endpoint().options().littleOutboundBytes();
    }

    /** Bytes of messages that wait before they are frames. */
    long waitingBytes() {
        OutboundQueue waiting = queue;
        return waiting == null ? 0 : waiting.bytes();
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
        if (!session.isOpen()) {
            throw new ConnectionClosedException("cannot send", session.closeReason());
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
    final class SentReport extends Delivery {

        private final @Nullable Message message;
        private final @Nullable CompletableFuture<Void> stage;

        SentReport(@Nullable Message message, @Nullable CompletableFuture<Void> stage) {
            this.message = message;
            this.stage = stage;
        }

        @Override
        protected void written() {
            if (message != null) {
                session.dispatch().sent(message);
            }
            if (stage != null) {
                stage.complete(null);
            }
        }

        /** It will be neither written nor lost. */
        void dropped(MessageDroppedException why) {
            if (stage != null) {
                stage.completeExceptionally(why);
            }
        }

        @Override
        protected void lost() {
            ConnectionClosedException loss =
                    new ConnectionClosedException("message not written", session.closeReason());
            if (stage != null) {
                stage.completeExceptionally(loss);
            } else {
                session.onLoop(() -> session.dispatch().error(loss));
            }
        }
    }
}
