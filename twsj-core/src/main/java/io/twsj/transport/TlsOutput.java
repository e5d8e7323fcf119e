package io.twsj.transport;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The way out of a TLS connection: bytes become records. Output's owner only, which is the loop until the handshake is
 * done; what others may call says so. Nobody else ever wraps.
 */
final class TlsOutput {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final TlsBuffers buffers;
    private @Nullable SSLEngine engine;

    /** Whether the handshake is done. */
    private boolean open;

    /** Output of before the handshake was done; null if there is none. */
    private @Nullable ByteBuffer early;

    /** Whether the peer has sent its close_notify, so that ours is due. */
    private volatile boolean peerClosed;

    private boolean closed;

    TlsOutput(TlsBuffers buffers) {
        this.buffers = buffers;
    }

    /** Event loop only, before the handshake. */
    void engine(SSLEngine chosen) {
        engine = chosen;
    }

    /** The handshake is done. Event loop only. */
    void open() {
        open = true;
    }

    /** The owner's next flush answers the peer's close_notify. Event loop only. */
    void peerClosed() {
        peerClosed = true;
    }

    /** Bytes of output that wait for the handshake to be done. */
    int earlyBytes() {
        return early == null ? 0 : early.position();
    }

    // Records

    /** Tells whether there is something to {@link #encrypt} that nobody asked for: handshake messages, an alert, an end. */
    boolean wantsToWrap() {
        if (peerClosed) {
            close();
        }
        SSLEngine present = engine;
        return (open && early != null)
                || (present != null
                        && present.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                        && !present.isOutboundDone());
    }

    /**
     * Makes close_notify the next and last record.
     *
     * @return false if that was done before
     */
    boolean close() {
        if (closed || engine == null) {
            return false;
        }
        closed = true;
        engine.closeOutbound();
        return true;
    }

    /**
     * Makes records of handshake messages that wait, of output that came too early, and of the bytes, all of them.
     *
     * @param sink takes the records, each time as many as a buffer holds
     * @return whether output has waited for the handshake, or does so now
     */
    boolean encrypt(Consumer<ByteBuffer> sink, ByteBuffer... plain) throws SSLException {
        boolean waiting = false;
        if (!open && hasRemaining(plain)) {
            keepEarly(plain);
            return true;
        }
        ByteBuffer[] all = plain;
        if (open && early != null) {
            all = prepend(early.flip(), plain);
            early = null;
            waiting = true;
        }
        encryptAll(sink, all);
        return waiting;
    }

    private void encryptAll(Consumer<ByteBuffer> sink, ByteBuffer[] plain) throws SSLException {
        ByteBuffer records = buffers.acquireOutput();
        try {
            boolean more = true;
            while (more) {
                more = wrap(plain, records.clear());
                sink.accept(records.flip());
            }
        } finally {
            buffers.releaseOutput(records);
        }
    }

    private void keepEarly(ByteBuffer[] plain) {
        for (ByteBuffer bytes : plain) {
            ByteBuffer before = early == null ? NOTHING : early.flip();
            early = ByteBuffer.allocate(before.remaining() + bytes.remaining())
                    .put(before)
                    .put(bytes);
        }
    }

    private static ByteBuffer[] prepend(ByteBuffer first, ByteBuffer[] others) {
        ByteBuffer[] all = new ByteBuffer[others.length + 1];
        all[0] = first;
        System.arraycopy(others, 0, all, 1, others.length);
        return all;
    }

    /** As many records as fit; tells whether there is more for another buffer. */
    private boolean wrap(ByteBuffer[] plain, ByteBuffer records) throws SSLException {
        SSLEngine present = engine;
        while (present != null) {
            SSLEngineResult result = present.wrap(plain, records);
            switch (result.getStatus()) {
                case BUFFER_OVERFLOW -> {
                    return true;
                }
                case OK -> {
                    if (!hasMore(plain, result)) {
                        return false;
                    }
                }
                default -> {
                    // Closed: nothing can follow.
                    discard(plain);
                    return false;
                }
            }
        }
        return false;
    }

    private static boolean hasMore(ByteBuffer[] plain, SSLEngineResult result) throws SSLException {
        boolean more = hasRemaining(plain) || result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
        if (more && result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
            throw new SSLException("the TLS engine makes no progress, status " + result.getHandshakeStatus());
        }
        return more;
    }

    private static boolean hasRemaining(ByteBuffer[] plain) {
        for (ByteBuffer bytes : plain) {
            if (bytes.hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    private static void discard(ByteBuffer[] plain) {
        for (ByteBuffer bytes : plain) {
            bytes.position(bytes.limit());
        }
    }
}
