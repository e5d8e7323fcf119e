package io.twsj;

import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.close.HookException;
import io.twsj.close.LimitExceededException;
import io.twsj.close.ProtocolException;
import io.twsj.concurrent.FailureLog;
import io.twsj.extension.ExtensionSession;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.http.RequestHead;
import io.twsj.message.Message;
import io.twsj.protocol.FrameAccess;
import io.twsj.protocol.HookChain;
import io.twsj.protocol.Link;
import io.twsj.protocol.LinkHandler;
import io.twsj.protocol.MaskingKeys;
import io.twsj.protocol.ProtocolEvents;
import io.twsj.protocol.Role;
import io.twsj.protocol.WebSocketProtocol;
import io.twsj.transport.ConnectionTimers;
import io.twsj.transport.EventLoop;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A connection after its opening handshake: joins the engine, the link, the listener and the timers. Events come on the
 * link's loop; the methods of {@link WebSocketConnection} are thread-safe.
 */
final class Session extends SessionFacts implements LinkHandler, ProtocolEvents, ConnectionTimers.Owner {

    private static final System.Logger LOG = System.getLogger("io.twsj");

    private final WebSocketProtocol protocol;
    private final Dispatch dispatch;
    private final ConnectionTimers timers;
    private final Outbox outbox;
    private final Owner owner;

    /** Null if nobody knows. */
    private volatile @Nullable AuthenticatedPrincipal principal;

    /** Null as long as reading has not been paused. Loop only. */
    private @Nullable ReadingPause pause;

    /** Whether the {@linkplain Owner#connections() owner's connections} have it. Guarded by this. */
    private boolean listed;

    /** Whether the listener has been told of it. Loop only. */
    private boolean opened;

    /** The listener failed: it hears of nothing more but the end. */
    private volatile boolean givenUp;

    /** Who has the session; called by the loop. */
    interface Owner {

        /** The last thing that happens. */
        void ended(Session session);

        /**
         * The peer is known only now, by this name. Loop only.
         *
         * @return whether that user may have one more connection, which this one counts as from now on
         */
        default boolean admits(String user) {
            return true;
        }

        /** Who counts what happens. Any thread. */
        default SessionWatch watch() {
            return SessionWatch.NONE;
        }

        /** Among which the session is found while it is open; null for a client's. Any thread. */
        default @Nullable WebSocketConnections connections() {
            return null;
        }
    }

    Session(
            Role role,
            SessionTerms terms,
            SocketAddress remoteAddress,
            RequestHead handshake,
            Link link,
            MaskingKeys keys,
            Workers workers,
            Owner owner) {
        super(terms, remoteAddress, handshake, link);
        this.owner = owner;
        ConnectionOptions options = endpoint().options();
        FrameAccess access = FrameAccess.hooked(options.hooks().frames());
        this.protocol =
                new WebSocketProtocol(role, options.protocolLimits(), terms.extensions(), keys, access, link, this);
        this.dispatch = workers.dispatch(this, endpoint(), link);
        this.timers = new ConnectionTimers(link, protocol, options.timerTerms(), this);
        this.outbox = new Outbox(this);
    }

    /** Says who the peer is, before {@link #open}. */
    Session of(@Nullable AuthenticatedPrincipal peer) {
        principal = peer;
        return this;
    }

    /** Takes over the link. What the handshake still has to send goes first. Loop only. */
    void open(byte[] response) {
        link.handler(this);
        timers.start();
        protocol.beginBatch();
        try {
            link.write(ByteBuffer.wrap(response));
            // Not before: what others send it must come behind the response.
            dispatch.begin(this::open);
        } finally {
            protocol.endBatch();
        }
    }

    private void open() {
        opened = true;
        enlist();
        dispatch.open();
        watch().opened(this);
        if (!endpoint().keepsHandshake()) {
            dispatch.afterwards(this::forgetHandshake);
        }
    }

    private synchronized void enlist() {
        WebSocketConnections connections = owner.connections();
        if (connections != null) {
            connections.opened(this);
            listed = true;
        }
    }

