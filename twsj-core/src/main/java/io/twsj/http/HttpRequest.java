package io.twsj.http;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A plain HTTP request and where it comes from. Immutable.
 *
 * @param head method, target and header lines
 * @param client who sent it: the peer, or whom a trusted proxy in front names
 * @param host which host, and port, it is for, as far as a trusted proxy tells
 * @param secure whether it was sent over TLS, to this server or to a trusted proxy
 */
public record HttpRequest(RequestHead head, SocketAddress client, String host, boolean secure) {

    /** The method: {@code GET} or {@code HEAD}. */
    public String method() {
        return head.method();
    }

    /** See {@link RequestHead#path}. */
    public String path() {
        return head.path();
    }

    /** See {@link RequestHead#query}. */
    public @Nullable String query() {
        return head.query();
    }

    /** The header lines. */
    public Headers headers() {
        return head.headers();
    }

    /** Method, path and client; neither the query nor a header, which may hold secrets. */
    @Override
    public String toString() {
        return head + " from " + client;
    }
}
