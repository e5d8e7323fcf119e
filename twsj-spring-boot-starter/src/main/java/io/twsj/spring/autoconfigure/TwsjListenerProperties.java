package io.twsj.spring.autoconfigure;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Further sockets that the server listens on. Immutable; {@link ListenerRules} says which values can work.
 *
 * @param listeners Further sockets that the server listens on, by names of their own: each has a port and an address, or
 *     unix-socket.path and unix-socket.permissions, and may have ssl and proxy-protocol as under twsj.server.
 */
@ConfigurationProperties("twsj")
public record TwsjListenerProperties(@DefaultValue Map<String, Listener> listeners) {

    /** Keeps the map from changing. */
    public TwsjListenerProperties {
        listeners = Map.copyOf(listeners);
    }

    /** In the order of the names, so that each start is like the others. */
    void forEach(BiConsumer<String, Listener> action) {
        new TreeMap<>(listeners).forEach(action);
    }

    /**
     * One further socket; null for what is not set.
     *
     * @param port Port to listen on; 0 takes any free port.
     * @param address Address to listen on; if not set, all.
     * @param unixSocket Unix domain socket to listen on, in place of a port.
     * @param ssl TLS, which makes it speak wss.
     * @param proxyProtocol Whether each connection begins with a header of HAProxy's PROXY protocol.
     */
    public record Listener(
            @Nullable Integer port,
            @Nullable String address,
            @DefaultValue UnixSocket unixSocket,
            @DefaultValue SslProperties ssl,
            @DefaultValue("false") boolean proxyProtocol) {}

    /**
     * Unix domain socket to listen on.
     *
     * @param path File of the socket.
     * @param permissions Who may connect, as in "rw-rw----". If not set, as the process's umask says.
     */
    public record UnixSocket(
            @Nullable String path, @Nullable String permissions) {}
}
