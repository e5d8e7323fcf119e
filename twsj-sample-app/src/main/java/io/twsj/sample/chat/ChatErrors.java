package io.twsj.sample.chat;

import io.twsj.sample.chat.ChatException.Code;
import io.twsj.spring.annotation.OnError;
import io.twsj.spring.annotation.WebSocketAdvice;
import io.twsj.spring.codec.ErrorReply;
import io.twsj.spring.codec.ErrorReply.FieldError;
import io.twsj.spring.codec.UnreadableMessageException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import java.util.Comparator;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;

/** Says in the chat's codes what was wrong with a request. */
@WebSocketAdvice
final class ChatErrors {

    @OnError
    ErrorReply refused(ChatException refusal) {
        return refusal.reply();
    }

    /** The first field counts for the code; all are named. */
    @OnError
    ErrorReply invalid(ConstraintViolationException problem) {
        List<ConstraintViolation<?>> violations = problem.getConstraintViolations().stream()
                .sorted(Comparator.comparing(ChatErrors::field).thenComparing(ConstraintViolation::getMessage))
                .toList();
        return new ErrorReply(
                code(violations.get(0)).json(),
                violations.get(0).getMessage(),
                violations.stream()
                        .map(violation -> new FieldError(field(violation), violation.getMessage()))
                        .toList());
    }

    private static Code code(ConstraintViolation<?> violation) {
        if (violation.getInvalidValue() == null) {
            return Code.BAD_REQUEST;
        }
        return switch (field(violation)) {
            case "name" -> Code.BAD_NAME;
            case "text" -> Code.BAD_TEXT;
            default -> Code.BAD_REQUEST;
        };
    }

    private static String field(ConstraintViolation<?> violation) {
        return violation.getPropertyPath().toString();
    }

    /** An envelope that is none, or has no data where some is needed. */
    @OnError
    ErrorReply unreadable(UnreadableMessageException problem) {
        ErrorReply reply = problem.reply();
        if (reply.code().equals(ErrorReply.UNKNOWN_TYPE)) {
            return ErrorReply.of(
                    Code.UNKNOWN_TYPE.json(),
                    "The types are \"join\", \"say\", \"tell\", \"typing\", \"leave\" and \"who\".");
        }
        boolean isEnvelope = problem.id() != null || !reply.errors().isEmpty();
        return isEnvelope ? badRequest(reply.summary()) : noJson();
    }

    @OnError
    ErrorReply unreadable(JacksonException problem) {
        return problem instanceof DatabindException
                ? badRequest("the data is not what this type of request needs")
                : noJson();
    }

    private static ErrorReply badRequest(String what) {
        return ErrorReply.of(Code.BAD_REQUEST.json(), "This request cannot be read: " + what + ".");
    }

    static ErrorReply noJson() {
        return ErrorReply.of(
                Code.BAD_JSON.json(), "A message is a text with a JSON object: \"type\", \"id\", \"data\".");
    }
}
