package io.twsj.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A message whose bytes lie in somebody else's buffer: what an event loop lends to an inline listener, again and again
 * the same object, so that a message costs no allocation. For those who drive the engine themselves; listeners know it
 * as {@link Message}. One caller at a time.
 */
public final class BorrowedMessage extends Message {

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private ByteBuffer source = NONE;
    private boolean isText;
    private int offset;
    private int size = -1;

    /** A message that is not lent yet. */
    public BorrowedMessage() {}

    /** Lends the bytes between position and limit, until {@link #end()}. */
    public void lend(boolean text, ByteBuffer bytes) {
        this.isText = text;
        this.source = bytes;
        this.offset = bytes.position();
        this.size = bytes.remaining();
    }

    /** Ends the loan; using the message fails from now on. */
    public void end() {
        source = NONE;
        size = -1;
    }

    @Override
    public boolean isText() {
        checkLent();
        return isText;
    }

    @Override
    public int size() {
        checkLent();
        return size;
    }

    @Override
    public void writeTo(ByteBuffer target) {
        checkLent();
        int at = target.position();
        target.put(at, source, offset, size);
        target.position(at + size);
    }

    @Override
    public ByteBuffer payload() {
        checkLent();
        return source.slice(offset, size).asReadOnlyBuffer();
    }

    @Override
    public String text() {
        checkLent();
        if (!isText) {
            throw noText();
        }
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes() {
        checkLent();
        byte[] bytes = new byte[size];
        source.get(offset, bytes);
        return bytes;
    }

    @Override
    public Message copy() {
        return new OwnedMessage(isText(), bytes());
    }

    @Override
    public String toString() {
        return size < 0 ? "message that is no longer valid" : super.toString();
    }

    private void checkLent() {
        if (size < 0) {
            throw new IllegalStateException(
                    "this message was valid during its callback only; keep copy(), text() or bytes() instead");
        }
    }
}
