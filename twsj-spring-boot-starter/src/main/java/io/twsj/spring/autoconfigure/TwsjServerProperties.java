package io.twsj.spring.autoconfigure;

import io.twsj.Overflow;
import io.twsj.RateViolation;
import io.twsj.spring.annotation.InvalidMessages;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the WebSocket server. Immutable; {@link PropertyRules} says which values can work.
 *
 * @param port Port the server listens on; 0 takes any free port, -1 is for a server that listens on twsj.listeners only.
 * @param address Address the server listens on.
 * @param pathPrefix Path put before the path of every handler.
 * @param ssl TLS, which makes the server speak wss.
 * @param allowedOrigins Origins whose pages may connect, such as "https://app.example.com", or "*" for any. If empty, only
 *     pages from the server's own host and port.
 * @param allowedHosts Hosts that clients know the server by, such as "ws.example.com", "*.example.com" or "localhost:8000".
 *     If empty, any.
 * @param trustedProxies Addresses of proxies whose Forwarded and X-Forwarded-* headers are believed, such as "10.0.0.0/8".
 * @param proxyProtocol Whether each connection begins with a header of HAProxy's PROXY protocol.
 * @param handshake Opening handshake.
 * @param message Messages received.
 * @param keepalive Detection of peers that are gone, and the end of connections that are not needed or too old.
 * @param outbound Messages sent that wait for the peer to take them.
 * @param inbound Messages received that wait for the handler to take them.
 * @param limits Limits of the whole server, of addresses, users and connections.
 * @param shutdown End of the server.
 * @param executor Threads of the handlers.
 * @param auth How peers are authenticated.
 * @param extensions Protocol extensions.
 */