    private synchronized void delist() {
        WebSocketConnections connections = owner.connections();
        if (connections != null && listed) {
            listed = false;
            connections.ended(this);
        }
    }

    // What the link delivers: loop only

    @Override
    public void onBytes(ByteBuffer bytes) {
        timers.received();
        protocol.receive(bytes);
        pauseIfRepliesPileUp();
    }

    @Override
    public void onFrame(int bits, ByteBuffer payload) {
        timers.received();
        protocol.receiveFrame(bits, payload);
        pauseIfRepliesPileUp();
    }

    private void pauseIfRepliesPileUp() {
        if (outbox.repliesPileUp()) {
            pauseFor(ReadingPause.OUTPUT_FULL);
        }
    }

    @Override
    public void onEndOfStream() {
        protocol.endOfStream();
    }

    @Override
    public void onWritable() {
        protocol.writable(() -> onLoop(this::outputChanged));
    }

    private void outputChanged() {
        if (outbox.changed()) {
            resumeFor(ReadingPause.OUTPUT_FULL);
            dispatch.outputChanged();
        }
    }

    @Override
    public void onDeadline() {
        timers.check();
    }

    @Override
    public void onFailure(IOException cause) {
        LOG.log(System.Logger.Level.DEBUG, () -> "connection " + id() + " lost: " + cause);
        if (!protocol.isDone()) {
            dispatch.error(cause);
        }
    }

    @Override
    public void onClosed() {
        protocol.ended((bytes, messages) -> onLoopWhileItLasts(() -> ended(bytes, messages)));
    }

    private void ended(long unwrittenBytes, int lostMessages) {
        terms.extensions().forEach(this::close);
        CloseReason reason = protocol.closeReason();
        outbox.changed();
        dispatch.ended();
        Belongings left = belongings();
        left.endPings(reason);
        left.leaveGroups(this);
        delist();
        RoomMemberships memberships = left.endRooms();
        if (memberships != null) {
            List<String> rooms = memberships.end();
            dispatch.afterwards(() -> memberships.tellLeft(rooms));
        }
        if (unwrittenBytes > 0 || lostMessages > 0) {
            dispatch.error(new ConnectionClosedException(
                    "sent messages were lost, " + unwrittenBytes + " bytes waiting and " + lostMessages
                            + " messages too late",
                    reason));
        }
        dispatch.close(reason);
        if (opened) {
            watch().closed(this, reason);
        }
        LOG.log(System.Logger.Level.DEBUG, () -> "connection " + id() + " closed: " + reason);
        owner.ended(this);
    }

    /** Extensions may be the application's. */
    private void close(ExtensionSession extension) {
        try {
            extension.close();
        } catch (RuntimeException | Error failure) {
            FailureLog.error("an extension failed at the end of connection " + id(), failure);
        }
    }

    // What the engine delivers: loop only

    @Override
    public void onMessage(boolean isText, ByteBuffer payload) {
        watch().received(payload.remaining());
        HookChain<Message> hooks = endpoint().options().hooks().messages();
        if (hooks.isEmpty()) {
            dispatch.message(isText, payload);
        } else {
            Message hooked = hooks.incoming(Message.received(isText, payload));
            dispatch.message(hooked.isText(), hooked.payload());
        }
    }

    @Override
    public void onPing(ByteBuffer payload) {
        dispatch.ping(payload);
    }

    @Override
    public void onPong(ByteBuffer payload) {
        Belongings some = belongingsSoFar();
        if (some != null) {
            some.pong(payload);
        }
        dispatch.pong(payload);
    }

    /** What the listener answers to the messages that came before still goes out. */
    @Override
    public void onAnswerDue(Runnable answer) {
        dispatch.afterReplies(() -> {
            answer.run();
            onLoop(timers::closeBegan);
        });
    }

    @Override
    public void onCloseFrame(CloseReason reason) {
        timers.closeBegan();
    }

