package io.twsj.spring.codec;

import io.twsj.message.Message;

/**
 * Reads and writes messages of one Java type that are in no format the starter knows, such as Protocol Buffers. Beans of
 * this type are used for parameters of that type and for what is sent of it, also in rooms. Thread-safe.
 *
 * @param <T> the Java type
 */
public interface MessageCodec<T> {

    /** The type of the values; those of subclasses are written too. */
    Class<T> type();

    /** Whether the messages are text (no: binary). */
    default boolean isText() {
        return false;
    }

    /**
     * Reads a message, which is text or binary as {@link #isText} says.
     *
     * @throws UnreadableMessageException if the peer has sent something else
     */
    T decode(Message message);

    /** Writes a value. */
    Message encode(T value);
}
