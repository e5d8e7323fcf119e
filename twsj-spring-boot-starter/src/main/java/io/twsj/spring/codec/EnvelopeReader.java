package io.twsj.spring.codec;

import io.twsj.message.Message;
import io.twsj.spring.codec.ErrorReply.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads messages in an envelope, an object of {@code type}, {@code id} and {@code data} in any order; other members are
 * passed over. Thread-safe.
 *
 * <p>A message is gone through twice, once for its head and once for its data: data that comes before its type would else
 * have to be kept as tokens, of which a peer could have many times its message's size made.
 */
public final class EnvelopeReader {

    private static final int MAX_ID_LENGTH = 128;
    private static final String SHAPE = "a message is an object with type, id and data";

    private EnvelopeReader() {}

    /**
     * The members that say what a message is.
     *
     * @param type what kind of message it is; null only in an answer to a request
     * @param id a {@code String}, a {@code Long}, or null
     * @param hasData whether there is data that is not null
     */
    public record Head(@Nullable String type, @Nullable Object id, boolean hasData) {}

    /**
     * Reads the head, and checks that the whole message is well-formed.
     *
     * @throws UnreadableMessageException if it is no envelope
     */
    public static Head head(MessageFormat format, byte[] payload) {
        try (JsonParser parser = format.parser(payload)) {
            Head head = new HeadParser(parser).parse();
            if (parser.nextToken() != null) {
                throw malformed("something follows the envelope");
            }
            return head;
        } catch (JacksonException e) {
            throw ReadProblem.of(e);
        }
    }

    /**
     * Reads the data of a message whose head has been read and says that there is some.
     *
     * @throws UnreadableMessageException if it is not of the reader's type
     */
    public static @Nullable Object data(MessageFormat format, byte[] payload, ValueReader reader) {
        try (JsonParser parser = format.parser(payload)) {
            parser.nextToken();
            while (!"data".equals(parser.nextName())) {
                parser.nextToken();
                parser.skipChildren();
            }
            parser.nextToken();
            return reader.readPart(format, parser);
        } catch (JacksonException e) {
            throw ReadProblem.of(e);
        }
    }

    /** Whether a message can be an envelope at all: binary ones only in binary formats. */
    public static boolean isFor(MessageFormat format, Message message) {
        return message.isText() != format.isBinary();
    }

    private static UnreadableMessageException malformed(String what) {
        return new UnreadableMessageException(ErrorReply.of(ErrorReply.MALFORMED, SHAPE + ": " + what));
    }

    private static UnreadableMessageException unusableId(String what) {
        return new UnreadableMessageException(
                new ErrorReply(ErrorReply.MALFORMED, SHAPE, List.of(new FieldError("id", what))));
    }

    /** JSON's escapes can spell half of a surrogate pair, which could not be repeated in an answer. */
    private static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) {
                continue;
            }
            if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                return false;
            }
            i++;
        }
        return true;
    }

    /** One use. */
    private static final class HeadParser {

        private final JsonParser parser;
        private @Nullable String type;
        private @Nullable Object id;
        private boolean sawId;
        private boolean sawData;
        private boolean hasData;

        HeadParser(JsonParser parser) {
            this.parser = parser;
        }

        Head parse() {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("this is none");
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "type" -> type(value);
                    case "id" -> id(value);
                    case "data" -> data(value);
                    default -> parser.skipChildren();
                }
            }
            return new Head(type, id, hasData);
        }

        private void type(JsonToken value) {
            if (type != null) {
                throw malformed("there are two types").in(id);
            }
            if (value != JsonToken.VALUE_STRING) {
                throw malformed("the type is not a string").in(id);
            }
            type = parser.getString();
            if (!isWellFormed(type)) {
                throw malformed("the type has half of a surrogate pair").in(id);
            }
        }

        private void id(JsonToken value) {
            if (sawId) {
                throw malformed("there are two ids");
            }
            sawId = true;
            id = switch (value) {
                case VALUE_NULL -> null;
                case VALUE_STRING -> shortId(parser.getString());
                case VALUE_NUMBER_INT -> number();
                default -> throw unusableId("is neither a string nor an integer");
            };
        }

        private static String shortId(String text) {
            if (text.length() > MAX_ID_LENGTH) {
                throw unusableId("has " + text.length() + " characters, allowed are " + MAX_ID_LENGTH);
            }
            if (!isWellFormed(text)) {
                throw unusableId("has half of a surrogate pair");
            }
            return text;
        }

        private Long number() {
            try {
                return parser.getLongValue();
            } catch (JacksonException tooLarge) {
                throw unusableId("does not fit into 64 bits");
            }
        }

        private void data(JsonToken value) {
            if (sawData) {
                throw malformed("there are two data").in(id);
            }
            sawData = true;
            hasData = value != JsonToken.VALUE_NULL;
            parser.skipChildren();
        }
    }
}