    @Override
    public void onFailed(ProtocolException cause) {
        if (cause instanceof HookException) {
            FailureLog.error("a hook failed for connection " + id(), cause);
        } else {
            LOG.log(System.Logger.Level.DEBUG, () -> "connection " + id() + " failed: " + cause.closeReason());
        }
        if (cause instanceof LimitExceededException) {
            reportLimit(cause);
        }
        dispatch.error(cause);
        timers.closeBegan();
    }

    private void reportLimit(ProtocolException limit) {
        String what = String.valueOf(limit.getMessage());
        if (limit instanceof OutputGate.OutputFullException) {
            watch().slowPeerCut(this, what);
        } else if (limit.closeReason().code() == CloseCode.MESSAGE_TOO_BIG) {
            watch().limitHit(this, ServerLimit.MESSAGE_SIZE, what);
        }
    }

    // Used by the parts: the thread is said at each

    /** Does not read for one more of the reasons of {@link ReadingPause}. Loop only. */
    void pauseFor(int reason) {
        ReadingPause reasons = pause;
        if (reasons == null) {
            reasons = new ReadingPause(protocol, link);
            pause = reasons;
        }
        reasons.add(reason);
    }

    /** Reads again if there is no other reason not to. Loop only. */
    void resumeFor(int reason) {
        if (pause != null && pause.remove(reason)) {
            timers.received();
        }
    }

    /** As {@link Owner#admits}. Loop only. */
    boolean admitted(String user) {
        return owner.admits(user);
    }

    /** Takes messages of so many bytes from now on. Loop only. */
    void limitMessages(int maxBytes) {
        protocol.limitMessages(maxBytes);
    }

    /** Runs on the loop, now if the caller is the loop. Any thread. */
    void onLoop(Runnable action) {
        if (link.inLoop()) {
            action.run();
        } else {
            link.loop().execute(action);
        }
    }

    /** As {@link #onLoop}; a loop that has ended is in nobody's way. */
    private void onLoopWhileItLasts(Runnable action) {
        if (link.inLoop() || !((EventLoop) link.loop()).tryExecute(action)) {
            action.run();
        }
    }

    /** Fails the connection from whichever thread. */
    void failSoon(ProtocolException cause) {
        onLoop(() -> protocol.fail(cause));
    }

    /** Drops a connection whose peer takes no output. Loop only. */
    @Override
    public void stalled(String why) {
        watch().slowPeerCut(this, why);
        drop(why);
    }

    /** Drops a connection whose peer does not keep time. Loop only. */
    @Override
    public void drop(String why) {
        if (!why.isEmpty()) {
            LOG.log(System.Logger.Level.DEBUG, () -> "connection " + id() + " dropped: " + why);
            dispatch.error(new IOException(why));
        }
        link.abort();
    }

    /** Loop only. */
    @Override
    public @Nullable Instant credentialsExpireAt() {
        AuthenticatedPrincipal peer = principal;
        return peer == null ? null : peer.expiresAt();
    }

    /** Loop only. */
    @Override
    public void credentialsExpired() {
        CloseReason reason = endpoint().options().credentialsExpired();
        protocol.fail(new ProtocolException(reason.code(), reason.reason()));
    }

    /** Any thread. */
    void giveUp() {
        givenUp = true;
    }

    /** Any thread. */
    boolean isGivenUp() {
        return givenUp;
    }

    /**
     * Closes after the listener has handled what has arrived. Loop only.
     *
     * @param again to be run instead when reading goes on, if it is paused: there may be more in the channel. Null if there
     *     is no time left for that; what comes behind the messages that wait is then read and dropped, also where the Close
     *     frame has gone out long ago and the peer's answer stands behind more than the listener can take
     */
    void closeAfterwards(CloseReason reason, @Nullable Runnable again) {
        ReadingPause reasons = pause;
        if (again == null) {
            dispatch.afterwards(() -> {
                giveUp();
                close(reason);
            });
        } else if (reasons != null && reasons.isOn()) {
            reasons.whenOver(again);
        } else if (isOpen()) {
            dispatch.afterReplies(() -> close(reason));
        }
    }

    /** Runs something after the listener has handled what has come so far. Loop only. */
    void afterwards(Runnable action) {
        dispatch.afterwards(action);
    }

