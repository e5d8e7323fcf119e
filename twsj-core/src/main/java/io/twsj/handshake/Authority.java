package io.twsj.handshake;

import io.twsj.http.HttpSyntax;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A host with an optional port (RFC 3986 section 3.2, without user-info). Immutable.
 *
 * @param host in lower case; an IPv6 address stands in its brackets
 * @param port {@link #NO_PORT} where none is given
 */
record Authority(String host, int port) {

    static final int NO_PORT = -1;

    private static final int MALFORMED = -2;
    private static final int MAX_PORT = 65535;

    /** Reads {@code host[:port]}; null if it is malformed. */
    static @Nullable Authority parse(String text) {
        int hostEnd = endOfHost(text);
        if (hostEnd <= 0) {
            return null;
        }
        int port = port(text, hostEnd);
        return port == MALFORMED
                ? null
                : new Authority(text.substring(0, hostEnd).toLowerCase(Locale.ROOT), port);
    }

    /** As {@link #parse}, without making anything. */
    static boolean isWellFormed(String text) {
        int hostEnd = endOfHost(text);
        return hostEnd > 0 && port(text, hostEnd) != MALFORMED;
    }

    private static int endOfHost(String text) {
        return text.startsWith("[") ? endOfIpv6(text) : endOfName(text);
    }

    private static int endOfIpv6(String text) {
        int end = 1;
        while (end < text.length() && isIpv6Character(text.charAt(end))) {
            end++;
        }
        boolean closed = end < text.length() && text.charAt(end) == ']';
        return closed && end > 2 ? end + 1 : MALFORMED;
    }

    private static boolean isIpv6Character(char c) {
        return "0123456789abcdefABCDEF:.".indexOf(c) >= 0;
    }

    private static int endOfName(String text) {
        int end = 0;
        while (end < text.length() && isNameCharacter(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** RFC 3986 3.2.2, stricter: no comma, which would make one Host look like two. */
    private static boolean isNameCharacter(char c) {
        return HttpSyntax.isLetter(c) || HttpSyntax.isDigit(c) || "-._~%!$&'()*+;=".indexOf(c) >= 0;
    }

    private static int port(String text, int hostEnd) {
        if (hostEnd == text.length()) {
            return NO_PORT;
        }
        if (text.charAt(hostEnd) != ':') {
            return MALFORMED;
        }
        // RFC 3986 3.2.3: the digits may be missing.
        return hostEnd + 1 == text.length() ? NO_PORT : digits(text, hostEnd + 1);
    }

    private static int digits(String text, int from) {
        int port = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!HttpSyntax.isDigit(c)) {
                return MALFORMED;
            }
            port = 10 * port + c - '0';
            if (port > MAX_PORT) {
                return MALFORMED;
            }
        }
        return port;
    }

    /** The port, or a scheme's own where none is given. */
    int portOr(int defaultPort) {
        return port == NO_PORT ? defaultPort : port;
    }
}
