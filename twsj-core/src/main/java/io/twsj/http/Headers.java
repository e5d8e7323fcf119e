package io.twsj.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The header lines of a head, in the order received; names are compared without regard to case (RFC 9110 section 5.1).
 * Immutable.
 *
 * <p>Look-ups walk over one flat array: a head has few lines, and a connection is to be cheap.
 */
public final class Headers {

    /** No header lines. */
    public static final Headers EMPTY = new Headers(new String[0], 0);

    /** Name, value, name, value, ...; may be longer than what is used. */
    private final String[] lines;

    private final int used;

    /** Takes the array over; the first {@code used} elements are names and values that were checked already. */
    Headers(String[] lines, int used) {
        this.lines = lines;
        this.used = used;
    }

    /** One header line. */
    public static Headers of(String name, String value) {
        return builder().add(name, value).build();
    }

    /** Starts with no lines. */
    public static Builder builder() {
        return new Builder();
    }

    /** The value of the first line of a name, null if there is none. */
    public @Nullable String first(String name) {
        int at = indexOf(name, 0);
        return at < 0 ? null : lines[at + 1];
    }

    /** The values of all lines of a name, in order. */
    public List<String> all(String name) {
        int at = indexOf(name, 0);
        if (at < 0) {
            return List.of();
        }
        List<String> values = new ArrayList<>(2);
        for (; at >= 0; at = indexOf(name, at + 2)) {
            values.add(lines[at + 1]);
        }
        return values;
    }

    /** Tells whether there is a line of a name. */
    public boolean contains(String name) {
        return indexOf(name, 0) >= 0;
    }

    /** How many lines of a name there are. */
    public int count(String name) {
        int count = 0;
        for (int at = indexOf(name, 0); at >= 0; at = indexOf(name, at + 2)) {
            count++;
        }
        return count;
    }

    private int indexOf(String name, int from) {
        for (int i = from; i < used; i += 2) {
            if (lines[i].equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * The elements of a comma-separated list over all lines of a name, trimmed, without empty ones (RFC 9110 section
     * 5.6.1). Quoted strings are not understood.
     */
    public List<String> tokens(String name) {
        List<String> tokens = new ArrayList<>(4);
        for (int at = indexOf(name, 0); at >= 0; at = indexOf(name, at + 2)) {
            addTokens(lines[at + 1], tokens);
        }
        return tokens;
    }

    private static void addTokens(String list, List<String> tokens) {
        int start = 0;
        while (start <= list.length()) {
            int end = endOfElement(list, start);
            String token = trim(list, start, end);
            if (!token.isEmpty()) {
                tokens.add(token);
            }
            start = end + 1;
        }
    }

    /** Tells whether a comma-separated list over all lines of a name has an element; case does not count. */
    public boolean hasToken(String name, String token) {
        for (int at = indexOf(name, 0); at >= 0; at = indexOf(name, at + 2)) {
            if (listHasToken(lines[at + 1], token)) {
                return true;
            }
        }
        return false;
    }

    private static boolean listHasToken(String list, String token) {
        int start = 0;
        while (start <= list.length()) {
            int end = endOfElement(list, start);
            int from = skipWhiteSpace(list, start, end);
            int to = backOverWhiteSpace(list, from, end);
            if (to - from == token.length() && list.regionMatches(true, from, token, 0, token.length())) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    private static int endOfElement(String list, int start) {
        int comma = list.indexOf(',', start);
        return comma < 0 ? list.length() : comma;
    }

    private static String trim(String text, int start, int end) {
        int from = skipWhiteSpace(text, start, end);
        return text.substring(from, backOverWhiteSpace(text, from, end));
    }

    private static int skipWhiteSpace(String text, int start, int end) {
        int from = start;
        while (from < end && HttpSyntax.isWhiteSpace(text.charAt(from))) {
            from++;
        }
        return from;
    }

    private static int backOverWhiteSpace(String text, int start, int end) {
        int to = end;
        while (to > start && HttpSyntax.isWhiteSpace(text.charAt(to - 1))) {
            to--;
        }
        return to;
    }

    /** Hands out all lines in order: name as received, value. */
    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < used; i += 2) {
            action.accept(lines[i], lines[i + 1]);
        }
    }

    /** How many lines there are. */
    public int size() {
        return used / 2;
    }

    /** Writes all lines, each with its line end. */
    void appendTo(StringBuilder head) {
        for (int i = 0; i < used; i += 2) {
            head.append(lines[i]).append(": ").append(lines[i + 1]).append("\r\n");
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Headers that && Arrays.equals(lines, 0, used, that.lines, 0, that.used);
    }

    @Override
    public int hashCode() {
        return Arrays.asList(lines).subList(0, used).hashCode();
    }

    /** The names only: values may be credentials or cookies, which do not belong into a log. */
    @Override
    public String toString() {
        List<String> names = new ArrayList<>(size());
        forEach((name, value) -> names.add(name));
        return names.toString();
    }

    /** Collects header lines of this program's own making. One caller at a time. */
    public static final class Builder {

        private final List<String> lines = new ArrayList<>();

        private Builder() {}

        /**
         * Adds a line behind the others; white space around the value is dropped.
         *
         * @throws IllegalArgumentException if the name is no token, or the value holds CR, LF, NUL or another character
         *     that a field value must not have: such a value could end the line and smuggle in others
         */
        public Builder add(String name, String value) {
            if (!HttpSyntax.isToken(name)) {
                throw new IllegalArgumentException("header name \"" + printable(name) + "\" is no token");
            }
            if (!HttpSyntax.isFieldValue(value)) {
                throw new IllegalArgumentException(
                        "value of header " + name + " has a character that no header may have: " + printable(value));
            }
            lines.add(name);
            lines.add(trim(value, 0, value.length()));
            return this;
        }

        /** Adds all lines of others behind. */
        public Builder addAll(Headers others) {
            lines.addAll(Arrays.asList(others.lines).subList(0, others.used));
            return this;
        }

        /** What was added so far. */
        public Headers build() {
            return lines.isEmpty() ? EMPTY : new Headers(lines.toArray(new String[0]), lines.size());
        }

        private static String printable(String text) {
            StringBuilder shown = new StringBuilder();
            for (int i = 0; i < Math.min(text.length(), 80); i++) {
                char c = text.charAt(i);
                if (c >= ' ' && c < 0x7f) {
                    shown.append(c);
                } else {
                    shown.append(String.format("\\u%04x", (int) c));
                }
            }
            return shown.toString();
        }
    }
}
