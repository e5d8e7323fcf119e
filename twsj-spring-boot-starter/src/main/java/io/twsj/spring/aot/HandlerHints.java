package io.twsj.spring.aot;

import io.twsj.spring.codec.Envelope;
import io.twsj.spring.codec.ErrorReply;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.core.ResolvableType;

/** Says that a handler's methods are called, and that what they take and return may become JSON. One use. */
final class HandlerHints {

    /** Packages of types that are parameters but never payloads, such as the connection. */
    private static final Set<String> OURS = Set.of(
            "io.twsj",
            "io.twsj.close",
            "io.twsj.handshake",
            "io.twsj.handshake.auth",
            "io.twsj.http",
            "io.twsj.message",
            "io.twsj.spring.handler");

    /** Packages of types that say who the peer is. */
    private static final String SPRING_SECURITY = "org.springframework.security.";

    private final ReflectionHints hints;
    private final BindingReflectionHintsRegistrar payloads = new BindingReflectionHintsRegistrar();
    private final Set<Class<?>> seen = new HashSet<>();

    HandlerHints(ReflectionHints hints) {
        this.hints = hints;
    }

    void add(Method callback) {
        hints.registerMethod(callback, ExecutableMode.INVOKE);
        Stream.concat(Stream.of(callback.getGenericParameterTypes()), Stream.of(callback.getGenericReturnType()))
                .forEach(this::addPayload);
    }

    /** What is sent around payloads, and in place of them. */
    void addEnvelopes() {
        payloads.registerReflectionHints(hints, Envelope.class, ErrorReply.class, ErrorReply.FieldError.class);
    }

    private void addPayload(Type type) {
        Class<?> raw = ResolvableType.forType(type).toClass();
        if (raw != void.class && !isNeverPayload(raw)) {
            payloads.registerReflectionHints(hints, type);
            addPermitted(raw);
        }
    }

    private static boolean isNeverPayload(Class<?> type) {
        return OURS.contains(type.getPackageName())
                || type.getName().startsWith(SPRING_SECURITY)
                || Throwable.class.isAssignableFrom(type);
    }

    /** The kinds of a sealed payload; Jackson finds them by itself. */
    private void addPermitted(Class<?> type) {
        if (type.isSealed() && seen.add(type)) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                addPayload(permitted);
            }
        }
    }
}
