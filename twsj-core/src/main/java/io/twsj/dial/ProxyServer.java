package io.twsj.dial;

import io.twsj.handshake.auth.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that makes tunnels. Immutable.
 *
 * @param credentials told to the proxy; null for none
 */
public record ProxyServer(
        Kind kind, String host, int port, @Nullable Credentials credentials) {

    /** How it is asked for a tunnel. */
    public enum Kind {
        /** With CONNECT (RFC 9110 section 9.3.6). */
        HTTP,
        /** With SOCKS version 5 (RFC 1928). */
        SOCKS5
    }

    @Override
    public String toString() {
        return (kind == Kind.HTTP ? "http://" : "socks5://") + host + ":" + port;
    }
}
