package io.twsj.spring.codec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.twsj.spring.annotation.MessageType;
import java.util.List;

/**
 * What a peer is told of a message that was not accepted. Names what is wrong in the peer's words, its fields, and never
 * classes of the application. Immutable.
 *
 * @param code tells programs what is wrong
 * @param message tells people
 * @param errors the fields concerned; empty, and left out of the JSON, if it is none in particular
 */
@MessageType(ErrorReply.TYPE)
public record ErrorReply(
        String code,
        String message,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<FieldError> errors) {

    /** The type of envelopes that say that something went wrong. */
    public static final String TYPE = "error";

    /** The code of a message that is not JSON, or whichever format was agreed. */
    public static final String MALFORMED = "malformed";

    /** The code of a message that cannot be read as what the handler takes. */
    public static final String UNREADABLE = "unreadable";

    /** The code of a message whose content is not allowed. */
    public static final String INVALID = "invalid";

    /** The code of a message whose type the handler does not know. */
    public static final String UNKNOWN_TYPE = "unknown-type";

    /** Keeps the list from changing. */
    public ErrorReply {
        errors = List.copyOf(errors);
    }

    /**
     * What is wrong with one field.
     *
     * @param field its path, as in {@code items[2].name}
     * @param message what is wrong
     */
    public record FieldError(String field, String message) {}

    /** An error that concerns no field. */
    public static ErrorReply of(String code, String message) {
        return new ErrorReply(code, message, List.of());
    }

    /** The error as one line, as a close reason holds it. */
    public String summary() {
        if (errors.isEmpty()) {
            return message;
        }
        FieldError first = errors.get(0);
        return message + ": " + first.field() + " " + first.message();
    }
}
