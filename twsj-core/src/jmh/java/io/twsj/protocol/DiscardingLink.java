package io.twsj.protocol;

import io.twsj.message.BorrowedMessage;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/** Takes everything at once, and forgets it. */
final class DiscardingLink implements Link {

    private static final SocketAddress NOWHERE = new InetSocketAddress(0);

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(2 * LARGEST_PIECE);
    private final BorrowedMessage loaned = new BorrowedMessage();
    private final FrameReaders readers = new FrameReaders(BufferPool.HEAP);
    private long accepted;

    @Override
    public ByteBuffer room(int size) {
        if (buffer.remaining() < size) {
            flush();
        }
        return buffer;
    }

    @Override
    public void write(ByteBuffer bytes) {
        accepted += bytes.remaining();
        bytes.position(bytes.limit());
    }

    @Override
    public void flush() {
        accepted += buffer.position();
        buffer.clear();
    }

    @Override
    public void flushSoon() {
        flush();
    }

    @Override
    public void endOutput() {}

    @Override
    public long pendingBytes() {
        return 0;
    }

    @Override
    public long acceptedBytes() {
        return accepted + buffer.position();
    }

    @Override
    public long stalledNanos() {
        return 0;
    }

    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {}

    @Override
    public void close() {}

    @Override
    public void abort() {}

    @Override
    public void handler(LinkHandler handler) {}

    @Override
    public void deadline(long atNanos) {}

    @Override
    public long now() {
        return 0;
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public Executor loop() {
        return Runnable::run;
    }

    @Override
    public BufferPool buffers() {
        return BufferPool.HEAP;
    }

    @Override
    public FrameReaders readers() {
        return readers;
    }

    @Override
    public BorrowedMessage loanedMessage() {
        return loaned;
    }

    @Override
    public SocketAddress remoteAddress() {
        return NOWHERE;
    }

    @Override
    public SocketAddress localAddress() {
        return NOWHERE;
    }
}
