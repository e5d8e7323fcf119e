package io.twsj.spring.codec;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * The data formats an application can speak: JSON, and those whose mappers it has. A connection speaks the one that its
 * subprotocol names, as {@code cbor}, {@code chat.cbor} and {@code v1+cbor} name CBOR; else JSON. Immutable.
 */
public final class MessageFormats {

    private final List<MessageFormat> formats;

    /** JSON alone. */
    public MessageFormats(JsonMapper mapper) {
        this(List.of(new MessageFormat("JSON", mapper, false, 0)));
    }

    private MessageFormats(List<MessageFormat> formats) {
        this.formats = formats;
    }

    /**
     * The same with one more.
     *
     * @param name the format's, as in CBOR
     * @param mapper reads and writes it
     */
    public MessageFormats withBinary(String name, ObjectMapper mapper) {
        List<MessageFormat> more = new ArrayList<>(formats);
        more.add(new MessageFormat(name, mapper, true, formats.size()));
        return new MessageFormats(List.copyOf(more));
    }

    /** JSON. */
    public MessageFormat json() {
        return formats.get(0);
    }

    /** All of them, JSON first. */
    public List<MessageFormat> all() {
        return formats;
    }

    /**
     * The format of connections with this subprotocol.
     *
     * @param subprotocol the agreed one; null for none
     */
    public MessageFormat forSubprotocol(@Nullable String subprotocol) {
        if (subprotocol == null || formats.size() == 1) {
            return json();
        }
        String lower = subprotocol.toLowerCase(Locale.ROOT);
        String name = lower.substring(Math.max(lower.lastIndexOf('.'), lower.lastIndexOf('+')) + 1);
        return formats.stream()
                .filter(format -> format.toString().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElse(json());
    }

    /** Prepares the reading of values of a type. */
    public ValueReader readerFor(Type type) {
        return new ValueReader(formats, type);
    }
}
