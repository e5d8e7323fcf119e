package io.twsj.blocking;

import io.twsj.extension.ExtensionParameters;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.http.RequestHead;
import io.twsj.http.ResponseHead;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The opening handshake of a socket (RFC 6455 section 4): what was asked, answered and agreed. Immutable.
 *
 * @param request the client's request
 * @param response the server's response, a 101
 * @param subprotocol the agreed subprotocol, or null if none was agreed
 * @param extensions the agreed extensions with their parameters, in order of the response
 * @param remoteAddress the peer's address; on a server that of the client, as far as a trusted proxy tells
 * @param principal who the client is; null on a client, and where nobody asked or need be known
 */
public record WsHandshake(
        RequestHead request,
        ResponseHead response,
        @Nullable String subprotocol,
        List<ExtensionParameters> extensions,
        SocketAddress remoteAddress,
        @Nullable AuthenticatedPrincipal principal) {

    /** Copies the list. */
    public WsHandshake {
        extensions = List.copyOf(extensions);
    }
}
