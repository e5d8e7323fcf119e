package io.twsj.spring.handler;

import io.twsj.Attributes;
import io.twsj.WebSocketConnection;
import io.twsj.spring.annotation.ConnectionAttribute;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.util.ClassUtils;

/**
 * How the parameters of a method are filled, decided when the application starts. One caller at a time.
 *
 * <p>A new kind of parameter is one more row in {@link Parameters}.
 */
final class Signature {

    private static final String VALID = "jakarta.validation.Valid";

    private final Method method;
    private final CallbackKind kind;
    private final HandshakeValues values;
    private final HandlerContext context;
    private final List<ArgumentResolver> resolvers = new ArrayList<>();
    private boolean needsHandshake;
    private boolean repliesItself;

    /** What the call is about: the message or the error; null where no parameter takes it. */
    private @Nullable HandlerParameter subject;

    private Signature(Method method, CallbackKind kind, HandshakeValues values, HandlerContext context) {
        this.method = method;
        this.kind = kind;
        this.values = values;
        this.context = context;
    }

    /**
     * Reads a method's signature.
     *
     * @param handlerType the handler's class, which may be a subclass of the method's
     * @throws InvalidHandlerException if a parameter cannot be filled, or the method cannot be called
     */
    static Signature of(
            Method method, CallbackKind kind, Class<?> handlerType, HandshakeValues values, HandlerContext context) {
        Signature signature = new Signature(method, kind, values, context);
        signature.checkMethod(handlerType);
        for (int i = 0; i < method.getParameterCount(); i++) {
            HandlerParameter parameter = new HandlerParameter(method, i, handlerType);
            signature.resolvers.add(Parameters.resolver(signature, parameter, kind));
        }
        return signature;
    }

    List<ArgumentResolver> resolvers() {
        return resolvers;
    }

    /** The parameter that takes the message or error; null if there is none. */
    @Nullable
    HandlerParameter subject() {
        return subject;
    }

    /** Whether the opening handshake must be kept for it after {@code onOpen}. */
    boolean needsHandshake() {
        return needsHandshake;
    }

    /** Whether the method sends its reply, so that its return tells the peer nothing. */
    boolean repliesItself() {
        return repliesItself;
    }

    private void checkMethod(Class<?> handlerType) {
        if (Modifier.isStatic(method.getModifiers())) {
            throw new InvalidHandlerException(
                    Callback.describe(method) + " is annotated " + kind + " but is static.",
                    "Remove the modifier static.");
        }
        Class<?> reply = GenericTypeResolver.resolveReturnType(method, handlerType);
        if (kind == CallbackKind.CLOSE && reply != void.class) {
            throw new InvalidHandlerException(
                    Callback.describe(method) + " is annotated @OnClose but returns a " + reply.getSimpleName()
                            + ", which cannot be sent: the connection has ended.",
                    "Make it return void.");
        }
    }

    // What the rows of Parameters make

    ArgumentResolver pathVariable(HandlerParameter parameter) {
        return values.addVariable(parameter.variableName(), parameter);
    }

    ArgumentResolver handshakeValue(HandlerParameter parameter) {
        HandshakeValue source = Objects.requireNonNull(parameter.handshakeValue());
        return values.add(
                source,
                parameter.valueName(source),
                parameter.isRequired(source),
                parameter.defaultValue(source),
                parameter);
    }

    ArgumentResolver connectionAttribute(HandlerParameter parameter) {
        MergedAnnotation<ConnectionAttribute> annotation = parameter.annotation(ConnectionAttribute.class);
        String name = parameter.nameIn(annotation, "connection attribute");
        Attributes.Key<?> key =
                new Attributes.Key<>(name, ClassUtils.resolvePrimitiveIfNecessary(parameter.valueType()));
        boolean optional = parameter.isOptional();
        boolean required = annotation.getBoolean("required") && !parameter.mayBeNull();
        if (!required && parameter.type().isPrimitive()) {
            throw new InvalidHandlerException(
                    parameter + " takes a connection attribute that is not required, but a " + parameter.type()
                            + " cannot be null.",
                    "Use the boxed type or Optional, or leave required = false away.");
        }
        return invocation -> {
            Object value = invocation.connection().attributes().get(key);
            if (value == null && required) {
                throw new IllegalStateException("the connection has no attribute " + key);
            }
            return optional ? Optional.ofNullable(value) : value;
        };
    }

    /** What another library, or the application, fills it with; null if none does. */
    @Nullable
    ArgumentResolver foreign(HandlerParameter parameter) {
        if (kind == CallbackKind.HANDSHAKE) {
            return null;
        }
        for (ParameterSource source : context.sources()) {
            Function<WebSocketConnection, @Nullable Object> found = source.find(parameter.methodParameter());
            if (found != null) {
                return invocation -> found.apply(invocation.connection());
            }
        }
        return null;
    }

    ArgumentResolver requestHead(HandlerParameter parameter) {
        needsHandshake |= kind != CallbackKind.HANDSHAKE && kind != CallbackKind.OPEN;
        return Invocation::requestHead;
    }

    ArgumentResolver reply(HandlerParameter parameter) {
        if (method.getReturnType() != void.class) {
            throw new InvalidHandlerException(
                    parameter + " is for the reply, but the method returns one, too.",
                    "Make the method return void, or remove the parameter.");
        }
        repliesItself = true;
        return Reply::new;
    }

    ArgumentResolver error(HandlerParameter parameter) {
        takeSubject(parameter);
        if (kind == CallbackKind.ERROR) {
            return invocation -> invocation.subject(Throwable.class);
        }
        Class<?> type = parameter.type();
        return invocation -> {
            Throwable cause = invocation.subject(Invocation.End.class).cause();
            return type.isInstance(cause) ? cause : null;
        };
    }

    ArgumentResolver payload(HandlerParameter parameter) {
        takeSubject(parameter);
        ArgumentResolver payload =
                parameter.isOptional() ? invocation -> Optional.ofNullable(invocation.payload()) : Invocation::payload;
        return parameter.isAnnotated(VALID) ? validated(parameter, payload) : payload;
    }

    private ArgumentResolver validated(HandlerParameter parameter, ArgumentResolver payload) {
        PayloadValidator validator = context.validator();
        if (validator == null) {
            throw new InvalidHandlerException(
                    parameter + " is annotated @Valid, but the application has no jakarta.validation.Validator.",
                    "Add the dependency spring-boot-starter-validation, or remove the annotation.");
        }
        return invocation -> {
            Object value = invocation.payload();
            if (value != null) {
                validator.check(value);
            }
            return payload.resolve(invocation);
        };
    }

    private void takeSubject(HandlerParameter parameter) {
        if (subject != null) {
            String what = kind == CallbackKind.MESSAGE ? "the message" : "the error";
            throw new InvalidHandlerException(
                    parameter + " and " + subject + " are both taken for " + what + ".",
                    "Leave one of them, and annotate the other with @PathVariable if it is a variable of the path.");
        }
        subject = parameter;
    }
}
