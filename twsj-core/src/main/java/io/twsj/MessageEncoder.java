package io.twsj;

import io.twsj.message.Message;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

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

    /**
     * What encodes for connections with this subprotocol: this encoder itself, unless it is overridden. Asked once a
     * connection. It has to give the same encoder each time, since a message for many connections is encoded once for
     * all that have the same.
     *
     * @param subprotocol the agreed one; null for none
     */
    default MessageEncoder forSubprotocol(@Nullable String subprotocol) {
        return this;
    }

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
