package io.twsj.transport;

import io.twsj.protocol.Link;
import io.twsj.protocol.LinkHandler;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection on an event loop. Owns no buffer while it is idle: input is read into the loop's buffer, output goes
 * through a borrowed one.
 *
 * <p>Threads as {@link Link} says. Output goes through {@link ConnectionOutput}; here live input, deadline and end.
 */
public final class Connection extends ChannelLink implements HandledLink, EventLoop.ReadyHandler {

    /** Reads in one go; what a peer sends without end must not keep the loop. */
    private static final int MOST_READS = 64;

    private static final VarHandle FLUSH_ASKED;

    static {
        try {
            FLUSH_ASKED = MethodHandles.lookup().findVarHandle(Connection.class, "flushAsked", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final ConnectionOutput output;
    private LinkHandler handler;

    /** Input that was read but not taken because reading paused; null otherwise. */
    private @Nullable ByteBuffer leftover;

    /** Null on a connection without TLS. */
    private @Nullable TlsLayer tls;

    private boolean paused;

    /** Whether nothing is to be read for TLS's sake, whatever the handler wishes. */
    private boolean suspended;

    private boolean closed;

    /** Whether a flush by the loop is on its way, so that it is not asked for again. */
    @SuppressWarnings("UnusedVariable") // read through FLUSH_ASKED
    private volatile boolean flushAsked;

    private Connection(EventLoop loop, SocketChannel channel) throws IOException {
        super(loop, channel);
        this.output = new ConnectionOutput(this);
        this.handler = NoHandler.INSTANCE;
    }

    /** What a new connection gets its handler from; called by the loop. */
    @FunctionalInterface
    public interface HandlerFactory {

        /** Makes the first handler of a connection. */
        LinkHandler handlerFor(Link link);
    }

    /**
     * Puts a connected channel on its loop and starts reading. Event loop only.
     *
     * @param tls null for a connection without TLS; else see {@link #startTls}
     * @throws IOException if the channel cannot be registered; it is closed then, and whatever else may be thrown
     */
    static Connection open(EventLoop loop, SocketChannel channel, @Nullable TlsTerms tls, HandlerFactory handlers)
            throws IOException {
        Connection connection = register(loop, channel);
        try {
            connection.begin(tls, handlers);
            return connection;
        } catch (RuntimeException | Error failure) {
            connection.close();
            throw failure;
        }
    }

    private static Connection register(EventLoop loop, SocketChannel channel) throws IOException {
        try {
            prepare(channel);
            Connection connection = new Connection(loop, channel);
            connection.register();
            return connection;
        } catch (IOException | RuntimeException | Error failure) {
            channel.close();
            throw failure;
        }
    }

    private void begin(@Nullable TlsTerms terms, HandlerFactory handlers) {
        // Before there is a handler that could send anything.
        TlsLayer layer = terms == null ? null : prepareTls(terms);
        handler = handlers.handlerFor(this);
        if (layer != null) {
            layer.begin();
        }
    }

    /**
     * Speaks TLS from now on: at once, or after an answer of a proxy. The handler may send before the handshake is done;
     * its output waits then, and {@link #tlsSession} is null. A handshake that fails is reported with
     * {@link LinkHandler#onFailure}, once; {@link LinkHandler#onClosed} follows within a second or so. It has no deadline
     * of its own. Until it is done the output's owner must be the loop, and no output must wait now. Event loop only.
     */
    public void startTls(TlsTerms terms) {
        prepareTls(terms).begin();
    }

    /**
     * As {@link #startTls(TlsTerms)} for a server that has read bytes of the peer already.
     *
     * @param early what of TLS was read; all of it is taken
     */
    void startTls(TlsTerms terms, ByteBuffer early) {
        prepareTls(terms).receive(early);
    }

    private TlsLayer prepareTls(TlsTerms terms) {
        tls = new TlsLayer(this, channel(), loop, output, terms);
        return tls;
    }

    // Readiness

    @Override
    public void ready(SelectionKey ready) {
        if (!ready.isValid()) {
            return;
        }
        try {
            int ops = ready.readyOps();
            if ((ops & SelectionKey.OP_WRITE) != 0) {
                // Asked for again if this is not enough to write everything.
                setInterest(SelectionKey.OP_WRITE, false);
                output.unblock();
                handler.onWritable();
            }
            if ((ops & SelectionKey.OP_READ) != 0 && !closed) {
                readOnce();
            }
        } catch (IOException failure) {
            fail(failure);
        }
    }

    @Override
    public void broken() {
        close();
    }

    private int readOnce() throws IOException {
        if (tls != null) {
            return tls.read();
        }
        ByteBuffer bytes = loop.readBuffer();
        int count = channel().read(bytes);
        if (count < 0) {
            endOfStream();
        } else if (count > 0) {
            deliver(bytes.flip());
        }
        return count;
    }

    /** Nothing more will be read. Event loop only. */
    void endOfStream() {
        // Level-triggered: a stream that has ended would be reported again and again.
        setInterest(SelectionKey.OP_READ, false);
        handler.onEndOfStream();
    }

    @Override
    public void readAvailable() {
        deliverLeftover();
        try {
            for (int i = 0; i < MOST_READS && !closed && !paused && readOnce() > 0; i++) {
                // What was read has been handled.
            }
        } catch (IOException failure) {
            fail(failure);
        }
    }

    /** Hands bytes of the peer to the handler. Event loop only. */
    void deliver(ByteBuffer bytes) {
        LinkHandler receiver;
        do {
            receiver = handler;
            receiver.onBytes(bytes);
        } while (bytes.hasRemaining() && receiver != handler && !closed);
        if (bytes.hasRemaining() && !closed) {
            leftover = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        }
    }

    // Input

    @Override
    public void pauseReading() {
        if (!paused) {
            paused = true;
            setInterest(SelectionKey.OP_READ, false);
        }
    }

    @Override
    public void resumeReading() {
        if (paused) {
            paused = false;
            if (leftover == null) {
                applyReading();
            } else {
                // Not from within the caller: it may be in the middle of handling something else.
                loop.execute(this::deliverLeftover);
            }
        }
    }

    private void deliverLeftover() {
        ByteBuffer bytes = leftover;
        if (bytes == null || paused || closed) {
            return;
        }
        leftover = null;
        deliver(bytes);
        applyReading();
        if (tls != null) {
            tls.endIfPeerClosed();
        }
    }

    /** Whether bytes that were read wait for the handler. Event loop only. */
    boolean hasLeftover() {
        return leftover != null;
    }

    /** Stops or goes on reading without the handler's knowledge. Event loop only. */
    void suspendReading(boolean suspend) {
        suspended = suspend;
        applyReading();
    }

    private void applyReading() {
        setInterest(SelectionKey.OP_READ, !paused && !suspended);
    }

    // Output

    @Override
    public ByteBuffer room(int size) {
        return output.room(size);
    }

    @Override
    public void write(ByteBuffer bytes) {
        output.write(bytes);
    }

    @Override
    public void flush() {
        output.flush();
    }

    @Override
    public void flushSoon() {
        output.keep();
        if (FLUSH_ASKED.compareAndSet(this, false, true)) {
            loop.execute(this::flushAsAsked);
        }
    }

    private void flushAsAsked() {
        flushAsked = false;
        if (!closed) {
            handler.onWritable();
        }
    }

    @Override
    public void endOutput() {
        output.end();
    }

    @Override
    public long pendingBytes() {
        return output.pendingBytes();
    }

    @Override
    public long acceptedBytes() {
        return output.acceptedBytes();
    }

    @Override
    public long stalledNanos() {
        return output.stalledNanos();
    }

    /** Has the loop tell when the channel takes more. Any thread. */
    void awaitWritable() {
        if (loop.inLoop()) {
            setInterest(SelectionKey.OP_WRITE, true);
        } else {
            loop.execute(() -> setInterest(SelectionKey.OP_WRITE, true));
        }
    }

    // End

    /** The network failed. Any thread. */
    void fail(IOException failure) {
        if (!loop.inLoop()) {
            loop.execute(() -> fail(failure));
        } else if (!closed) {
            handler.onFailure(failure);
            close();
        }
    }

    /** Event loop only. */
    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        leftover = null;
        loop.deadlines().cancel(this);
        try {
            channel().close();
        } catch (IOException ignored) {
            // It is of no more use either way.
        }
        output.closed();
        handler.onClosed();
    }

    @Override
    public void abort() {
        if (!loop.inLoop()) {
            loop.execute(this::abort);
        } else if (!closed) {
            resetOnClose();
            close();
        }
    }

    // The rest

    @Override
    public void handler(LinkHandler next) {
        handler = next;
    }

    @Override
    public void deadline(long atNanos) {
        if (!closed) {
            loop.deadlines().schedule(this, atNanos);
        }
    }

    @Override
    void due() {
        handler.onDeadline();
    }

    @Override
    public @Nullable SSLSession tlsSession() {
        return tls == null ? null : tls.session();
    }

    @Override
    public LinkHandler handler() {
        return handler;
    }
}
