package io.twsj.spring.handler;

import io.twsj.WebSocketConnection;
import io.twsj.close.CloseReason;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;

/**
 * How the parameters of a method are filled, decided when the application starts. One caller at a time.
 *
 * <p>A new kind of parameter is one more branch in {@link #resolver}.
 */
final class Signature {

    private static final Set<String> ASYNCHRONOUS = Set.of(
            "java.util.concurrent.CompletionStage",
            "java.util.concurrent.CompletableFuture",
            "java.util.concurrent.Future",
            "java.util.concurrent.Flow$Publisher",
            "java.util.stream.Stream",
            "org.reactivestreams.Publisher",
            "reactor.core.publisher.Mono",
            "reactor.core.publisher.Flux");

    private final Method method;
    private final CallbackKind kind;
    private final HandshakeValues variables;
    private final JsonCodec json;
    private final List<ParameterSource> sources;
    private final List<ArgumentResolver> resolvers = new ArrayList<>();

    /** What the call is about: the message or the error; null where no parameter takes it. */
    private @Nullable HandlerParameter subject;

    private Signature(
            Method method,
            CallbackKind kind,
            HandshakeValues variables,
            JsonCodec json,
            List<ParameterSource> sources) {
        this.method = method;
        this.kind = kind;
        this.variables = variables;
        this.json = json;
        this.sources = sources;
    }

    /**
     * Reads a method's signature.
     *
     * @param handlerType the handler's class, which may be a subclass of the method's
     * @param sources asked for parameters before their types are looked at
     * @throws InvalidHandlerException if a parameter cannot be filled, or the reply cannot be sent
     */
    static Signature of(
            Method method,
            CallbackKind kind,
            Class<?> handlerType,
            HandshakeValues variables,
            JsonCodec json,
            List<ParameterSource> sources) {
        Signature signature = new Signature(method, kind, variables, json, sources);
        signature.checkMethod(handlerType);
        for (int i = 0; i < method.getParameterCount(); i++) {
            signature.resolvers.add(signature.resolver(new HandlerParameter(method, i, handlerType)));
        }
        if (kind == CallbackKind.MESSAGE && signature.subject == null) {
            throw new InvalidHandlerException(
                    Callback.describe(method) + " is annotated @OnMessage but has no parameter for the message.",
                    "Add a parameter of type String, byte[], ByteBuffer, Message, or a type to be read from JSON.");
        }
        return signature;
    }

    List<ArgumentResolver> resolvers() {
        return resolvers;
    }

    /** The type of the message or error that the method takes; a method without a parameter for it takes all. */
    Class<?> subjectType() {
        if (subject != null) {
            return subject.type();
        }
        return kind == CallbackKind.ERROR ? Throwable.class : Object.class;
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
        if (ASYNCHRONOUS.contains(reply.getName())) {
            throw new InvalidHandlerException(
                    Callback.describe(method) + " returns a " + reply.getSimpleName()
                            + ", which is not sent as a reply.",
                    "Return the value itself (a handler may block), or return void and call connection.send(...) later.");
        }
    }

    private ArgumentResolver resolver(HandlerParameter parameter) {
        Class<?> type = parameter.type();
        if (parameter.isPathVariable()) {
            return variables.addVariable(parameter.variableName(), parameter);
        }
        HandshakeValue source = parameter.handshakeValue();
        if (source != null) {
            return variables.add(source, parameter.valueName(source), parameter.isRequired(source), parameter);
        }
        Function<WebSocketConnection, @Nullable Object> foreign = foreign(parameter);
        if (foreign != null) {
            return invocation -> foreign.apply(invocation.connection());
        }
        if (type == WebSocketConnection.class) {
            return Invocation::connection;
        }
        if (Principal.class.isAssignableFrom(type)) {
            return invocation -> invocation.principal(type);
        }
        if (type == CloseReason.class) {
            checkAvailable(parameter, CallbackKind.CLOSE);
            return Invocation::closeReason;
        }
        if (Throwable.class.isAssignableFrom(type)) {
            checkAvailable(parameter, CallbackKind.ERROR);
            takeSubject(parameter);
            return Invocation::error;
        }
        checkAvailable(parameter, CallbackKind.MESSAGE);
        takeSubject(parameter);
        return payload(parameter);
    }

    private @Nullable Function<WebSocketConnection, @Nullable Object> foreign(HandlerParameter parameter) {
        return sources.stream()
                .map(source -> source.find(parameter.methodParameter()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private void checkAvailable(HandlerParameter parameter, CallbackKind where) {
        if (kind != where) {
            throw new InvalidHandlerException(
                    parameter + " cannot be filled: " + kind + " methods take " + kind.parameters() + ".",
                    "Remove the parameter, or annotate it with @PathVariable if it is a variable of the path.");
        }
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

    private ArgumentResolver payload(HandlerParameter parameter) {
        Class<?> type = parameter.type();
        if (type == byte[].class) {
            return invocation -> invocation.message().bytes();
        }
        return switch (PayloadKind.of(type)) {
            case TEXT -> invocation -> invocation.message().text();
            case BINARY -> invocation -> invocation.message().payload();
            case ANY -> Invocation::message;
            case JSON -> jsonReader(parameter);
        };
    }

    private ArgumentResolver jsonReader(HandlerParameter parameter) {
        JsonCodec.Reader reader = json.readerFor(parameter.genericType());
        return invocation -> reader.read(invocation.message());
    }
}