@ConfigurationProperties("twsj.server")
public record TwsjServerProperties(
        @DefaultValue("8000") int port,
        @DefaultValue("0.0.0.0") String address,
        @DefaultValue("") String pathPrefix,
        @DefaultValue @NestedConfigurationProperty SslProperties ssl,
        @DefaultValue List<String> allowedOrigins,
        @DefaultValue List<String> allowedHosts,
        @DefaultValue List<String> trustedProxies,
        @DefaultValue("false") boolean proxyProtocol,
        @DefaultValue Handshake handshake,
        @DefaultValue Message message,
        @DefaultValue Keepalive keepalive,
        @DefaultValue Outbound outbound,
        @DefaultValue Inbound inbound,
        @DefaultValue Limits limits,
        @DefaultValue Shutdown shutdown,
        @DefaultValue Executor executor,
        @DefaultValue @NestedConfigurationProperty AuthProperties auth,
        @DefaultValue @NestedConfigurationProperty ExtensionProperties extensions) {

    /** Keeps the lists from changing. */
    public TwsjServerProperties {
        allowedOrigins = List.copyOf(allowedOrigins);
        allowedHosts = List.copyOf(allowedHosts);
        trustedProxies = List.copyOf(trustedProxies);
    }

    /**
     * Opening handshake.
     *
     * @param timeout Time a client may take for the opening handshake.
     * @param maxHeaderSize Size of the largest request head that is read.
     * @param maxHeaders Number of header lines a request may have.
     * @param maxUnfinished Number of connections whose opening handshake is not finished; one more makes the oldest go.
     */
    public record Handshake(
            @DefaultValue("10s") Duration timeout,
            @DefaultValue("16KB") DataSize maxHeaderSize,
            @DefaultValue("100") int maxHeaders,
            @DefaultValue("1024") int maxUnfinished) {}

    /**
     * Messages received.
     *
     * @param maxSize Size of the largest message that is taken. A larger one closes the connection with 1009.
     * @param maxFragments Number of frames a message may consist of. More close the connection with 1009.
     * @param onInvalid What becomes of messages that are malformed or not valid. If not set, those in an envelope are
     *     replied to and others close the connection with 1007.
     */
    public record Message(
            @DefaultValue("1MB") DataSize maxSize,
            @DefaultValue("1024") int maxFragments,
            @Nullable InvalidMessages onInvalid) {}

    /**
     * Detection of peers that are gone, and the end of connections that are not needed or too old.
     *
     * @param pingInterval Silence of the peer after which it is sent a ping; 0 sends none.
     * @param pongTimeout Time after a ping in which the peer must be heard.
     * @param idleTimeout Time without a message in either direction after which a connection is closed with 1001; 0 for any.
     * @param maxAge Time after which a connection is closed with 1001, for its client to come back; 0 for any.
     */
    public record Keepalive(
            @DefaultValue("20s") Duration pingInterval,
            @DefaultValue("20s") Duration pongTimeout,
            @DefaultValue("0s") Duration idleTimeout,
            @DefaultValue("0s") Duration maxAge) {}

    /**
     * Messages sent that wait for the peer to take them.
     *
     * @param maxQueuedBytes Size of all waiting messages of a connection above which the overflow policy decides.
     * @param maxQueuedMessages Number of waiting messages of a connection, not counting the first 64 KB, above which the
     *     overflow policy decides; 0 for any.
     * @param overflow What happens to a message sent above that.
     * @param writeTimeout Time a peer may take nothing at all before it is cut off.
     */
    public record Outbound(
            @DefaultValue("1MB") DataSize maxQueuedBytes,
            @DefaultValue("0") int maxQueuedMessages,
            @DefaultValue("close") Overflow overflow,
            @DefaultValue("20s") Duration writeTimeout) {}

    /**
     * Messages received that wait for the handler to take them.
     *
     * @param maxPendingMessages Number of waiting messages of a connection above which nothing more is read from it; it is
     *     not read either while they hold as many bytes as a single message may.
     */
    public record Inbound(@DefaultValue("64") int maxPendingMessages) {}

    /**
     * Limits of the whole server, of addresses, users and connections; 0 for none, except that the number of connections is
     * then derived.
     *
     * @param maxConnections Number of connections at a time, above which a handshake is refused with 503; 0 derives it from
     *     the number of files the process may open.
     * @param maxConnectionsPerAddress Number of connections at a time from one address (of IPv6, the first 64 bits), above
     *     which a handshake is refused with 429; 0 for any.
     * @param maxConnectionsPerUser Number of connections at a time of one user, above which a handshake is refused with 429;
     *     0 for any.
     * @param handshakesPerSecondPerAddress Number of handshakes in a second from one address, above which they are refused
     *     with 429; 0 for any.
     * @param messagesPerSecond Number of messages, pings and pongs in a second on a connection; 0 for any.
     * @param bytesPerSecond Size of all messages, pings and pongs in a second on a connection; 0 for any.
     * @param onViolation What happens to a connection on which more is received in a second.
     */
    public record Limits(
            @DefaultValue("0") int maxConnections,
            @DefaultValue("0") int maxConnectionsPerAddress,
            @DefaultValue("0") int maxConnectionsPerUser,
            @DefaultValue("0") int handshakesPerSecondPerAddress,
            @DefaultValue("0") int messagesPerSecond,
            @DefaultValue("0B") DataSize bytesPerSecond,
            @DefaultValue("close") RateViolation onViolation) {}

    /**
     * End of the server.
     *
     * @param gracePeriod Time connections may take to end by themselves, after which they are cut.
     * @param spread Time over which connections are told to end, so that not all clients come back at once; at most half
     *     of the grace period counts.
     * @param closeCode Close code that connections end with.
     */
    public record Shutdown(
            @DefaultValue("10s") Duration gracePeriod,
            @DefaultValue("0s") Duration spread,
            @DefaultValue("1001") int closeCode) {}

    /**
     * Threads of the handlers.
     *
     * @param type Kind of threads that handlers run on.
     */
    public record Executor(@DefaultValue("auto") ExecutorType type) {}

    /** Kinds of threads. */
    public enum ExecutorType {
        /** Virtual threads if {@code spring.threads.virtual.enabled} is set and the JVM has them, else a pool. */
        AUTO,
        /** Virtual threads, which need Java 21. */
        VIRTUAL,
        /** A bounded pool of platform threads. */
        PLATFORM
    }
}
