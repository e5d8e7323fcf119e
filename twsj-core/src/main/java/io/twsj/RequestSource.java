package io.twsj;

import io.twsj.http.HttpRequest;
import io.twsj.http.RequestHead;
import io.twsj.http.TrustedProxies;
import io.twsj.http.TrustedProxies.Forwarding;
import io.twsj.protocol.Link;
import java.net.SocketAddress;

/**
 * Where a request comes from, and what it was there, as far as trusted proxies tell. Immutable.
 *
 * @param client who sent it
 * @param host which host, and port, it is for
 * @param secure whether it was sent over TLS
 */
record RequestSource(SocketAddress client, String host, boolean secure) {

    /** The source of a request that has a host. Loop only. */
    static RequestSource of(RequestHead request, Link link, TrustedProxies proxies) {
        Forwarding forwarding = proxies.judge(link.remoteAddress(), request.headers());
        String scheme = forwarding.scheme();
        return new RequestSource(
                forwarding.client(),
                forwarding.host() != null ? forwarding.host() : String.valueOf(request.host()),
                scheme != null ? scheme.equals("https") : link.tlsSession() != null);
    }

    /** A request from here that asks for no upgrade. */
    HttpRequest plain(RequestHead head) {
        return new HttpRequest(head, client, host, secure);
    }
}
