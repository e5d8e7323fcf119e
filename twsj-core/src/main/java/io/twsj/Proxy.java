package io.twsj;

import io.twsj.dial.ProxyServer;
import io.twsj.handshake.auth.Credentials;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A proxy that a client's connections go through, {@code ws} and {@code wss} alike. Immutable. */
public final class Proxy {

    private final ProxyServer server;

    private Proxy(ProxyServer.Kind kind, String host, int port, @Nullable Credentials credentials) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
        }
        this.server = new ProxyServer(kind, Objects.requireNonNull(host, "host"), port, credentials);
    }

    /** An HTTP proxy, asked for a tunnel with {@code CONNECT}; it resolves the server's name. */
    public static Proxy http(String host, int port) {
        return new Proxy(ProxyServer.Kind.HTTP, host, port, null);
    }

    /** A SOCKS proxy of version 5; it resolves the server's name. */
    public static Proxy socks5(String host, int port) {
        return new Proxy(ProxyServer.Kind.SOCKS5, host, port, null);
    }

    /** The same proxy with credentials: Basic for an HTTP proxy, user and password for SOCKS. They go in clear. */
    public Proxy withCredentials(String user, String password) {
        return new Proxy(server.kind(), server.host(), server.port(), new Credentials(user, password));
    }

    ProxyServer server() {
        return server;
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
