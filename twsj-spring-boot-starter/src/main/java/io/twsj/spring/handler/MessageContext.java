package io.twsj.spring.handler;

import io.twsj.spring.codec.EnvelopeReader.Head;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a handler's method may want to know of the message it is called for. Immutable.
 *
 * @param isText whether it is a text message; else it is binary
 * @param type the type of its envelope; null without one
 * @param id the id of its envelope, a {@code String} or a {@code Long}; null without one
 * @param size the number of payload bytes
 * @param receivedAt when its turn came to be handled
 */
public record MessageContext(
        boolean isText, @Nullable String type, @Nullable Object id, int size, Instant receivedAt) {

    static MessageContext of(MessageCall call) {
        Head envelope = call.envelope();
        return new MessageContext(
                call.message().isText(),
                envelope == null ? null : envelope.type(),
                envelope == null ? null : envelope.id(),
                call.message().size(),
                Instant.now());
    }
}
