package io.twsj.spring.codec;

import io.twsj.message.Message;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.ObjectMapper;

/** One of the data formats that messages may be in: JSON as text, CBOR or Smile as binary. Thread-safe. */
public final class MessageFormat {

    private final String name;
    private final ObjectMapper mapper;
    private final boolean binary;
    private final int position;

    MessageFormat(String name, ObjectMapper mapper, boolean binary, int position) {
        this.name = name;
        this.mapper = mapper;
        this.binary = binary;
        this.position = position;
    }

    /** Whether its messages are binary. */
    public boolean isBinary() {
        return binary;
    }

    /** Where it stands among the formats of its {@link MessageFormats}. */
    int position() {
        return position;
    }

    ObjectMapper mapper() {
        return mapper;
    }

    /**
     * Writes a value.
     *
     * @throws IllegalArgumentException if the mapper cannot write it
     */
    public Message write(Object value) {
        try {
            return binary
                    ? Message.binary(mapper.writeValueAsBytes(value))
                    : Message.text(mapper.writeValueAsString(value));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "cannot write a " + value.getClass().getName() + " as " + name + ": " + e.getOriginalMessage(), e);
        }
    }

    JsonParser parser(byte[] payload) {
        return mapper.createParser(payload);
    }

    /** JSON, CBOR or Smile. */
    @Override
    public String toString() {
        return name;
    }
}
