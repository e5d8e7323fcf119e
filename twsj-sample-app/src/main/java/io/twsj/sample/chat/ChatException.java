package io.twsj.sample.chat;

import io.twsj.spring.codec.ErrorReply;
import java.util.Locale;

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

    /** What the client is told. */
    ErrorReply reply() {
        return ErrorReply.of(code.json(), explanation);
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
        ALREADY_JOINED,
        /** Not the answer to a request: a newer connection has taken this one's place. */
        REPLACED;

        /** In the JSON: {@code name-taken}. */
        String json() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
