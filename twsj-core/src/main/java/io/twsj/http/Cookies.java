package io.twsj.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code Cookie} lines (RFC 6265 section 4.2), leniently: what is no pair is passed over. */
final class Cookies {

    private Cookies() {}

    /** The value of the first cookie of a name, without surrounding quotes; null if there is none. */
    static @Nullable String find(List<String> lines, String name) {
        for (String line : lines) {
            String value = find(line, name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static @Nullable String find(String line, String name) {
        int from = 0;
        while (from < line.length()) {
            int semicolon = line.indexOf(';', from);
            int end = semicolon < 0 ? line.length() : semicolon;
            int equals = line.indexOf('=', from);
            if (equals >= 0
                    && equals < end
                    && line.substring(from, equals).strip().equals(name)) {
                return unquoted(line.substring(equals + 1, end).strip());
            }
            from = end + 1;
        }
        return null;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
