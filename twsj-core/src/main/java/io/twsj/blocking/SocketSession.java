package io.twsj.blocking;

import io.twsj.ConnectionOptions;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.close.ProtocolException;
import io.twsj.extension.ExtensionSession;
import io.twsj.frame.Frame;
import io.twsj.frame.FrameBits;
import io.twsj.frame.Opcode;
import io.twsj.protocol.FrameAccess;
import io.twsj.protocol.FrameEvents;
import io.twsj.protocol.Link;
import io.twsj.protocol.LinkHandler;
import io.twsj.protocol.MaskingKeys;
import io.twsj.protocol.ProtocolEvents;
import io.twsj.protocol.ProtocolLimits;
import io.twsj.protocol.Role;
import io.twsj.protocol.WebSocketProtocol;
import io.twsj.transport.ConnectionTimers;
import io.twsj.transport.SocketLink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A blocking socket's connection as its loop sees it: joins link, engine and timers, and puts what arrives into the
 * queue that readers wait at. Events come on the loop; what any thread may call says so.
 */
final class SocketSession implements LinkHandler, ProtocolEvents, FrameEvents {

    /** How much longer than its timers allow a closing may take before nobody waits for it. */
    private static final Duration CLOSE_SLACK = Duration.ofSeconds(3);

    private static final System.Logger LOG = System.getLogger("io.twsj");

    /** One for all clients: its keys come from one strong source, drawn in blocks. */
    private static final MaskingKeys KEYS = MaskingKeys.secure();

    private final Link link;
    private final ConnectionOptions options;
    private final boolean unchecked;
    private final List<ExtensionSession> extensions;
    private final WebSocketProtocol protocol;
    private final ConnectionTimers timers;
    private final FrameQueue queue;
    private final PingTimes pings = new PingTimes();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ReentrantLock outputLock = new ReentrantLock();
    private final Condition outputChanged = outputLock.newCondition();
    private volatile Runnable whenEnded = () -> {};

    // Loop only

    /** Reading is paused because nobody takes what arrived. */
    private boolean paused;

    /** This endpoint closes and nobody need read: frames that find no room are dropped. */
    private boolean discarding;

    SocketSession(Role role, Link link, List<ExtensionSession> extensions, WsSocketOptions options) {
        this.link = link;
        this.options = options.connection();
        this.unchecked = options.unchecked();
        this.extensions = extensions;
        this.protocol = new WebSocketProtocol(
                role,
                new ProtocolLimits(this.options.maxMessageBytes(), this.options.maxFragments()),
                extensions,
                role == Role.CLIENT ? KEYS : MaskingKeys.NONE,
                new FrameAccess(this.options.hooks().frames(), this, options.autoReply()),
                link,
                this);
        this.timers = new ConnectionTimers(link, protocol, terms(this.options), this::drop);
        this.queue = new FrameQueue(
                this.options.maxPendingMessages(), this.options.maxMessageBytes(), () -> onLoop(this::resumeIfRoom));
    }

    private static ConnectionTimers.Terms terms(ConnectionOptions options) {
        return new ConnectionTimers.Terms(
                options.pingInterval(), options.pongTimeout(), options.closeTimeout(), options.writeTimeout());
    }

    /** Takes over the link. Loop only. */
    void open() {
        link.handler(this);
        timers.start();
    }

    // What the link delivers

    @Override
    public void onBytes(ByteBuffer bytes) {
        timers.received();
        protocol.receive(bytes);
    }

    @Override
    public void onEndOfStream() {
        protocol.endOfStream();
    }

    /**
     * Input goes on however much output waits: two sockets that both send much would else wait for each other. What
     * waits is bounded, since senders wait and pongs are merged.
     */
    @Override
    public void onWritable() {
        protocol.writable(this::wakeSenders);
    }

    @Override
    public void onDeadline() {
        timers.check();
    }

    @Override
    public void onFailure(IOException cause) {
        LOG.log(System.Logger.Level.DEBUG, () -> "connection to " + link.remoteAddress() + " lost: " + cause);
        if (!protocol.isDone()) {
            queue.end(() -> {
                throw new IOException("connection lost: " + cause.getMessage(), cause);
            });
        }
    }

    @Override
    public void onClosed() {
        protocol.ended((bytes, messages) -> onLoop(this::ended));
    }

    private void ended() {
        extensions.forEach(ExtensionSession::close);
        endQueue();
        ended.countDown();
        pings.ended(protocol.closeReason());
        wakeSenders();
        whenEnded.run();
    }

    private void endQueue() {
        CloseReason reason = protocol.closeReason();
        queue.end(() -> {
            throw new ConnectionClosedException("cannot receive", reason);
        });
    }

    private void drop(String why) {
        if (!why.isEmpty()) {
            LOG.log(System.Logger.Level.DEBUG, () -> "connection to " + link.remoteAddress() + " dropped: " + why);
            queue.end(() -> {
                throw new IOException(why);
            });
        }
        link.abort();
    }

