package io.twsj.spring.security;

import io.twsj.WebSocketConnection;
import io.twsj.spring.handler.InvalidHandlerException;
import io.twsj.spring.handler.ParameterSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.expression.BeanResolver;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.ClassUtils;

/**
 * Fills parameters of handlers' methods with the peer's {@link Authentication}, null if the peer is not authenticated, or
 * with what {@link AuthenticationPrincipal} picks of it, as Spring Security does for web controllers. Thread-safe.
 */
public final class AuthenticationParameters implements ParameterSource {

    private final BeanResolver beans;

    /** @param beans finds the beans that expressions name */
    public AuthenticationParameters(BeanResolver beans) {
        this.beans = beans;
    }

    @Override
    public @Nullable Function<WebSocketConnection, @Nullable Object> find(MethodParameter parameter) {
        AuthenticationPrincipal annotation =
                AnnotatedElementUtils.findMergedAnnotation(parameter.getParameter(), AuthenticationPrincipal.class);
        if (annotation != null) {
            return principal(parameter, annotation);
        }
        Class<?> type = parameter.getParameterType();
        return Authentication.class.isAssignableFrom(type) ? connection -> authentication(connection, type) : null;
    }

    private static @Nullable Authentication authentication(WebSocketConnection connection, Class<?> type) {
        if (connection.principal() == null) {
            return null;
        }
        Authentication authentication = Peers.authentication(connection.principal());
        if (!type.isInstance(authentication)) {
            throw new IllegalStateException("the peer's authentication is a "
                    + authentication.getClass().getName() + ", not a " + type.getName());
        }
        return authentication;
    }

    private Function<WebSocketConnection, @Nullable Object> principal(
            MethodParameter parameter, AuthenticationPrincipal annotation) {
        Class<?> type = parameter.getParameterType();
        if (type.isPrimitive()) {
            throw new InvalidHandlerException(
                    describe(parameter) + " is a " + type.getName() + ", which cannot be null, as it is for a peer that"
                            + " has no such principal.",
                    "Use the boxed type.");
        }
        Expression expression = expression(parameter, annotation.expression());
        return connection -> {
            Object found = Peers.authentication(connection.principal()).getPrincipal();
            Object value = expression == null || found == null ? found : evaluate(expression, found);
            return fitting(value, type, annotation.errorOnInvalidType());
        };
    }

    private static @Nullable Expression expression(MethodParameter parameter, String text) {
        try {
            return text.isEmpty() ? null : new SpelExpressionParser().parseExpression(text);
        } catch (ParseException e) {
            throw new InvalidHandlerException(
                    describe(parameter) + " has the malformed expression '" + text + "': " + e.getMessage(),
                    "Write the expression as one of Spring's expression language, such as \"username\".");
        }
    }

    private @Nullable Object evaluate(Expression expression, Object principal) {
        StandardEvaluationContext context = new StandardEvaluationContext(principal);
        context.setVariable("this", principal);
        context.setBeanResolver(beans);
        return expression.getValue(context);
    }

    /** @throws ClassCastException if the value is of another type and the handler wants to know */
    private static @Nullable Object fitting(@Nullable Object value, Class<?> type, boolean errorOnInvalidType) {
        if (ClassUtils.isAssignableValue(type, value)) {
            return value;
        }
        if (errorOnInvalidType) {
            throw new ClassCastException("the peer's principal is a "
                    + (value == null ? "null" : value.getClass().getName()) + ", not a " + type.getName());
        }
        return null;
    }

    private static String describe(MethodParameter parameter) {
        return "Parameter " + parameter.getParameterIndex() + " (@AuthenticationPrincipal "
                + parameter.getParameterType().getSimpleName() + ") of " + parameter.getExecutable();
    }
}
