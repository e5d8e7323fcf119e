package io.twsj.message;

import io.twsj.frame.Frame;
import io.twsj.frame.FrameBits;
import io.twsj.frame.Opcode;
import io.twsj.frame.Utf8;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A text or binary message: its kind and its payload bytes (RFC 6455 section 6).
 *
 * <p>Messages made by the factories own their bytes and are immutable. A message given to a listener that runs inline
 * belongs to the connection's event loop and is valid until the callback returns: it may be sent (also to other
 * connections), and {@link #copy()}, {@link #text()} and {@link #bytes()} may be kept. Using it after the callback
 * fails with an {@link IllegalStateException}, unless the loop has lent it for its next message already.
 *
 * <p>A text's payload is UTF-8 and has been checked; it becomes a {@code String} when {@link #text()} asks for it.
 */
public abstract class Message {

    Message() {}

    /**
     * A text message.
     *
     * @throws IllegalArgumentException if the text holds half of a surrogate pair, which UTF-8 cannot carry
     */
    public static Message text(String text) {
        return new OwnedMessage(true, Utf8.encode(text));
    }

    /** A binary message with a copy of these bytes. */
    public static Message binary(byte[] bytes) {
        return new OwnedMessage(false, bytes.clone());
    }

    /** A binary message with a copy of the bytes between position and limit; the buffer is left as it was. */
    public static Message binary(ByteBuffer bytes) {
        return received(false, bytes);
    }

    /**
     * A message with a copy of a received payload; the buffer is left as it was.
     *
     * @param isText whether the bytes are a text, which has been checked to be UTF-8
     */
    public static Message received(boolean isText, ByteBuffer payload) {
        byte[] copy = new byte[payload.remaining()];
        payload.get(payload.position(), copy);
        return new OwnedMessage(isText, copy);
    }

    /** Tells whether this is a text; otherwise it is binary. */
    public abstract boolean isText();

    /** The number of payload bytes. */
    public abstract int size();

    /** Copies the payload to the buffer's position and moves it behind. */
    public abstract void writeTo(ByteBuffer target);

    /** The payload as a read-only view; of a borrowed message, valid as long as the message itself. */
    public abstract ByteBuffer payload();

    /**
     * The text.
     *
     * @throws IllegalStateException if this message is binary
     */
    public abstract String text();

    /** A message with the same content that may be kept; this message itself if it owns its bytes. */
    public abstract Message copy();

    /** The message in one frame, with a copy of the payload. */
    public Frame toFrame() {
        return Frame.of(FrameBits.FIN | (isText() ? Opcode.TEXT : Opcode.BINARY).number(), payload());
    }

    /**
     * The message in frames of at most so many payload bytes (RFC 6455 section 5.4); an empty one is one frame.
     *
     * @throws IllegalArgumentException if the size is not positive
     */
    public List<Frame> fragment(int size) {
        return toFrame().fragment(size);
    }

    /** A copy of the payload. */
    public byte[] bytes() {
        byte[] bytes = new byte[size()];
        writeTo(ByteBuffer.wrap(bytes));
        return bytes;
    }

    /** The kind and size, never the content. */
    @Override
    public String toString() {
        return (isText() ? "text" : "binary") + " message of " + size() + " bytes";
    }

    static IllegalStateException noText() {
        return new IllegalStateException("a binary message has no text; use bytes() or payload()");
    }
}
