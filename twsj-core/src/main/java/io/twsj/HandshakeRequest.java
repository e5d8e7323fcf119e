package io.twsj;

import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.http.RequestHead;
import java.net.SocketAddress;
import java.util.Map;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * An opening handshake that a server is about to accept. Immutable.
 *
 * @param head the request, its cookies among it ({@link RequestHead#cookie})
 * @param pathVariables of the route's pattern
 * @param remoteAddress where it comes from, see {@link WebSocketConnection#remoteAddress()}
 * @param host which host, and port, the client asked for, as far as trusted proxies tell
 * @param secure whether the client speaks TLS, with this server or with a trusted proxy that says so
 * @param subprotocol the one that will be agreed; null for none
 * @param principal who the peer is; null if nobody asked, or it need not be known
 * @param tlsSession what TLS agreed on; null without TLS
 */
public record HandshakeRequest(
        RequestHead head,
        Map<String, String> pathVariables,
        SocketAddress remoteAddress,
        String host,
        boolean secure,
        @Nullable String subprotocol,
        @Nullable AuthenticatedPrincipal principal,
        @Nullable SSLSession tlsSession) {}
