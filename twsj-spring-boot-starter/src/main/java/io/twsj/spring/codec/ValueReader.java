package io.twsj.spring.codec;

import io.twsj.message.Message;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;

/** Reads values of one type in every format; all that depends on the type is done before the first message. Thread-safe. */
public final class ValueReader {

    /** By the position of the format. */
    private final ObjectReader[] wholes;

    private final ObjectReader[] parts;

    ValueReader(List<MessageFormat> formats, Type type) {
        wholes = new ObjectReader[formats.size()];
        parts = new ObjectReader[formats.size()];
        for (MessageFormat format : formats) {
            ObjectReader reader = format.mapper().readerFor(format.mapper().constructType(type));
            wholes[format.position()] = reader;
            parts[format.position()] = reader.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        }
    }

    /**
     * Reads a payload, of text and binary messages alike.
     *
     * @throws UnreadableMessageException if it is malformed or does not fit the type
     */
    public @Nullable Object read(MessageFormat format, Message message) {
        try {
            return wholes[format.position()].readValue(message.bytes());
        } catch (JacksonException e) {
            throw ReadProblem.of(e);
        }
    }

    /** Reads the value at which a parser stands. */
    @Nullable
    Object readPart(MessageFormat format, JsonParser parser) {
        return parts[format.position()].readValue(parser);
    }
}
