package io.twsj;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The path of a route: segments, each a literal or a variable such as {@code {room}}; at the end {@code {*rest}} for any
 * number of segments, also none: {@code /files/{*rest}} matches {@code /files}. Immutable.
 */
final class PathPattern {

    private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

    private final String text;
    private final List<Segment> segments;

    private PathPattern(String text, List<Segment> segments) {
        this.text = text;
        this.segments = segments;
    }

    private enum Kind {
        LITERAL,
        VARIABLE,
        REST
    }

    private record Segment(Kind kind, String text) {}

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    static PathPattern parse(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("path pattern \"" + text + "\" does not begin with a slash");
        }
        List<Segment> segments = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String part : text.substring(1).split("/", -1)) {
            Segment segment = segment(text, part);
            if (!segments.isEmpty() && segments.get(segments.size() - 1).kind() == Kind.REST) {
                throw new IllegalArgumentException("path pattern \"" + text + "\" goes on after {*...}");
            }
            if (segment.kind() != Kind.LITERAL && !names.add(segment.text())) {
                throw new IllegalArgumentException(
                        "path pattern \"" + text + "\" has the variable " + segment.text() + " twice");
            }
            segments.add(segment);
        }
        return new PathPattern(text, List.copyOf(segments));
    }

    private static Segment segment(String pattern, String part) {
        if (!part.startsWith("{") || !part.endsWith("}")) {
            if (part.indexOf('{') >= 0 || part.indexOf('}') >= 0) {
                throw new IllegalArgumentException(
                        "path pattern \"" + pattern + "\": a variable is a whole segment, \"" + part + "\" is none");
            }
            return new Segment(Kind.LITERAL, part);
        }
        boolean rest = part.startsWith("{*");
        String name = part.substring(rest ? 2 : 1, part.length() - 1);
        if (!VARIABLE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "path pattern \"" + pattern + "\": \"" + name + "\" is no name for a variable");
        }
        return new Segment(rest ? Kind.REST : Kind.VARIABLE, name);
    }

    boolean hasVariables() {
        return segments.stream().anyMatch(segment -> segment.kind() != Kind.LITERAL);
    }

    /** The variables' names, in order. */
    List<String> variables() {
        return segments.stream()
                .filter(segment -> segment.kind() != Kind.LITERAL)
                .map(Segment::text)
                .toList();
    }

    /** The pattern without its variables' names: two patterns of one shape match the same paths. */
    String shape() {
        StringBuilder shape = new StringBuilder();
        for (Segment segment : segments) {
            shape.append('/');
            switch (segment.kind()) {
                case LITERAL -> shape.append(segment.text());
                case VARIABLE -> shape.append("{}");
                case REST -> shape.append("{*}");
            }
        }
        return shape.toString();
    }

    /**
     * How specific the pattern is; of two that match a path, the greater one wins: literals before variables, from the
     * left, and the end before a rest that may be nothing.
     */
    String rank() {
        StringBuilder rank = new StringBuilder();
        for (Segment segment : segments) {
            rank.append(
                    switch (segment.kind()) {
                        case LITERAL -> '3';
                        case VARIABLE -> '2';
                        case REST -> '0';
                    });
        }
        return rank.append('1').toString();
    }

    /** The decoded values of the variables, or null if the path does not match. */
    @Nullable
    Map<String, String> match(String path) {
        // Most patterns that are tried end at a literal, and need no map.
        Map<String, String> values = Map.of();
        int at = 0;
        for (Segment segment : segments) {
            if (segment.kind() == Kind.REST && at == path.length()) {
                values = with(values, segment.text(), "");
                break;
            }
            if (at >= path.length() || path.charAt(at) != '/') {
                return null;
            }
            int end = segment.kind() == Kind.REST ? path.length() : endOfSegment(path, at + 1);
            String value = decode(path.substring(at + 1, end));
            if (value == null || !accepts(segment, value)) {
                return null;
            }
            if (segment.kind() != Kind.LITERAL) {
                values = with(values, segment.text(), value);
            }
            at = end;
        }
        return at == path.length() ? values : null;
    }

    private static Map<String, String> with(Map<String, String> before, String name, String value) {
        Map<String, String> values = before.isEmpty() ? new LinkedHashMap<>() : before;
        values.put(name, value);
        return values;
    }

    private static boolean accepts(Segment segment, String value) {
        return switch (segment.kind()) {
            case LITERAL -> value.equals(segment.text());
            case VARIABLE -> !value.isEmpty();
            case REST -> true;
        };
    }

    private static int endOfSegment(String path, int from) {
        int slash = path.indexOf('/', from);
        return slash < 0 ? path.length() : slash;
    }

    /** Undoes percent-encoding; null if it is malformed. A plus sign stays what it is, since this is no form. */
    private static @Nullable String decode(String encoded) {
        if (encoded.indexOf('%') < 0) {
            return encoded;
        }
        try {
            return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
