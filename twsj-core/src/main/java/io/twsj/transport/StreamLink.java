package io.twsj.transport;

import io.twsj.message.BorrowedMessage;
import io.twsj.protocol.BufferPool;
import io.twsj.protocol.FrameReaders;
import io.twsj.protocol.Link;
import io.twsj.protocol.LinkHandler;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A connection over a socket without a channel, such as an {@code SSLSocket}: a thread of its own reads and hands the
 * bytes to the loop, and waits until they are taken; output is written by a thread that exists while output waits. Thus
 * the loop never blocks. Threads as {@link Link} says.
 */
public final class StreamLink extends Deadline implements SocketLink {

    private static final int READ_BYTES = 16 << 10;

    private final EventLoop loop;
    private final Socket socket;
    private final StreamOutput output;
    private final SocketAddress remoteAddress;
    private final byte[] readBuffer = new byte[READ_BYTES];

    /** A permit for each read. */
    private final Semaphore mayRead = new Semaphore(0);

    private volatile boolean closed;

    // The rest: loop only

    private LinkHandler handler = NoHandler.INSTANCE;

    /** Input that was read but not taken because reading paused; null otherwise. */
    private @Nullable ByteBuffer leftover;

    private boolean paused;

    /** Whether the thread reads, or is about to. */
    private boolean reading;

    private StreamLink(EventLoop loop, Socket socket) throws IOException {
        this.loop = loop;
        this.socket = socket;
        this.remoteAddress = socket.getRemoteSocketAddress();
        this.output = new StreamOutput(this, socket, loop);
    }

    /**
     * Puts a connected socket on a loop and starts reading. Any thread.
     *
     * @param alreadyRead bytes of the peer that were read before; taken over
     * @param refused told if it cannot be done; the socket is closed then
     */
    public static void open(
            EventLoop loop,
            Socket socket,
            ByteBuffer alreadyRead,
            Connection.HandlerFactory handlers,
            Consumer<IOException> refused) {
        loop.execute(() -> {
            try {
                new StreamLink(loop, socket).start(alreadyRead, handlers);
            } catch (IOException | RuntimeException failure) {
                StreamOutput.close(socket);
                refused.accept(failure instanceof IOException io ? io : new IOException(failure));
            }
        });
    }

    private void start(ByteBuffer alreadyRead, Connection.HandlerFactory handlers) throws IOException {
        socket.setSoTimeout(0);
        handler = handlers.handlerFor(this);
        Thread reader = new Thread(this::read, "twsj-reader-" + remoteAddress);
        reader.setDaemon(true);
        reader.start();
        if (alreadyRead.hasRemaining()) {
            deliver(alreadyRead);
        }
        goOn();
    }

    // Input

    private void read() {
        try {
            while (true) {
                mayRead.acquire();
                if (closed) {
                    return;
                }
                int count = socket.getInputStream().read(readBuffer);
                if (count < 0) {
                    loop.execute(this::endOfStream);
                    return;
                }
                loop.execute(() -> arrived(count));
            }
        } catch (IOException failure) {
            fail(failure);
        } catch (InterruptedException nobodyDoes) {
            fail(new IOException("the reading thread was interrupted", nobodyDoes));
        }
    }

    private void arrived(int count) {
        reading = false;
        if (!closed) {
            deliver(ByteBuffer.wrap(readBuffer, 0, count));
            goOn();
        }
    }

    private void endOfStream() {
        if (!closed) {
            handler.onEndOfStream();
        }
    }

    private void deliver(ByteBuffer bytes) {
        LinkHandler receiver;
        do {
            receiver = handler;
            receiver.onBytes(bytes);
        } while (bytes.hasRemaining() && receiver != handler && !closed);
        leftover = bytes.hasRemaining() ? bytes : null;
    }

    /** Has the thread read again once everything before is taken. */
    private void goOn() {
        ByteBuffer before = leftover;
        if (before != null && !paused && !closed) {
            deliver(before);
        }
        if (leftover == null && !paused && !closed && !reading) {
            reading = true;
            mayRead.release();
        }
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        if (paused) {
            paused = false;
            // Not from within the caller: it may be in the middle of handling something else.
            loop.execute(this::goOn);
        }
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

    /** Handing output to the writing thread is all that a flush does, so there is nothing to save. */
    @Override
    public void flushSoon() {
        output.flush();
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

    /** Output was written. Any thread. */
    void written() {
        loop.execute(() -> {
            if (!closed) {
                handler.onWritable();
            }
        });
    }

    // End

    /** The network failed. Any thread. */
    void fail(IOException failure) {
        loop.execute(() -> {
            if (!closed) {
                handler.onFailure(failure);
                close();
            }
        });
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        leftover = null;
        loop.deadlines().cancel(this);
        output.close();
        mayRead.release();
        handler.onClosed();
    }

    @Override
    public void abort() {
        if (!loop.inLoop()) {
            loop.execute(this::abort);
        } else if (!closed) {
            output.resetOnClose();
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
    public long now() {
        return loop.now();
    }

    @Override
    public boolean inLoop() {
        return loop.inLoop();
    }

    @Override
    public Executor loop() {
        return loop;
    }

    @Override
    public BufferPool buffers() {
        return loop.payloadBuffers();
    }

    @Override
    public FrameReaders readers() {
        return loop.readers();
    }

    @Override
    public BorrowedMessage loanedMessage() {
        return loop.loanedMessage();
    }

    /** An {@code SSLSocket} makes its handshake before the first byte, so whoever knows of bytes does not wait here. */
    @Override
    public @Nullable SSLSession tlsSession() {
        return socket instanceof SSLSocket tls ? tls.getSession() : null;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public SocketAddress localAddress() {
        return socket.getLocalSocketAddress();
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        socket.setOption(option, value);
    }

    @Override
    public <T> T getOption(SocketOption<T> option) throws IOException {
        return socket.getOption(option);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return socket.supportedOptions();
    }
}
