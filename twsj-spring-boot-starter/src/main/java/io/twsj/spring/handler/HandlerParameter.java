package io.twsj.spring.handler;

import io.twsj.spring.annotation.ConnectionAttribute;
import io.twsj.spring.annotation.PathVariable;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.convert.TypeDescriptor;

/** A parameter of a handler's method, with type variables of generic superclasses resolved. */
final class HandlerParameter {

    /** Known by name only: spring-web is no dependency of twsj. */
    private static final String SPRING_PATH_VARIABLE = "org.springframework.web.bind.annotation.PathVariable";

    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    private final Method method;
    private final MethodParameter parameter;
    private final Class<?> handlerType;

    HandlerParameter(Method method, int index, Class<?> handlerType) {
        this.method = method;
        this.handlerType = handlerType;
        this.parameter = new MethodParameter(method, index).withContainingClass(handlerType);
        parameter.initParameterNameDiscovery(NAMES);
    }

    MethodParameter methodParameter() {
        return parameter;
    }

    Class<?> type() {
        return parameter.getParameterType();
    }

    /** The type of what it takes: that in the {@code Optional}, if it is one. */
    Class<?> valueType() {
        return value().getNestedParameterType();
    }

    /** The same with its type arguments. */
    Type valueGenericType() {
        return GenericTypeResolver.resolveType(value().getNestedGenericParameterType(), handlerType);
    }

    private MethodParameter value() {
        return isOptional() ? parameter.nested() : parameter;
    }

    boolean isConnectionAttribute() {
        return annotation(ConnectionAttribute.class).isPresent();
    }

    boolean isOptional() {
        return type() == Optional.class;
    }

    /** Whether it can do without a value: it is {@code Optional}, or annotated as nullable. */
    boolean mayBeNull() {
        return parameter.isOptional();
    }

    /** Whether it has an annotation of this name, or one that is annotated so. */
    boolean isAnnotated(String annotation) {
        return MergedAnnotations.from(parameter.getParameter()).isPresent(annotation);
    }

    <A extends Annotation> MergedAnnotation<A> annotation(Class<A> type) {
        return MergedAnnotations.from(parameter.getParameter()).get(type);
    }

    /**
     * The name an annotation gives to what it asks for, or else that of the parameter.
     *
     * @param noun what it asks for
     * @throws InvalidHandlerException if neither the annotation nor the class file tells
     */
    String nameIn(MergedAnnotation<?> annotation, String noun) {
        String explicit = annotation.getString(MergedAnnotation.VALUE);
        String name = explicit.isEmpty() ? parameter.getParameterName() : explicit;
        if (name == null) {
            throw new InvalidHandlerException(
                    this + " takes a " + noun + " without saying which: its name is not in the class file.",
                    "Name the " + noun + " in the annotation, or compile with the option -parameters.");
        }
        return name;
    }

    TypeDescriptor descriptor() {
        return new TypeDescriptor(parameter);
    }

    boolean isPathVariable() {
        return pathVariable() != null;
    }

    /**
     * The name of the path variable this takes.
     *
     * @throws InvalidHandlerException if neither the annotation nor the class file tells
     */
    String variableName() {
        MergedAnnotation<?> annotation = pathVariable();
        String explicit = annotation == null ? "" : annotation.getString(MergedAnnotation.VALUE);
        String name = explicit.isEmpty() ? parameter.getParameterName() : explicit;
        if (name == null) {
            throw new InvalidHandlerException(
                    this + " takes a path variable without saying which: its name is not in the class file.",
                    "Name the variable, as in @PathVariable(\"room\"), or compile with the option -parameters.");
        }
        return name;
    }

    /** Which value of the opening handshake its annotation asks for; null if none. */
    @Nullable
    HandshakeValue handshakeValue() {
        for (HandshakeValue source : HandshakeValue.values()) {
            if (source.annotation() != null && annotation(source).isPresent()) {
                return source;
            }
        }
        return null;
    }

    /** The name of that value. */
    String valueName(HandshakeValue source) {
        return nameIn(annotation(source), source.toString());
    }

    /** What counts where that value is missing; null for nothing. */
    @Nullable
    String defaultValue(HandshakeValue source) {
        String[] texts = annotation(source).getStringArray("defaultValue");
        return texts.length == 0 ? null : texts[0];
    }

    /** Whether a connection without that value is refused. */
    boolean isRequired(HandshakeValue source) {
        return annotation(source).getBoolean("required");
    }

    private MergedAnnotation<?> annotation(HandshakeValue source) {
        Class<? extends Annotation> type = source.annotation();
        return type == null
                ? MergedAnnotation.missing()
                : MergedAnnotations.from(parameter.getParameter()).get(type);
    }

    private @Nullable MergedAnnotation<?> pathVariable() {
        MergedAnnotations annotations = MergedAnnotations.from(parameter.getParameter());
        MergedAnnotation<?> own = annotations.get(PathVariable.class);
        MergedAnnotation<?> spring = annotations.get(SPRING_PATH_VARIABLE);
        if (own.isPresent()) {
            return own;
        }
        return spring.isPresent() ? spring : null;
    }

    @Override
    public String toString() {
        String name = parameter.getParameterName();
        return "Parameter " + parameter.getParameterIndex() + " (" + type().getSimpleName()
                + (name == null ? "" : " " + name) + ") of " + Callback.describe(method);
    }
}
