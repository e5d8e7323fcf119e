package io.twsj.handshake;

import io.twsj.http.HttpSyntax;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists of subprotocols and the choice among them (RFC 6455 sections 1.9 and 11.3.4; RFC 7936: case counts). */
public final class Subprotocols {

    private Subprotocols() {}

    /**
     * Reads all elements of a request's {@code Sec-WebSocket-Protocol} lines, which together are one list, in the
     * client's order of preference.
     *
     * @param headerLines the values of the lines, in order; without a line there is no element
     * @throws IllegalArgumentException if an element is empty, no token, or a repetition
     */
    public static List<String> parse(List<String> headerLines) {
        if (headerLines.isEmpty()) {
            return List.of();
        }
        Set<String> names = new LinkedHashSet<>();
        for (String line : headerLines) {
            addElements(line, names);
        }
        return List.copyOf(names);
    }

    private static void addElements(String line, Set<String> names) {
        int start = 0;
        while (start <= line.length()) {
            int comma = line.indexOf(',', start);
            int end = comma < 0 ? line.length() : comma;
            add(line.substring(start, end).trim(), names);
            start = end + 1;
        }
    }

    private static void add(String name, Set<String> names) {
        // RFC 6455 4.1: the elements are non-empty tokens, each of them once.
        if (name.isEmpty()) {
            throw new IllegalArgumentException("list of subprotocols with an empty element");
        }
        if (!HttpSyntax.isToken(name)) {
            throw new IllegalArgumentException("subprotocol that is no token");
        }
        if (!names.add(name)) {
            // Without the name: it may be a token that a browser has no other place for.
            throw new IllegalArgumentException("a subprotocol is listed twice");
        }
    }

    /** Checks names of this endpoint's own and copies them. */
    static List<String> requireNames(List<String> names) {
        Set<String> checked = new LinkedHashSet<>();
        for (String name : names) {
            add(name, checked);
        }
        return List.copyOf(checked);
    }

    /** The first of the client's list that the server knows; null if there is none. */
    public static @Nullable String choose(List<String> requested, List<String> known) {
        for (String name : requested) {
            if (known.contains(name)) {
                return name;
            }
        }
        return null;
    }
}
