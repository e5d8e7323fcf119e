package io.twsj.handshake.auth;

import io.twsj.http.RequestHead;
import java.net.SocketAddress;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * An opening handshake that asks to be let in. Everything but the credentials has been judged: it is legal, and its origin
 * is allowed. Immutable.
 *
 * @param head the request; has at most one {@code Authorization}
 * @param remoteAddress where it comes from, as {@code io.twsj.WebSocketConnection.remoteAddress()} tells it
 * @param tlsSession what TLS agreed on; null without TLS
 */
public record AuthenticationRequest(
        RequestHead head,
        SocketAddress remoteAddress,
        @Nullable SSLSession tlsSession) {

    /** What {@code Authorization} shows for a scheme, without its name; null if there is none, or for another scheme. */
    public @Nullable String credentials(String scheme) {
        String value = head.headers().first("Authorization");
        return value != null && isOf(scheme, value)
                ? value.substring(scheme.length()).trim()
                : null;
    }

    private static boolean isOf(String scheme, String value) {
        boolean begins = value.regionMatches(true, 0, scheme, 0, scheme.length());
        return begins && (value.length() == scheme.length() || value.charAt(scheme.length()) == ' ');
    }
}
