package io.twsj.spring.handler;

import io.twsj.WebSocketConnection;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;

/**
 * The path variables that a handler's methods ask for. Each is converted once a connection; a call then finds it by its
 * position. One caller at a time while parameters are added, thread-safe afterwards.
 */
final class PathVariables {

    private static final Pattern VARIABLE = Pattern.compile("\\{\\*?([^{}]+)}");
    private static final TypeDescriptor STRING = TypeDescriptor.valueOf(String.class);

    private final String path;
    private final ConversionService conversion;
    private final Set<String> names = new LinkedHashSet<>();
    private final List<Variable> asked = new ArrayList<>();

    PathVariables(String path, ConversionService conversion) {
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
    ArgumentResolver add(String name, HandlerParameter parameter) {
        if (!names.contains(name)) {
            throw new InvalidHandlerException(
                    parameter + " asks for the path variable '" + name + "', but the path '" + path + "' has "
                            + variables() + ".",
                    "Name a variable of the path, as in @PathVariable(\"room\"), or add {" + name + "} to the path.");
        }
        TypeDescriptor type = parameter.descriptor();
        if (!conversion.canConvert(STRING, type)) {
            throw new InvalidHandlerException(
                    parameter + " takes a path variable as " + type + ", to which no text can be converted.",
                    "Use a type with a converter, such as String, a number, an enum or UUID, or add a Converter to the"
                            + " application's ConversionService.");
        }
        int position = positionOf(new Variable(name, type));
        return invocation -> invocation.pathValues()[position];
    }

    private int positionOf(Variable variable) {
        if (!asked.contains(variable)) {
            asked.add(variable);
        }
        return asked.indexOf(variable);
    }

    private String variables() {
        return names.isEmpty()
                ? "none"
                : names.stream().map(name -> "{" + name + "}").collect(Collectors.joining(", ", "only ", ""));
    }

    /** Tells whether no method asks for a variable. */
    boolean isEmpty() {
        return asked.isEmpty();
    }

    /**
     * The values that belong to a connection.
     *
     * @throws UnusableVariableException if one is not of the type a method needs
     */
    @Nullable
    Object[] convert(WebSocketConnection connection) throws UnusableVariableException {
        @Nullable Object[] values = new Object[asked.size()];
        for (int i = 0; i < values.length; i++) {
            Variable variable = asked.get(i);
            try {
                values[i] =
                        conversion.convert(connection.pathVariables().get(variable.name()), STRING, variable.type());
            } catch (ConversionException e) {
                throw new UnusableVariableException(variable.name(), e);
            }
        }
        return values;
    }

    private record Variable(String name, TypeDescriptor type) {}

    /** A peer's path has a value that is not of the type a method needs. */
    static final class UnusableVariableException extends Exception {

        private static final long serialVersionUID = 1L;

        private final String variable;

        UnusableVariableException(String variable, ConversionException cause) {
            super(cause.getMessage(), cause, false, false);
            this.variable = variable;
        }

        String variable() {
            return variable;
        }
    }
}
