package io.twsj.extension;

import io.twsj.http.HttpSyntax;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One element of {@code Sec-WebSocket-Extensions}: an extension's name and its parameters in order (RFC 6455 section
 * 9.1). An offer in a request, an agreement in a response. Immutable.
 *
 * <p>Names are compared exactly. A parameter may be repeated, which extensions usually decline: see
 * {@link #hasDuplicates()}.
 */
public final class ExtensionParameters {

    private final String name;
    private final List<Parameter> parameters;

    /**
     * A parameter.
     *
     * @param name a token
     * @param value a token, null where the parameter is its name alone
     */
    public record Parameter(String name, @Nullable String value) {

        /**
         * Checks both parts.
         *
         * @throws IllegalArgumentException if one is no token
         */
        public Parameter {
            requireToken("parameter name", name);
            if (value != null) {
                requireToken("value of parameter " + name, value);
            }
        }

        @Override
        public String toString() {
            return value == null ? name : name + "=" + value;
        }
    }

    private ExtensionParameters(String name, List<Parameter> parameters) {
        requireToken("extension name", name);
        this.name = name;
        this.parameters = List.copyOf(parameters);
    }

    private static void requireToken(String what, String text) {
        if (!HttpSyntax.isToken(text)) {
            throw new IllegalArgumentException(what + " \"" + text + "\" is no token");
        }
    }

    /**
     * An extension without parameters.
     *
     * @throws IllegalArgumentException if the name is no token
     */
    public static ExtensionParameters of(String name) {
        return new ExtensionParameters(name, List.of());
    }

    /**
     * The same with one more parameter, behind the others.
     *
     * @throws IllegalArgumentException if the name is no token
     */
    public ExtensionParameters with(String parameter) {
        return with(new Parameter(parameter, null));
    }

    /**
     * The same with one more parameter, behind the others.
     *
     * @throws IllegalArgumentException if name or value is no token
     */
    public ExtensionParameters with(String parameter, String value) {
        return with(new Parameter(parameter, value));
    }

    private ExtensionParameters with(Parameter parameter) {
        List<Parameter> more = new ArrayList<>(parameters);
        more.add(parameter);
        return new ExtensionParameters(name, more);
    }

    /**
     * Reads all elements of a head's {@code Sec-WebSocket-Extensions} lines, which together are one list.
     *
     * <p>Empty elements between commas are skipped (RFC 9110 5.6.1), but at least one element must be there.
     *
     * @param headerLines the values of the lines, in order; without a line there is no element
     * @throws IllegalArgumentException if a line is malformed (RFC 6455 9.1: the handshake then fails)
     */
    public static List<ExtensionParameters> parse(List<String> headerLines) {
        if (headerLines.isEmpty()) {
            return List.of();
        }
        List<ExtensionParameters> elements = new ArrayList<>(4);
        for (String line : headerLines) {
            new Reader(line).readInto(elements);
        }
        if (elements.isEmpty()) {
            throw new IllegalArgumentException("list of extensions without an element");
        }
        return elements;
    }

    /** The extension's name. */
    public String name() {
        return name;
    }

    /** All parameters in order. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** The parameters' names in order, repeated as they are. */
    public List<String> names() {
        return parameters.stream().map(Parameter::name).toList();
    }

    /** Tells whether a parameter is there, with or without a value. */
    public boolean has(String parameter) {
        return find(parameter) != null;
    }

    /** The value of the first parameter of a name; null if it is its name alone, or not there: see {@link #has}. */
    public @Nullable String value(String parameter) {
        Parameter found = find(parameter);
        return found == null ? null : found.value();
    }

    private @Nullable Parameter find(String parameter) {
        for (Parameter candidate : parameters) {
            if (candidate.name().equals(parameter)) {
                return candidate;
            }
        }
        return null;
    }

    /** Tells whether a parameter is there more than once. */
    public boolean hasDuplicates() {
        if (parameters.size() < 2) {
            return false;
        }
        Set<String> seen = new HashSet<>();
        for (Parameter parameter : parameters) {
            if (!seen.add(parameter.name())) {
                return true;
            }
        }
        return false;
    }

    /** The element as it stands in the header. */
    @Override
    public String toString() {
        if (parameters.isEmpty()) {
            return name;
        }
        StringBuilder element = new StringBuilder(name);
        for (Parameter parameter : parameters) {
            element.append("; ").append(parameter);
        }
        return element.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExtensionParameters that
                && name.equals(that.name)
                && parameters.equals(that.parameters);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + parameters.hashCode();
    }

    /**
     * Reads one line, left to right, each character once.
     *
     * <pre>
     *   extension *( ";" name [ "=" ( token | quoted-string ) ] )     white space anywhere between them
     * </pre>
     */
    private static final class Reader {

        private final String line;
        private int position;

        Reader(String line) {
            this.line = line;
        }

        void readInto(List<ExtensionParameters> elements) {
            skipWhiteSpace();
            while (!atEnd()) {
                if (!skip(',')) {
                    elements.add(element());
                    if (!atEnd()) {
                        expect(',', "\",\" or \";\"");
                    }
                }
                skipWhiteSpace();
            }
        }

        private ExtensionParameters element() {
            String name = token("an extension name");
            if (!skip(';')) {
                return of(name);
            }
            List<Parameter> parameters = new ArrayList<>(4);
            do {
                parameters.add(parameter());
            } while (skip(';'));
            return new ExtensionParameters(name, parameters);
        }

        private Parameter parameter() {
            String name = token("a parameter name");
            if (!skip('=')) {
                return new Parameter(name, null);
            }
            return new Parameter(name, at('"') ? quotedToken() : token("a parameter value"));
        }

        private String token(String expected) {
            int start = position;
            while (!atEnd() && HttpSyntax.isTokenCharacter(line.charAt(position))) {
                position++;
            }
            if (position == start) {
                throw malformed(expected);
            }
            String token = line.substring(start, position);
            skipWhiteSpace();
            return token;
        }

        /** RFC 6455 9.1: what a quoted string stands for must be a token too. */
        private String quotedToken() {
            StringBuilder value = new StringBuilder();
            expect('"', "a quoted string");
            while (!at('"')) {
                skipBackslash();
                if (atEnd() || !HttpSyntax.isTokenCharacter(line.charAt(position))) {
                    throw malformed("a token in quotes");
                }
                value.append(line.charAt(position++));
            }
            if (value.isEmpty()) {
                throw malformed("a token in quotes");
            }
            expect('"', "a quoted string");
            skipWhiteSpace();
            return value.toString();
        }

        private void skipBackslash() {
            if (at('\\')) {
                position++;
            }
        }

        private boolean skip(char c) {
            if (!at(c)) {
                return false;
            }
            position++;
            skipWhiteSpace();
            return true;
        }

        private void expect(char c, String expected) {
            if (!at(c)) {
                throw malformed(expected);
            }
            position++;
        }

        private void skipWhiteSpace() {
            while (!atEnd() && HttpSyntax.isWhiteSpace(line.charAt(position))) {
                position++;
            }
        }

        private boolean at(char c) {
            return !atEnd() && line.charAt(position) == c;
        }

        private boolean atEnd() {
            return position == line.length();
        }

        private IllegalArgumentException malformed(String expected) {
            return new IllegalArgumentException(
                    "list of extensions lacks " + expected + " at character " + (position + 1));
        }
    }
}
