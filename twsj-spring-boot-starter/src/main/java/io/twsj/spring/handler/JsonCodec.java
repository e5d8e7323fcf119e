package io.twsj.spring.handler;

import io.twsj.MessageEncoder;
import io.twsj.message.Message;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes the JSON of messages with the application's mapper. Thread-safe. */
public final class JsonCodec implements MessageEncoder {

    private final JsonMapper mapper;

    /** A codec on this mapper. */
    public JsonCodec(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * Encodes everything as JSON text, except what {@link MessageEncoder#PLAIN} takes as it is.
     *
     * @throws IllegalArgumentException if the mapper cannot write the value
     */
    @Override
    public Message encode(Object value) {
        if (isPlain(value)) {
            return MessageEncoder.PLAIN.encode(value);
        }
        try {
            return Message.text(mapper.writeValueAsString(value));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "cannot write a " + value.getClass().getName() + " as JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static boolean isPlain(Object value) {
        return value instanceof String
                || value instanceof Message
                || value instanceof byte[]
                || value instanceof ByteBuffer;
    }

    /** Prepares the reading of messages as values of a type; all that depends on the type is done here. */
    Reader readerFor(Type type) {
        ObjectReader reader = mapper.readerFor(mapper.constructType(type));
        return message -> read(reader, message);
    }

    private static @Nullable Object read(ObjectReader reader, Message message) {
        try {
            return reader.readValue(message.bytes());
        } catch (JacksonException e) {
            throw new UnreadableMessageException(e);
        }
    }

    /** Reads messages as values of one type. Thread-safe. */
    @FunctionalInterface
    interface Reader {

        /**
         * Reads the payload, of text and binary messages alike.
         *
         * @throws UnreadableMessageException if it is malformed or does not fit the type
         */
        @Nullable
        Object read(Message message);
    }
}
