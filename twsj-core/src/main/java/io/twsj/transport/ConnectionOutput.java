package io.twsj.transport;

import io.twsj.protocol.Link;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection's output: gathered in a borrowed buffer, written by a flush, and kept in an {@link OutboundBuffer} as far
 * as the peer does not take it. One caller at a time, the output's owner, which may be any thread; what others may call
 * says so.
 *
 * <p>On a TLS connection what is gathered becomes records before it is written or kept: what waits is encrypted, and
 * counted as such, while accepted bytes are those of before.
 */
final class ConnectionOutput {

    private final Connection connection;

    /** Null on a connection without TLS. */
    private @Nullable TlsOutput tls;

    /** What is gathered for the next write, from index 0 to position; null between a flush and the next output. */
    private @Nullable ByteBuffer gathered;

    /** What the peer has not taken; null while it takes everything. */
    private @Nullable OutboundBuffer pending;

    /** Bytes accepted before those in {@link #gathered}. */
    private long accepted;

    /** Whether the channel took less than it was given and has not become writable since. */
    private volatile boolean blocked;

    private volatile long pendingBytes;

    /** When output began to wait, or the peer last took some of it; meaningful while {@link #pendingBytes} is not 0. */
    private volatile long progressAt;

    private volatile boolean closed;

    private boolean endRequested;
    private boolean ended;

    ConnectionOutput(Connection connection) {
        this.connection = connection;
    }

    private SocketChannel channel() {
        return connection.channel();
    }

    private EventLoop loop() {
        return connection.loop;
    }

    /** From now on output is encrypted. Nothing may wait. Event loop only. */
    TlsOutput startTls() {
        TlsOutput started = new TlsOutput(loop().tlsBuffers());
        tls = started;
        return started;
    }

    ByteBuffer room(int size) {
        ByteBuffer buffer = gathered;
        if (buffer != null && buffer.remaining() >= size) {
            return buffer;
        }
        if (buffer != null) {
            writeGathered(buffer);
            return buffer;
        }
        buffer = loop().acquireWriteBuffer();
        gathered = buffer;
        return buffer;
    }

    void write(ByteBuffer bytes) {
        if (tls != null) {
            writeEncrypted(tls, bytes);
            return;
        }
        if (!bytes.isDirect()) {
            copy(bytes);
            return;
        }
        ByteBuffer before = gathered;
        if (before == null || before.position() == 0) {
            accepted += bytes.remaining();
            writeOrKeep(bytes);
        } else {
            writeTogether(before, bytes);
        }
    }

    /** One system call for a header and its payload, or whatever else is gathered. */
    private void writeTogether(ByteBuffer before, ByteBuffer bytes) {
        before.flip();
        accepted += before.remaining() + bytes.remaining();
        if (pending == null && !closed) {
            try {
                channel().write(new ByteBuffer[] {before, bytes});
            } catch (IOException failure) {
                fail(failure);
            }
            if (before.hasRemaining() || bytes.hasRemaining()) {
                block();
            }
        }
        keep(before);
        keep(bytes);
        before.clear();
    }

    void flush() {
        if (gathered != null) {
            writeGathered(gathered);
            releaseGathered();
        } else if (pending != null) {
            writePending();
        }
        if (tls != null && !closed) {
            flushTls(tls);
        }
        if (endRequested && pending == null) {
            endNow();
        }
    }

    /** Keeps what is gathered for a later flush. */
    void keep() {
        if (gathered != null) {
            gathered.flip();
            accepted += gathered.remaining();
            if (tls == null) {
                keep(gathered);
            } else {
                encrypt(tls, this::keep, gathered);
            }
            releaseGathered();
        }
    }

    /** Half-closes when everything is written. */
    void end() {
        endRequested = true;
    }

    /** The channel is writable again. Event loop only. */
    void unblock() {
        blocked = false;
    }

    /** The channel is closed: whatever comes is dropped, and counts as pending. Event loop only. */
    void closed() {
        closed = true;
    }

    /** Any thread. */
    long pendingBytes() {
        return pendingBytes;
    }

    long acceptedBytes() {
        return accepted + (gathered == null ? 0 : gathered.position());
    }

    /** Event loop only. */
    long stalledNanos() {
        return pendingBytes == 0 ? 0 : Math.max(1, loop().now() - progressAt);
    }