    // What the engine delivers

    @Override
    public void onFrame(Frame frame) {
        boolean closes = FrameBits.opcode(frame.bits()) == Opcode.CLOSE.number();
        if (FrameBits.opcode(frame.bits()) == Opcode.PONG.number()) {
            pings.pong(frame.payload());
        }
        if (discarding && queue.isFull() && !closes) {
            return;
        }
        if (queue.add(frame) && !discarding) {
            pause();
        }
        if (closes) {
            endQueue();
        }
    }

    @Override
    public void onMessage(boolean isText, ByteBuffer payload) {
        // Frames come instead.
    }

    @Override
    public void onPing(ByteBuffer payload) {
        // Comes as a frame.
    }

    @Override
    public void onPong(ByteBuffer payload) {
        // Comes as a frame.
    }

    @Override
    public void onCloseFrame(CloseReason reason) {
        timers.closeBegan();
    }

    @Override
    public void onFailed(ProtocolException cause) {
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "connection to " + link.remoteAddress() + " failed: " + cause.closeReason());
        queue.end(() -> {
            throw cause;
        });
        wakeSenders();
        timers.closeBegan();
    }

    private void pause() {
        paused = true;
        protocol.pause();
        link.pauseReading();
        // A reader may have made room before it could see that reading is paused.
        resumeIfRoom();
    }

    private void resumeIfRoom() {
        if (paused && (discarding || !queue.isFull())) {
            paused = false;
            protocol.resume();
            link.resumeReading();
        }
    }

    // Any thread

    private void onLoop(Runnable action) {
        if (link.inLoop()) {
            action.run();
        } else {
            link.loop().execute(action);
        }
    }

    Link link() {
        return link;
    }

    /** The link as a socket; all links of blocking sockets are some. */
    SocketLink socket() {
        return (SocketLink) link;
    }

    FrameQueue queue() {
        return queue;
    }

    boolean isOpen() {
        return protocol.isOpen();
    }

    CloseReason closeReason() {
        return protocol.closeReason();
    }

    /** Has something run when the connection has ended, which may be now. */
    void whenEnded(Runnable action) {
        onLoop(() -> {
            whenEnded = action;
            if (ended.getCount() == 0) {
                action.run();
            }
        });
    }

    /** Sends frames when there is room for output; waits for it. */
    void send(List<Frame> frames) throws IOException {
        awaitRoom();
        if (ended.getCount() == 0) {
            throw new ConnectionClosedException("cannot send", protocol.closeReason());
        }
        if (unchecked) {
            protocol.sendUnchecked(frames);
        } else {
            protocol.sendFrames(frames);
        }
        if (!protocol.isOpen()) {
            onLoop(timers::closeBegan);
        }
    }

    /** Sends a ping when there is room for output; completes with its round-trip time. */
    CompletableFuture<Duration> ping(byte[] payload) throws IOException {
        Frame frame = Frame.ping(payload);
        PingTimes.Ping ping = pings.next(frame.payload());
        try {
            send(List.of(frame));
        } catch (IOException | RuntimeException failure) {
            pings.forget(ping);
            throw failure;
        }
        if (ended.getCount() == 0) {
            pings.ended(protocol.closeReason());
        }
        return ping.answered();
    }

    private void awaitRoom() throws IOException {
        if (link.inLoop() || hasRoom()) {
            return;
        }
        outputLock.lock();
        try {
            while (!hasRoom()) {
                outputChanged.await();
            }
        } catch (InterruptedException interrupted) {
            throw FrameQueue.interrupted("waiting to send", interrupted);
        } finally {
            outputLock.unlock();
        }
    }

    private boolean hasRoom() {
        return link.pendingBytes() <= options.maxOutboundBytes() || ended.getCount() == 0;
    }

    private void wakeSenders() {
        outputLock.lock();
        try {
            outputChanged.signalAll();
        } finally {
            outputLock.unlock();
        }
    }

    /** Starts the closing handshake. */
    void close(CloseReason reason) {
        protocol.close(reason);
        onLoop(() -> {
            discarding = true;
            resumeIfRoom();
            timers.closeBegan();
        });
    }

    /** Waits for the end of TCP, which the timers see to. */
    void awaitEnd() {
        Duration most = options.closeTimeout().multipliedBy(2).plus(CLOSE_SLACK);
        if (!link.inLoop() && !awaitEnd(most.toNanos())) {
            link.abort();
        }
    }

    /** Waits for the end of TCP; tells whether it has come. An interrupt ends the wait and stays set. */
    boolean awaitEnd(long nanos) {
        try {
            return ended.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Fails the connection. */
    void fail(ProtocolException cause) {
        onLoop(() -> protocol.fail(cause));
    }
}
