package io.twsj.spring.codec;

import io.twsj.spring.codec.ErrorReply.FieldError;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/** Says to a peer what a mapper found wrong. The mapper's own words name classes, so none of them is used. */
final class ReadProblem {

    private ReadProblem() {}

    static UnreadableMessageException of(JacksonException problem) {
        return new UnreadableMessageException(reply(problem), problem);
    }

    private static ErrorReply reply(JacksonException problem) {
        if (problem instanceof StreamReadException) {
            return ErrorReply.of(ErrorReply.MALFORMED, "malformed message" + place(problem.getLocation()));
        }
        String field = path(problem.getPath());
        if (field.isEmpty()) {
            return ErrorReply.of(ErrorReply.UNREADABLE, "the message is not what this endpoint takes");
        }
        return new ErrorReply(
                ErrorReply.UNREADABLE,
                "the message is not what this endpoint takes",
                List.of(new FieldError(field, what(problem))));
    }

    private static String what(JacksonException problem) {
        if (problem instanceof UnrecognizedPropertyException) {
            return "is not known";
        }
        if (problem instanceof InvalidNullException) {
            return "must not be null";
        }
        return problem instanceof ValueInstantiationException
                ? "has a value that is not allowed"
                : "is missing or of the wrong kind";
    }

    private static String place(TokenStreamLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String path(List<JacksonException.Reference> references) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference reference : references) {
            if (reference.getPropertyName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
            }
        }
        return path.toString();
    }
}
