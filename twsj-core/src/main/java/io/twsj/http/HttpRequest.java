package io.twsj.http;

import io.twsj.http.TrustedProxies.Forwarding;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A request and where it comes from, as far as trusted proxies tell. Immutable.
 *
 * @param head method, target and header lines
 * @param client who sent it: the peer, or whom a trusted proxy in front names
 * @param host which host, and port, it is for, as far as a trusted proxy tells
 * @param secure whether it was sent over TLS, to this server or to a trusted proxy
 */
public record HttpRequest(RequestHead head, SocketAddress client, String host, boolean secure) {

    /**
     * The request of a peer.
     *
     * @param head has a host
     * @param secure whether the peer itself has spoken TLS
     * @param proxies whose word about a client counts
     * @throws HttpException if they name two clients
     */
    public static HttpRequest of(RequestHead head, SocketAddress peer, boolean secure, TrustedProxies proxies)
            throws HttpException {
        Forwarding forwarding = proxies.judge(peer, head.headers());
        String scheme = forwarding.scheme();
        return new HttpRequest(
                head,
                forwarding.client(),
                forwarding.host() != null ? forwarding.host() : String.valueOf(head.host()),
                scheme != null ? scheme.equals("https") : secure);
    }

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
