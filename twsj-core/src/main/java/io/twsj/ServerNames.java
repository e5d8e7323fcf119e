package io.twsj;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Picks by the server name that a client asks for (RFC 6066 section 3): the exact name first, then {@code *.domain} for
 * one more label, else the default. Immutable.
 */
final class ServerNames<T> {

    private static final Pattern PATTERN = Pattern.compile("(\\*\\.)?[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

    private final Map<String, T> byPattern;
    private final T others;

    /**
     * Picks among these.
     *
     * @param byPattern keys as {@link #checked} gives them
     * @param others for names that match none, and for no name
     */
    ServerNames(Map<String, T> byPattern, T others) {
        this.byPattern = new HashMap<>(byPattern);
        this.others = others;
    }

    /**
     * The pattern in lower case.
     *
     * @throws IllegalArgumentException if it is none
     */
    static String checked(String pattern) {
        String lower = pattern.toLowerCase(Locale.ROOT);
        if (!PATTERN.matcher(lower).matches()) {
            throw new IllegalArgumentException(
                    "server name \"" + pattern + "\" is neither a host name nor \"*.\" and a domain");
        }
        return lower;
    }

    /** The choice for a name in lower case, or for none. */
    T find(@Nullable String name) {
        if (name == null) {
            return others;
        }
        T exact = byPattern.get(name);
        if (exact != null) {
            return exact;
        }
        int dot = name.indexOf('.');
        T wild = dot > 0 ? byPattern.get("*" + name.substring(dot)) : null;
        return wild != null ? wild : others;
    }
}
