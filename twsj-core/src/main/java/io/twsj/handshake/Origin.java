package io.twsj.handshake;

import io.twsj.http.HttpSyntax;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A web origin (RFC 6454): scheme, host, port. Immutable.
 *
 * @param scheme in lower case
 * @param host in lower case; an IPv6 address stands in its brackets
 * @param port the scheme's default where none is given; {@link Authority#NO_PORT} if it has none that we know
 */
record Origin(String scheme, String host, int port) {

    /** What a browser sends for a page whose origin it does not tell, such as one in a sandboxed frame. */
    static final String NULL = "null";

    private static final String SEPARATOR = "://";

    /** Reads {@code scheme://host[:port]}, without a path; null if it is malformed. */
    static @Nullable Origin parse(String text) {
        int schemeEnd = text.indexOf(SEPARATOR);
        if (schemeEnd <= 0 || !isScheme(text, schemeEnd)) {
            return null;
        }
        Authority authority = Authority.parse(text.substring(schemeEnd + SEPARATOR.length()));
        if (authority == null) {
            return null;
        }
        String scheme = text.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
        return new Origin(scheme, authority.host(), authority.portOr(defaultPort(scheme)));
    }

    private static boolean isScheme(String text, int end) {
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean other = HttpSyntax.isDigit(c) || c == '+' || c == '-' || c == '.';
            if (!HttpSyntax.isLetter(c) && (i == 0 || !other)) {
                return false;
            }
        }
        return true;
    }

    static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http", "ws" -> 80;
            case "https", "wss" -> 443;
            default -> Authority.NO_PORT;
        };
    }

    /** Tells whether host and port are those of a Host field; the scheme does not count. */
    boolean isAt(Authority host) {
        return port != Authority.NO_PORT && port == host.portOr(defaultPort(scheme)) && this.host.equals(host.host());
    }
}
