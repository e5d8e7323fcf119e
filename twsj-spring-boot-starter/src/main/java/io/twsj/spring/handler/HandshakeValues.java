package io.twsj.spring.handler;

import io.twsj.http.RequestHead;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;

/**
 * What a handler's methods ask for of the opening handshake: path variables, query parameters, headers, cookies. Each
 * is converted once a connection; a call then finds it by its position. One caller at a time while parameters are added,
 * thread-safe afterwards.
 */
final class HandshakeValues {

    private static final Pattern VARIABLE = Pattern.compile("\\{\\*?([^{}]+)}");
    private static final TypeDescriptor STRING = TypeDescriptor.valueOf(String.class);

    private final String path;
    private final ConversionService conversion;
    private final Set<String> names = new LinkedHashSet<>();
    private final List<Value> asked = new ArrayList<>();

    HandshakeValues(String path, ConversionService conversion) {
        this.path = path;
        this.conversion = conversion;
        Matcher matcher = VARIABLE.matcher(path);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
    }

    /**
     * Adds a parameter that takes a variable.
     *
     * @throws InvalidHandlerException if the path has no such variable, or nobody can convert it
     */
    ArgumentResolver addVariable(String name, HandlerParameter parameter) {
        if (!names.contains(name)) {
            throw new InvalidHandlerException(
                    parameter + " asks for the path variable '" + name + "', but the path '" + path + "' has "
                            + variables() + ".",
                    "Name a variable of the path, as in @PathVariable(\"room\"), or add {" + name + "} to the path.");
        }
        return add(HandshakeValue.PATH, name, true, null, parameter);
    }

    /**
     * Adds a parameter that takes a value.
     *
     * @param required whether a connection without the value is refused
     * @param fallback the text that counts where the value is missing; null for none
     * @throws InvalidHandlerException if nobody can convert it, or the parameter has no way to be without it
     */
    ArgumentResolver add(
            HandshakeValue source,
            String name,
            boolean required,
            @Nullable String fallback,
            HandlerParameter parameter) {
        TypeDescriptor type = parameter.descriptor();
        if (!conversion.canConvert(STRING, type)) {
            throw new InvalidHandlerException(
                    parameter + " takes a " + source + " as " + type + ", to which no text can be converted.",
                    "Use a type with a converter, such as String, a number, an enum or UUID, or add a Converter to the"
                            + " application's ConversionService.");
        }
        if (!required && fallback == null && type.isPrimitive()) {
            throw new InvalidHandlerException(
                    parameter + " takes a " + source + " that is not required, but a " + type.getName()
                            + " cannot be null.",
                    "Use the boxed type or Optional, give it a defaultValue, or leave required = false away.");
        }
        checkFallback(fallback, type, parameter);
        boolean mustBeThere = required && fallback == null && type.getType() != Optional.class;
        int position = positionOf(new Value(source, name, type, mustBeThere, fallback));
        return invocation -> invocation.handshakeValues()[position];
    }

    private void checkFallback(@Nullable String fallback, TypeDescriptor type, HandlerParameter parameter) {
        if (fallback == null) {
            return;
        }
        try {
            conversion.convert(fallback, STRING, type);
        } catch (ConversionException e) {
            throw new InvalidHandlerException(
                    parameter + " has the defaultValue '" + fallback + "', which is not of its type.",
                    "Write a value that can be converted to " + type + ".");
        }
    }

    private int positionOf(Value value) {
        if (!asked.contains(value)) {
            asked.add(value);
        }
        return asked.indexOf(value);
    }

    private String variables() {
        return names.isEmpty()
                ? "none"
                : names.stream().map(name -> "{" + name + "}").collect(Collectors.joining(", ", "only ", ""));
    }

    /** Whether the path has such a variable. */
    boolean hasVariable(String name) {
        return names.contains(name);
    }

    /** Tells whether no method asks for a value. */
    boolean isEmpty() {
        return asked.isEmpty();
    }

    /**
     * The values of a request.
     *
     * @param variables the values of the path's variables
     *
     * @throws UnusableValueException if one is not of the type a method needs
     */
    @Nullable
    Object[] convert(Map<String, String> variables, Supplier<RequestHead> request) throws UnusableValueException {
        @Nullable Object[] values = new Object[asked.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = convert(asked.get(i), variables, request);
        }
        return values;
    }

    private @Nullable Object convert(Value value, Map<String, String> variables, Supplier<RequestHead> request)
            throws UnusableValueException {
        try {
            String found = value.source().read(variables, request, value.name());
            String text = found == null ? value.fallback() : found;
            if (text == null && value.required()) {
                throw new UnusableValueException(value + " is missing", null);
            }
            return conversion.convert(text, STRING, value.type());
        } catch (ConversionException | IllegalArgumentException e) {
            throw new UnusableValueException(value + " is not of the right type", e);
        }
    }

    private record Value(
            HandshakeValue source,
            String name,
            TypeDescriptor type,
            boolean required,
            @Nullable String fallback) {

        @Override
        public String toString() {
            return source + " '" + name + "'";
        }
    }

    /** A peer's handshake has a value that is not what a method needs; the message is fit for the peer. */
    static final class UnusableValueException extends Exception {

        private static final long serialVersionUID = 1L;

        UnusableValueException(String problem, @Nullable RuntimeException cause) {
            super(problem, cause, false, false);
        }
    }
}
