package io.twsj.sample.chat;

import io.twsj.spring.codec.ErrorReply;
import io.twsj.spring.codec.ErrorReply.FieldError;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request that is refused, by a fault of the one who sent it. The connection stays open. */
final class ChatException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Code code;
    private final String explanation;

    /** With a message for the person in front of the page: never with text of somebody else that was not checked. */
    ChatException(Code code, String message) {
        super(message);
        this.code = code;
        this.explanation = message;
    }

    Code code() {
        return code;
    }

    /** What the client is told; beside the field whose value was refused, if it is one. */
    ErrorReply reply() {
        String field = code.field();
        return new ErrorReply(
                code.json(), explanation, field == null ? List.of() : List.of(new FieldError(field, explanation)));
    }

    /** What was wrong, for programs. */
    enum Code {
        BAD_JSON,
        BAD_REQUEST,
        UNKNOWN_TYPE,
        BAD_ROOM,
        BAD_NAME,
        NAME_TAKEN,
        BAD_TEXT,
        NOT_JOINED,
        NOT_HERE,
        ALREADY_JOINED,
        /** Not the answer to a request: a newer connection has taken this one's place. */
        REPLACED;

        /** The field of the request, or the variable of the path, that it is about; null if it is none. */
        @Nullable
        String field() {
            return switch (this) {
                case BAD_NAME, NAME_TAKEN -> "name";
                case BAD_TEXT -> "text";
                case BAD_ROOM -> "room";
                case NOT_HERE -> "to";
                default -> null;
            };
        }

        /** In the JSON: {@code name-taken}. */
        String json() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
