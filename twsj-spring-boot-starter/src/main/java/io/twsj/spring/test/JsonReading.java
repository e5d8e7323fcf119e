package io.twsj.spring.test;

import io.twsj.message.Message;
import io.twsj.spring.codec.Envelope;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads messages for a tester, as JSON or as the data of an envelope. Fails for properties that the type neither has nor says
 * it ignores, whatever the application's mapper may be told: so one kind of message is not taken for another. Thread-safe.
 */
final class JsonReading {

    private final JsonMapper mapper;
    private final boolean enveloped;

    JsonReading(JsonMapper mapper, boolean enveloped) {
        this.mapper = mapper;
        this.enveloped = enveloped;
    }

    /** A message was read, and is not what was expected. */
    static final class UnexpectedMessageException extends Exception {

        private static final long serialVersionUID = 1L;

        UnexpectedMessageException(String found, @Nullable Exception cause) {
            super(found, cause);
        }
    }

    /**
     * A value as its envelope.
     *
     * @throws IllegalArgumentException if its class does not tell the type
     * @throws IllegalStateException if there are no envelopes
     */
    Envelope envelope(Object value) {
        if (!enveloped) {
            throw new IllegalStateException("only envelopes have ids: take the connection of tester.enveloped()");
        }
        if (value instanceof Envelope envelope) {
            return envelope;
        }
        String type = Envelope.typeOf(value.getClass());
        if (type == null) {
            throw new IllegalArgumentException(
                    "a " + value.getClass().getName() + " does not tell its type: request Envelope.of(type, value)");
        }
        return Envelope.of(type, value);
    }

    /** What is expected, in words. */
    String expectation(Class<?> type) {
        return enveloped
                ? "expected an envelope of the type '" + Envelope.typeOf(type) + "'"
                : "expected JSON of a " + type.getSimpleName();
    }

    /**
     * Reads a value.
     *
     * @param id that an envelope must have; null for whichever
     * @throws UnexpectedMessageException if it is none of this type
     */
    <T> T read(Message message, Class<T> type, @Nullable Object id) throws UnexpectedMessageException {
        try {
            JsonNode json = mapper.readTree(message.bytes());
            return enveloped ? data(json, type, id) : value(json, type);
        } catch (JacksonException unreadable) {
            throw new UnexpectedMessageException(": " + unreadable.getOriginalMessage(), unreadable);
        }
    }

    private <T> T data(JsonNode envelope, Class<T> type, @Nullable Object id) throws UnexpectedMessageException {
        String found = envelope.path("type").asString("");
        if (!found.equals(Envelope.typeOf(type))) {
            throw new UnexpectedMessageException(", whose type is '" + found + "'", null);
        }
        if (id != null && !Objects.equals(id.toString(), envelope.path("id").asString(""))) {
            throw new UnexpectedMessageException(", which does not answer the request " + id, null);
        }
        return value(envelope.path("data"), type);
    }

    private <T> T value(JsonNode json, Class<T> type) {
        return mapper.readerFor(type)
                .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .readValue(json);
    }
}