    /** A heap buffer's bytes have to be copied anyway; in pieces no large temporary buffer is needed for it. */
    private void copy(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            ByteBuffer target = room(1);
            int piece = Math.min(bytes.remaining(), target.remaining());
            target.put(target.position(), bytes, bytes.position(), piece);
            target.position(target.position() + piece);
            bytes.position(bytes.position() + piece);
        }
    }

    private void writeGathered(ByteBuffer buffer) {
        buffer.flip();
        accepted += buffer.remaining();
        if (tls == null) {
            writeOrKeep(buffer);
        } else {
            encrypt(tls, this::writeOrKeep, buffer);
        }
        buffer.clear();
    }

    private void writeOrKeep(ByteBuffer bytes) {
        if (pending != null) {
            writePending();
        }
        if (pending == null && !closed) {
            writeNow(bytes);
        }
        keep(bytes);
    }

    private void writeNow(ByteBuffer bytes) {
        try {
            channel().write(bytes);
        } catch (IOException failure) {
            fail(failure);
        }
        if (bytes.hasRemaining()) {
            block();
        }
    }

    /** The channel takes no more for now; the loop tells when it does. */
    private void block() {
        if (!closed) {
            blocked = true;
            connection.awaitWritable();
        }
    }

    private void keep(ByteBuffer bytes) {
        if (closed) {
            // The end tells how much was lost.
            long lost = pendingBytes + bytes.remaining();
            pendingBytes = lost;
            return;
        }
        if (!bytes.hasRemaining()) {
            return;
        }
        OutboundBuffer waiting = pending;
        if (waiting == null) {
            waiting = new OutboundBuffer(loop().chunks());
            pending = waiting;
            progressAt = loop().preciseNow();
        }
        waiting.append(bytes);
        pendingBytes = waiting.size();
    }

    private void writePending() {
        OutboundBuffer waiting = pending;
        if (closed) {
            dropPending();
            return;
        }
        if (waiting == null || blocked) {
            return;
        }
        try {
            if (waiting.writeTo(channel()) > 0) {
                progressAt = loop().preciseNow();
            }
        } catch (IOException failure) {
            fail(failure);
            return;
        }
        pendingBytes = waiting.size();
        if (waiting.size() == 0) {
            pending = null;
        } else {
            block();
        }
    }

    private void endNow() {
        if (ended || closed || (tls != null && !endTls(tls))) {
            return;
        }
        ended = true;
        try {
            channel().shutdownOutput();
        } catch (IOException failure) {
            connection.fail(failure);
        }
    }

    // TLS

    /** Small output is gathered so that it shares a record; of large output the first record takes what is gathered. */
    private void writeEncrypted(TlsOutput records, ByteBuffer bytes) {
        ByteBuffer before = gathered;
        if (bytes.remaining() <= Link.LARGEST_PIECE) {
            copy(bytes);
        } else if (before == null || before.position() == 0) {
            accepted += bytes.remaining();
            encrypt(records, this::writeOrKeep, bytes);
        } else {
            before.flip();
            accepted += before.remaining() + bytes.remaining();
            encrypt(records, this::writeOrKeep, before, bytes);
            before.clear();
        }
    }

    /** Writes what the handshake has to say. Event loop only, before the handshake is done. */
    void handshake() throws SSLException {
        if (tls != null) {
            tls.encrypt(this::writeOrKeep);
        }
    }

    /** Writes around TLS. Event loop only, in place of a handshake. */
    void writePlain(ByteBuffer bytes) {
        writeOrKeep(bytes);
    }

    private void flushTls(TlsOutput records) {
        if (records.wantsToWrap()) {
            encrypt(records, this::writeOrKeep);
        }
    }

    /** Sends close_notify; tells whether everything is written. */
    private boolean endTls(TlsOutput records) {
        if (records.earlyBytes() > 0) {
            return false;
        }
        if (records.close()) {
            encrypt(records, this::writeOrKeep);
        }
        return pending == null;
    }

    private void encrypt(TlsOutput records, Consumer<ByteBuffer> sink, ByteBuffer... plain) {
        if (closed) {
            return;
        }
        try {
            if (records.encrypt(sink, plain)) {
                progressAt = loop().preciseNow();
                pendingBytes = records.earlyBytes() + (pending == null ? 0 : pending.size());
            }
        } catch (SSLException failure) {
            fail(failure);
        }
    }

    private void fail(IOException failure) {
        dropPending();
        closed = true;
        connection.fail(failure);
    }

    /** The byte count stays: it tells how much was lost. */
    private void dropPending() {
        if (pending != null) {
            pending.release();
            pending = null;
        }
    }

    private void releaseGathered() {
        if (gathered != null) {
            loop().releaseWriteBuffer(gathered);
            gathered = null;
        }
    }
}
