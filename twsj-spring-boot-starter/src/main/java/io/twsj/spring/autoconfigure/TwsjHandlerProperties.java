package io.twsj.spring.autoconfigure;

import io.twsj.Overflow;
import io.twsj.RateViolation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of single handlers. Immutable; {@link ConnectionTerms} says which values can work.
 *
 * @param handlers Settings of handlers by the names of their beans: allowed-origins, message, keepalive, outbound, inbound
 *     and limits as under twsj.server, for those of the connection. What is not set is as there.
 */
@ConfigurationProperties("twsj")
public record TwsjHandlerProperties(@DefaultValue Map<String, Handler> handlers) {

    /** Keeps the map from changing. */
    public TwsjHandlerProperties {
        handlers = Map.copyOf(handlers);
    }

    /**
     * What differs from {@code twsj.server}; null for what does not.
     *
     * @param allowedOrigins Origins whose pages may connect, or "*" for any.
     * @param message Messages received.
     * @param keepalive Detection of peers that are gone, and the end of connections that are not needed or too old.
     * @param outbound Messages sent that wait for the peer to take them.
     * @param inbound Messages received that wait for the handler to take them.
     * @param limits Limits of a connection.
     */
    public record Handler(
            @Nullable List<String> allowedOrigins,
            @DefaultValue Message message,
            @DefaultValue Keepalive keepalive,
            @DefaultValue Outbound outbound,
            @DefaultValue Inbound inbound,
            @DefaultValue Limits limits) {}

    /**
     * Messages received.
     *
     * @param maxSize Size of the largest message that is taken.
     * @param maxFragments Number of frames a message may consist of.
     */
    public record Message(
            @Nullable DataSize maxSize, @Nullable Integer maxFragments) {}

    /**
     * Detection of peers that are gone, and the end of connections that are not needed or too old.
     *
     * @param pingInterval Silence of the peer after which it is sent a ping; 0 sends none.
     * @param pongTimeout Time after a ping in which the peer must be heard.
     * @param idleTimeout Time without a message after which a connection is closed; 0 for any.
     * @param maxAge Time after which a connection is closed; 0 for any.
     */
    public record Keepalive(
            @Nullable Duration pingInterval,
            @Nullable Duration pongTimeout,
            @Nullable Duration idleTimeout,
            @Nullable Duration maxAge) {}

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
            @Nullable DataSize maxQueuedBytes,
            @Nullable Integer maxQueuedMessages,
            @Nullable Overflow overflow,
            @Nullable Duration writeTimeout) {}

    /**
     * Messages received that wait for the handler to take them.
     *
     * @param maxPendingMessages Number of waiting messages of a connection above which nothing more is read from it.
     */
    public record Inbound(@Nullable Integer maxPendingMessages) {}

    /**
     * Limits of a connection.
     *
     * @param messagesPerSecond Number of messages, pings and pongs in a second; 0 for any.
     * @param bytesPerSecond Size of all messages, pings and pongs in a second; 0 for any.
     * @param onViolation What happens to a connection on which more is received in a second.
     */
    public record Limits(
            @Nullable Integer messagesPerSecond,
            @Nullable DataSize bytesPerSecond,
            @Nullable RateViolation onViolation) {}
}
