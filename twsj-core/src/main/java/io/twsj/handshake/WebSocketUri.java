package io.twsj.handshake;

import java.net.IDN;
import java.net.URI;
import java.util.Locale;

/**
 * A {@code ws} or {@code wss} URI, taken apart (RFC 6455 section 3). Immutable.
 *
 * @param secure whether TLS is used: the scheme is {@code wss}
 * @param host the name or address to connect to, in ASCII and lower case; an IPv6 address without brackets
 * @param port the given port, else 80 or 443
 * @param resourceName path and query, escapes as given, as in the request line
 */
public record WebSocketUri(boolean secure, String host, int port, String resourceName) {

    /**
     * Takes a URI apart.
     *
     * @throws IllegalArgumentException if the scheme is neither {@code ws} nor {@code wss}, there is no host, or there
     *     is a fragment or user-info. The message never shows the URI, which may hold secrets
     */
    public static WebSocketUri of(URI uri) {
        boolean secure = isSecure(uri);
        // RFC 6455 3: a fragment has no meaning here and must not be there.
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("WebSocket URI with a fragment; write a literal # as %23");
        }
        Authority authority = authority(uri);
        int port = authority.portOr(secure ? 443 : 80);
        if (port == 0) {
            throw new IllegalArgumentException("WebSocket URI with port 0");
        }
        return new WebSocketUri(secure, withoutBrackets(authority.host()), port, resourceName(uri));
    }

    private static boolean isSecure(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "ws" -> false;
            case "wss" -> true;
            default ->
                throw new IllegalArgumentException("WebSocket URI with scheme \"" + scheme + "\", neither ws nor wss");
        };
    }

    /** From the raw authority: {@link URI#getHost()} knows no names with an underscore, which do occur. */
    private static Authority authority(URI uri) {
        String raw = uri.getRawAuthority();
        if (raw == null) {
            throw new IllegalArgumentException("WebSocket URI without a host");
        }
        if (raw.indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "WebSocket URI with user-info; give credentials as an Authorization header instead");
        }
        Authority authority = Authority.parse(asciiAuthority(raw));
        if (authority == null) {
            throw new IllegalArgumentException("WebSocket URI with a malformed host or port");
        }
        return authority;
    }

    /** RFC 6455 11.1: an international name becomes its ASCII form. */
    private static String asciiAuthority(String raw) {
        if (isAscii(raw)) {
            return raw;
        }
        int colon = raw.lastIndexOf(':');
        int hostEnd = colon < 0 ? raw.length() : colon;
        return IDN.toASCII(raw.substring(0, hostEnd)) + raw.substring(hostEnd);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** RFC 6455 3: the path, or "/" if it is empty, and the query if there is one; 11.1: other characters escaped. */
    private static String resourceName(URI uri) {
        URI ascii = isAscii(uri.toString()) ? uri : URI.create(uri.toASCIIString());
        String path = ascii.getRawPath();
        String query = ascii.getRawQuery();
        String name = path == null || path.isEmpty() ? "/" : path;
        return query == null || query.isEmpty() ? name : name + "?" + query;
    }

    /** The value of {@code Host}: the port is left out where it is the scheme's own. */
    public String hostHeader() {
        String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (secure ? 443 : 80) ? shown : shown + ":" + port;
    }

    /** The URI without its query, which may hold secrets. */
    @Override
    public String toString() {
        int query = resourceName.indexOf('?');
        String path = query < 0 ? resourceName : resourceName.substring(0, query);
        return (secure ? "wss://" : "ws://") + hostHeader() + path;
    }
}
