package io.twsj.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP/1.1 request: method, target, header lines (RFC 9112 section 3). Immutable.
 *
 * <p>The target is the path form that clients use ({@code /chat?room=1}) or a whole {@code http}, {@code https},
 * {@code ws} or {@code wss} URI, as a proxy may write it.
 */
public final class RequestHead {

    private static final String[] SCHEMES = {"http://", "https://", "ws://", "wss://"};

    private final String method;
    private final String target;
    private final Headers headers;
    private final @Nullable String authority;
    private final String path;
    private final @Nullable String query;

    /**
     * Takes the parts of a head.
     *
     * @throws IllegalArgumentException if the method is no token, or the target is of neither form
     */
    public RequestHead(String method, String target, Headers headers) {
        if (!HttpSyntax.isToken(method)) {
            throw new IllegalArgumentException("method is no token");
        }
        requireTargetCharacters(target);
        this.method = method;
        this.target = target;
        this.headers = headers;
        int start = startOfAuthority(target);
        int pathStart = start == 0 ? 0 : endOfAuthority(target, start);
        int mark = target.indexOf('?', pathStart);
        int pathEnd = mark < 0 ? target.length() : mark;
        this.authority = start == 0 ? null : target.substring(start, pathStart);
        // RFC 9112 3.2.1: an empty path is "/".
        this.path = pathStart == pathEnd ? "/" : target.substring(pathStart, pathEnd);
        this.query = mark < 0 ? null : target.substring(mark + 1);
    }

    private static void requireTargetCharacters(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c > 0x7f || !HttpSyntax.is(HttpSyntax.TARGET, (byte) c)) {
                throw new IllegalArgumentException("request target with a character that must be escaped");
            }
        }
    }

    /** Where the authority of an absolute target begins, 0 for a target that is a path. */
    private static int startOfAuthority(String target) {
        if (target.startsWith("/")) {
            return 0;
        }
        for (String scheme : SCHEMES) {
            if (target.regionMatches(true, 0, scheme, 0, scheme.length())) {
                return scheme.length();
            }
        }
        throw new IllegalArgumentException("request target is neither a path nor an http or ws URI");
    }

    private static int endOfAuthority(String target, int start) {
        int end = start;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        if (end == start) {
            throw new IllegalArgumentException("request target without a host");
        }
        return end;
    }

    /** The method, compared exactly: {@code GET}. */
    public String method() {
        return method;
    }

    /** The target as received. */
    public String target() {
        return target;
    }

    /** The header lines. */
    public Headers headers() {
        return headers;
    }

    /** The path, escapes not decoded, without the query; never empty. */
    public String path() {
        return path;
    }

    /** The query, escapes not decoded, without its question mark; null if the target has none. */
    public @Nullable String query() {
        return query;
    }

    /**
     * The host, and port if given, that the request is for; null if the request does not say.
     *
     * <p>RFC 9112 3.2.2: that of an absolute target counts, a Host field besides it does not.
     */
    public @Nullable String host() {
        return authority != null ? authority : headers.first("Host");
    }

    /**
     * The value of a cookie, without surrounding quotes; null if the request has none of that name. Of several the first
     * one counts, which is the one with the most specific path (RFC 6265 section 5.4).
     */
    public @Nullable String cookie(String name) {
        return Cookies.find(headers.all("Cookie"), name);
    }

    /** The head as it goes over the wire, with the blank line that ends it. */
    public byte[] toBytes() {
        StringBuilder head = new StringBuilder(256);
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        headers.appendTo(head);
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Method and path; neither the query nor a header, which may hold secrets. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