    /** As in {@code onClose}. Any thread. */
    CloseReason closeReason() {
        return protocol.closeReason();
    }

    /** As {@link Outbox#repliesHavePiledUp}. Workers only. */
    boolean repliesHavePiledUp() {
        return outbox.repliesHavePiledUp();
    }

    /** Bytes of messages that wait for another thread to write them. Any thread. */
    long queuedBytes() {
        return protocol.queuedBytes();
    }

    /** Who counts what happens. Any thread. */
    SessionWatch watch() {
        return owner.watch();
    }

    /** Any thread. */
    WebSocketProtocol protocol() {
        return protocol;
    }

    /** Threads as it says. */
    Dispatch dispatch() {
        return dispatch;
    }

    // WebSocketConnection: any thread

    @Override
    public void send(Object value) {
        outbox.send(encoder().encode(Objects.requireNonNull(value, "message")));
    }

    @Override
    public CompletionStage<Void> sendAsync(Object value) {
        try {
            return outbox.sendAsync(encoder().encode(Objects.requireNonNull(value, "message")));
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    @Override
    public CompletionStage<Void> sendDroppable(Object value) {
        try {
            return outbox.sendDroppable(encoder().encode(Objects.requireNonNull(value, "message")));
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    @Override
    public CompletionStage<Void> sendLatest(Object key, Object value) {
        Objects.requireNonNull(key, "key");
        try {
            return outbox.sendLatest(key, encoder().encode(Objects.requireNonNull(value, "message")));
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** As {@link Outbox#sendAsMember}. Any thread. */
    Broadcast.Outcome sendAsMember(Message message, Dropping terms, HandOvers handOvers) {
        return outbox.sendAsMember(message, terms, handOvers);
    }

    /** As {@link WebSocketProtocol#reserve}. Any thread. */
    boolean reserveOutput() {
        return protocol.reserve();
    }

    /** As {@link WebSocketProtocol#sendReserved}. */
    void sendReserved(Message message) {
        protocol.sendReserved(message);
    }

    /** A message was not sent because the peer does not take what was sent before. Any thread. */
    void dropped() {
        belongings().countDropped();
        watch().dropped(this);
        WebSocketConnections connections = owner.connections();
        if (connections != null) {
            connections.countDropped();
        }
    }

    /** As {@link Outbox#queue}. Any thread. */
    @Nullable
    OutboundQueue queue() {
        return outbox.queue();
    }

    @Override
    public WebSocketConnections connections() {
        WebSocketConnections all = owner.connections();
        return all == null ? super.connections() : all;
    }

    @Override
    public boolean join(String room) {
        Objects.requireNonNull(room, "room");
        return belongings().join(room, this);
    }

    @Override
    public void holdMessages() {
        dispatch.hold();
    }

    @Override
    public void releaseMessages() {
        dispatch.release();
    }

    @Override
    public CompletionStage<Duration> ping() {
        byte[] payload = new byte[Long.BYTES];
        CompletableFuture<Duration> answered = belongings().nextPing(payload);
        protocol.ping(payload);
        if (!protocol.isOpen()) {
            belongings().endPings(protocol.closeReason());
        }
        return answered;
    }

    @Override
    public void pong(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(payload.position(), bytes);
        protocol.pong(bytes);
    }

    @Override
    public void close(CloseReason reason) {
        protocol.close(reason);
        onLoop(timers::closeBegan);
    }

    @Override
    public void abort() {
        link.abort();
    }

    @Override
    public boolean isOpen() {
        return protocol.isOpen();
    }

    @Override
    public long bufferedBytes() {
        return link.pendingBytes() + protocol.queuedBytes() + outbox.waitingBytes();
    }

    @Override
    public @Nullable AuthenticatedPrincipal principal() {
        return principal;
    }

    @Override
    public void authenticated(AuthenticatedPrincipal peer) {
        Objects.requireNonNull(peer, "principal");
        WebSocketConnections connections = owner.connections();
        synchronized (this) {
            if (connections != null && listed) {
                connections.renamed(this, principal, peer);
            }
            principal = peer;
        }
        onLoop(timers::check);
    }
}
