package io.twsj.protocol;

import io.twsj.message.BorrowedMessage;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What carries the bytes of one connection: a channel on an event loop, a pipe in memory, a logical channel. The only
 * thing the engine knows of the world.
 *
 * <p>A link belongs to a loop: one thread that makes all calls to the {@link LinkHandler}. Each method says who may call
 * it: <em>any thread</em>, the <em>loop only</em>, or the <em>output's owner</em>, the thread that holds the engine's
 * outbound half at that moment.
 */
public interface Link {

    /**
     * Gives room to put output: what the caller puts from the buffer's position on, until it calls this link again, is
     * the next output. Output's owner.
     *
     * @param size how many bytes of room are needed, at most {@link #LARGEST_PIECE}
     */
    ByteBuffer room(int size);

    /**
     * Takes all bytes between position and limit as the next output. Meant for payloads that are too large to copy; only
     * what the network does not take at once is copied. Output's owner.
     */
    void write(ByteBuffer bytes);

    /** Hands the output to the network as far as that takes it; the loop goes on with the rest. Output's owner. */
    void flush();

    /** Leaves the output to the loop, which flushes it soon and once. Output's owner. */
    void flushSoon();

    /** Half-closes the connection after all output is written. Output's owner. */
    void endOutput();

    /** Bytes of output that wait for the peer after a flush. Any thread; exact for the output's owner. */
    long pendingBytes();

    /** All bytes of output so far, written or not. Output's owner. */
    long acceptedBytes();

    /** For how long output has waited without the peer taking a byte of it; 0 if none waits. Loop only. */
    long stalledNanos();

    /** Stops reading; bytes already read but not consumed are kept. Loop only. */
    void pauseReading();

    /** Reads again. Loop only. */
    void resumeReading();

    /** Closes at once; {@link LinkHandler#onClosed} follows, during this call or soon. Loop only. */
    void close();

    /** Drops the connection so that the peer notices (a reset). Any thread; {@link LinkHandler#onClosed} follows. */
    void abort();

    /** Replaces the receiver of events. Loop only. */
    void handler(LinkHandler handler);

    /** Asks for one {@link LinkHandler#onDeadline} at about this {@link #now()}; replaces an earlier wish. Loop only. */
    void deadline(long atNanos);

    /** The loop's clock, in nanoseconds of no meaning but their difference. Loop only. */
    long now();

    /** Tells whether the caller is the loop. Any thread. */
    boolean inLoop();

    /** The loop, as what runs tasks on it; the same object for all links of one loop. Any thread. */
    Executor loop();

    /** Buffers of the loop. Loop only. */
    BufferPool buffers();

    /** What the loop's connections read frames with. Loop only. */
    FrameReaders readers();

    /** The one message object that the loop lends to inline callbacks, one at a time. Loop only. */
    BorrowedMessage loanedMessage();

    /**
     * Tells whether this link carries frames and not bytes, as a logical channel does. It delivers with
     * {@link LinkHandler#onFrame}, and is given frames without masking, one behind the other. Any thread.
     */
    default boolean carriesFrames() {
        return false;
    }

    /** The peer's address. Any thread. */
    SocketAddress remoteAddress();

    /** This endpoint's address. Any thread. */
    SocketAddress localAddress();

    /** What TLS agreed on; null without TLS, and until its handshake is done. Any thread. */
    default @Nullable SSLSession tlsSession() {
        return null;
    }

    /** The most that {@link #room} gives room for; what is larger goes through {@link #write}. */
    int LARGEST_PIECE = 16 << 10;
}
