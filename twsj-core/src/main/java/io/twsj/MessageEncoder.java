package io.twsj;

import io.twsj.message.Message;
import java.nio.ByteBuffer;

/** Turns what {@link WebSocketConnection#send(Object)} is given into a message. Thread-safe. */
@FunctionalInterface
public interface MessageEncoder {

    /** Takes {@code String}, {@code byte[]}, {@link ByteBuffer} and {@link Message}, and refuses all else. */
    MessageEncoder PLAIN = MessageEncoder::plain;

    /**
     * Encodes a value.
     *
     * @throws IllegalArgumentException if the value cannot be encoded
     */
    Message encode(Object value);

    private static Message plain(Object value) {
        if (value instanceof Message message) {
            return message;
        }
        if (value instanceof String text) {
            return Message.text(text);
        }
        if (value instanceof byte[] bytes) {
            return Message.binary(bytes);
        }
        if (value instanceof ByteBuffer bytes) {
            return Message.binary(bytes);
        }
        throw new IllegalArgumentException("cannot send a " + value.getClass().getName()
                + ": this route sends String, byte[], ByteBuffer and Message");
    }
}
