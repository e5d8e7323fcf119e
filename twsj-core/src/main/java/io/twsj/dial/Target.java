package io.twsj.dial;

import io.twsj.handshake.WebSocketUri;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a client connects to: a {@code ws} or {@code wss} URI, or a Unix domain socket as {@code ws+unix:SOCKET} or
 * {@code ws+unix:SOCKET:RESOURCE}, where the socket's path ends at the first colon ({@code ws+unix:/run/app.sock:/chat?a=b}).
 * Immutable.
 *
 * @param uri what the request says; for a Unix domain socket the host is {@code localhost}
 * @param socket the path of the Unix domain socket; null for TCP
 */
public record Target(WebSocketUri uri, @Nullable Path socket) {

    private static final String UNIX = "ws+unix";

    /**
     * Takes a URI apart.
     *
     * @throws IllegalArgumentException if it is none that can be connected to
     */
    public static Target of(URI uri) {
        return UNIX.equalsIgnoreCase(uri.getScheme()) ? ofSocket(uri) : new Target(WebSocketUri.of(uri), null);
    }

    private static Target ofSocket(URI uri) {
        String path = uri.getPath();
        if (path == null || path.isEmpty() || uri.getRawAuthority() != null) {
            throw new IllegalArgumentException("ws+unix URI without the path of a socket: ws+unix:/run/app.sock:/chat");
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("WebSocket URI with a fragment; write a literal # as %23");
        }
        String raw = uri.getRawPath();
        int colon = raw.indexOf(':');
        String socket = colon < 0 ? raw : raw.substring(0, colon);
        String resource = colon < 0 ? "" : raw.substring(colon + 1);
        if (!resource.isEmpty() && !resource.startsWith("/")) {
            throw new IllegalArgumentException("ws+unix URI whose resource does not begin with a slash");
        }
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        WebSocketUri http = WebSocketUri.of(URI.create("ws://localhost" + resource + query));
        return new Target(http, Path.of(URI.create(socket).getPath()));
    }

    /** The target's host and port as one text, as a proxy and messages need it. */
    String authority() {
        String host = uri.host();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + uri.port();
    }

    /** The server, without what is asked for there. Immutable. */
    public record Origin(
            boolean secure, String host, int port, @Nullable Path socket) {}

    /** The server that this target is at. */
    public Origin origin() {
        return new Origin(uri.secure(), uri.host(), uri.port(), socket);
    }

    /** Tells whether what belongs to the other target's server may be told to this one's. */
    boolean isSameOrigin(Target other) {
        return origin().equals(other.origin());
    }

    /**
     * Where a {@code Location} leads to, seen from here.
     *
     * @throws IllegalArgumentException if it leads to where a client must not follow
     */
    Target redirected(String location) {
        URI found = resolve(location);
        Target next = new Target(WebSocketUri.of(found), socket);
        if (uri.secure() && !next.uri.secure()) {
            throw new IllegalArgumentException("from wss to ws");
        }
        if (socket != null && !next.isSameOrigin(this)) {
            throw new IllegalArgumentException("away from a Unix domain socket");
        }
        return next;
    }

    private URI resolve(String location) {
        try {
            URI base = new URI((uri.secure() ? "wss://" : "ws://") + authority() + uri.resourceName());
            URI found = base.resolve(new URI(location));
            return withoutFragment(asWebSocket(found));
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("to what is no URI");
        }
    }

    private static URI asWebSocket(URI uri) {
        String text = uri.toString();
        if ("http".equalsIgnoreCase(uri.getScheme())) {
            return URI.create("ws" + text.substring("http".length()));
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? URI.create("wss" + text.substring("https".length())) : uri;
    }

    /** RFC 9110 10.2.2: a Location may have a fragment, which is not sent. */
    private static URI withoutFragment(URI uri) {
        String text = uri.toString();
        int hash = text.indexOf('#');
        return hash < 0 ? uri : URI.create(text.substring(0, hash));
    }

    /** Without the query, which may hold secrets. */
    @Override
    public String toString() {
        if (socket == null) {
            return uri.toString();
        }
        int query = uri.resourceName().indexOf('?');
        return UNIX + ":" + socket + ":"
                + (query < 0 ? uri.resourceName() : uri.resourceName().substring(0, query));
    }
}
