package io.twsj.protocol;

import io.twsj.close.CloseCode;
import io.twsj.close.LimitExceededException;
import io.twsj.close.ProtocolException;
import io.twsj.extension.FrameTransform.PayloadSink;
import io.twsj.frame.Utf8;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Joins the payload of a message that arrives in several pieces, whether frames or reads, and checks a text's UTF-8 as it
 * comes (RFC 6455 sections 5.4 and 8.1). One caller at a time.
 *
 * <p>Its buffer grows with the bytes received, never with a length that was only declared, and is gone with the message.
 */
final class MessageAssembler implements PayloadSink {

    private static final int SMALLEST_BUFFER = 256;

    /** A declared length may make the buffer at most this many times as large as what has arrived. */
    private static final int FORESIGHT = 4;

    private final BufferPool buffers;
    private int maxBytes;

    /** What has arrived, from index 0 to position; null while that is nothing. */
    private @Nullable ByteBuffer joined;

    private boolean isText;
    private int utf8 = Utf8.COMPLETE;

    /** Bytes that are announced to come; a hint for the buffer's size. */
    private long expected;

    /** One that takes nothing yet, see {@link #maxBytes(int)}. */
    MessageAssembler(BufferPool buffers) {
        this.buffers = buffers;
    }

    int maxBytes() {
        return maxBytes;
    }

    /** So many bytes a message may have from now on. */
    void maxBytes(int bytes) {
        maxBytes = bytes;
    }

    void begin(boolean text) {
        isText = text;
        utf8 = Utf8.COMPLETE;
        expected = 0;
    }

    boolean isText() {
        return isText;
    }

    int size() {
        return joined == null ? 0 : joined.position();
    }

    /** So many bytes are to come next. */
    void expect(long bytes) {
        expected = bytes;
    }

    @Override
    public void accept(ByteBuffer bytes) {
        int more = bytes.remaining();
        checkRoom(more);
        if (isText) {
            utf8 = Utf8.check(utf8, bytes, bytes.position(), bytes.limit());
            if (utf8 == Utf8.INVALID) {
                throw notUtf8();
            }
        }
        if (more > 0) {
            roomFor(more).put(bytes);
            expected -= more;
        }
    }

    /** Throws if the message would become larger than is taken by so many further bytes. */
    void checkRoom(long more) {
        if (more > maxBytes - size()) {
            throw tooLarge(more > Long.MAX_VALUE - size() ? Long.MAX_VALUE : size() + more, maxBytes);
        }
    }

    static LimitExceededException tooLarge(long bytes, long allowed) {
        return new LimitExceededException(
                CloseCode.MESSAGE_TOO_BIG,
                "message of at least " + bytes + " bytes exceeds the limit of " + allowed + " bytes",
                bytes,
                allowed);
    }

    /**
     * The message is whole, and forgotten here: what its receiver does, even {@link #release}, leaves it valid.
     *
     * @return its payload from position to limit; for {@link #giveBack} in the end
     */
    ByteBuffer finish() {
        if (utf8 != Utf8.COMPLETE) {
            throw notUtf8();
        }
        ByteBuffer message = joined;
        joined = null;
        return message == null ? ByteBuffer.allocate(0) : message.flip();
    }

    /** Takes back the buffer of a message that is over. */
    void giveBack(ByteBuffer message) {
        // An empty message has no buffer of the pool.
        if (message.capacity() > 0) {
            buffers.release(message);
        }
    }

    /** Forgets an unfinished message. */
    void release() {
        ByteBuffer buffer = joined;
        if (buffer != null) {
            joined = null;
            buffers.release(buffer);
        }
    }

    static ProtocolException notUtf8() {
        return new ProtocolException(CloseCode.INVALID_PAYLOAD, "text that is not UTF-8");
    }

    private ByteBuffer roomFor(int more) {
        ByteBuffer buffer = joined;
        if (buffer != null && buffer.remaining() >= more) {
            return buffer;
        }
        ByteBuffer larger = buffers.acquire(nextCapacity(more));
        if (buffer != null) {
            larger.put(buffer.flip());
            buffers.release(buffer);
        }
        joined = larger;
        return larger;
    }

    private int nextCapacity(int more) {
        long received = size() + (long) more;
        long foreseen = Math.min(size() + Math.max(expected, more), received * FORESIGHT);
        long doubled = Math.min(size() * 2L, maxBytes);
        return (int) Math.max(SMALLEST_BUFFER, Math.max(Math.min(foreseen, maxBytes), doubled));
    }
}
