package io.twsj.spring.handler;

import io.twsj.spring.codec.ErrorReply;
import io.twsj.spring.codec.ErrorReply.FieldError;
import io.twsj.spring.codec.UnreadableMessageException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Checks payloads with Jakarta Validation, which an application may be without. Thread-safe. */
public final class PayloadValidator {

    private final Validator validator;

    /** Checks with this validator. */
    public PayloadValidator(Validator validator) {
        this.validator = validator;
    }

    /**
     * Checks a payload.
     *
     * @throws UnreadableMessageException if it is not valid; for {@code @OnError} methods it is a
     *     {@code ConstraintViolationException}
     */
    void check(Object payload) {
        Set<ConstraintViolation<Object>> violations = validator.validate(payload);
        if (!violations.isEmpty()) {
            throw new UnreadableMessageException(
                    new ErrorReply(ErrorReply.INVALID, "the message is not valid", errors(violations)),
                    new ConstraintViolationException(violations));
        }
    }

    private static List<FieldError> errors(Set<ConstraintViolation<Object>> violations) {
        return violations.stream()
                .map(violation -> new FieldError(violation.getPropertyPath().toString(), violation.getMessage()))
                .sorted(Comparator.comparing(FieldError::field).thenComparing(FieldError::message))
                .toList();
    }
}
