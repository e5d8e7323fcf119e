package io.twsj.spring.autoconfigure;

import io.twsj.ClientAuth;
import io.twsj.MuxOptions;
import io.twsj.handshake.AllowedHosts;
import io.twsj.http.TrustedProxies;
import io.twsj.spring.autoconfigure.TwsjServerProperties.Handshake;
import io.twsj.spring.autoconfigure.TwsjServerProperties.Keepalive;
import io.twsj.spring.autoconfigure.TwsjServerProperties.Limits;
import io.twsj.spring.autoconfigure.TwsjServerProperties.Mux;
import io.twsj.spring.autoconfigure.TwsjServerProperties.Outbound;
import io.twsj.spring.autoconfigure.TwsjServerProperties.PermessageDeflate;
import io.twsj.spring.autoconfigure.TwsjServerProperties.Ssl;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Which values of {@code twsj.server.*} can work. Checked after binding, since then Boot's failure analysis shows name,
 * value and origin of the property, and our reason.
 */
final class PropertyRules {

    private static final String NAME_A_BUNDLE =
            "Set twsj.server.ssl.bundle to the name of a bundle under spring.ssl.bundle.";

    private PropertyRules() {}

    /**
     * Checks all values.
     *
     * @throws InvalidConfigurationPropertyValueException for the first that cannot work
     */
    static void check(TwsjServerProperties properties) {
        inRange("port", properties.port(), 0, 65535);
        pathPrefix(properties.pathPrefix());
        check(properties.ssl());
        list("allowed-hosts", properties.allowedHosts(), AllowedHosts::of);
        list("trusted-proxies", properties.trustedProxies(), TrustedProxies::of);
        check(properties.handshake());
        positive("message.max-size", properties.message().maxSize());
        positive("message.max-fragments", properties.message().maxFragments());
        check(properties.keepalive());
        check(properties.outbound());
        positive("inbound.max-pending-messages", properties.inbound().maxPendingMessages());
        check(properties.limits());
        notNegative("shutdown.grace-period", properties.shutdown().gracePeriod());
        check(properties.extensions().permessageDeflate());
        check(properties.extensions().mux());
        CredentialRules.check(properties.auth());
    }

    private static void check(Ssl ssl) {
        if (!ssl.bundle().isEmpty()) {
            return;
        }
        if (Boolean.TRUE.equals(ssl.enabled())) {
            throw invalid("ssl.enabled", true, "TLS needs a certificate. " + NAME_A_BUNDLE);
        }
        if (ssl.enabled() == null && ssl.clientAuth() != ClientAuth.NONE) {
            throw invalid(
                    "ssl.client-auth", ssl.clientAuth(), "Only TLS has certificates of clients. " + NAME_A_BUNDLE);
        }
    }

    /** An empty list is no list. */
    private static void list(String name, List<String> values, Consumer<List<String>> parser) {
        if (values.isEmpty()) {
            return;
        }
        try {
            parser.accept(values);
        } catch (IllegalArgumentException e) {
            throw invalid(name, values, String.valueOf(e.getMessage()));
        }
    }

    private static void check(Handshake handshake) {
        positive("handshake.timeout", handshake.timeout());
        positive("handshake.max-header-size", handshake.maxHeaderSize());
        positive("handshake.max-headers", handshake.maxHeaders());
        positive("handshake.max-unfinished", handshake.maxUnfinished());
    }

    private static void check(Keepalive keepalive) {
        notNegative("keepalive.ping-interval", keepalive.pingInterval());
        positive("keepalive.pong-timeout", keepalive.pongTimeout());
        notNegative("keepalive.idle-timeout", keepalive.idleTimeout());
        notNegative("keepalive.max-age", keepalive.maxAge());
    }

    private static void check(Limits limits) {
        notNegative("limits.max-connections", limits.maxConnections());
        notNegative("limits.max-connections-per-address", limits.maxConnectionsPerAddress());
        notNegative("limits.max-connections-per-user", limits.maxConnectionsPerUser());
        notNegative("limits.handshakes-per-second-per-address", limits.handshakesPerSecondPerAddress());
        notNegative("limits.messages-per-second", limits.messagesPerSecond());
        notNegative("limits.bytes-per-second", limits.bytesPerSecond());
    }

    private static void check(Outbound outbound) {
        positive("outbound.max-queued-bytes", outbound.maxQueuedBytes());
        positive("outbound.write-timeout", outbound.writeTimeout());
    }

    private static void check(PermessageDeflate deflate) {
        String name = "extensions.permessage-deflate.";
        notNegative(name + "min-size", deflate.minSize());
        inRange(name + "level", deflate.level(), 1, 9);
        inRange(name + "server-max-window-bits", deflate.serverMaxWindowBits(), 8, 15);
        inRange(name + "max-ratio", deflate.maxRatio(), 0, Integer.MAX_VALUE);
        if (deflate.memoryBudget().isNegative()) {
            throw invalid(name + "memory-budget", deflate.memoryBudget(), "It must not be negative.");
        }
    }

    private static void check(Mux mux) {
        String name = "extensions.mux.";
        positive(name + "max-channels", mux.maxChannels());
        positive(name + "max-channel-size", mux.maxChannelSize());
        positive(name + "max-connection-size", mux.maxConnectionSize());
        try {
            options(mux);
        } catch (IllegalArgumentException e) {
            throw invalid(name + "max-connection-size", mux.maxConnectionSize(), String.valueOf(e.getMessage()));
        }
    }

    /** The core's form of the settings. */
    static MuxOptions options(Mux mux) {
        return MuxOptions.builder()
                .maxChannels(mux.maxChannels())
                .maxChannelBytes((int) mux.maxChannelSize().toBytes())
                .maxConnectionBytes((int) mux.maxConnectionSize().toBytes())
                .build();
    }

    private static void notNegative(String name, int value) {
        if (value < 0) {
            throw invalid(name, value, "It must not be negative.");
        }
    }

    private static void notNegative(String name, DataSize value) {
        if (value.isNegative() || value.toBytes() > Integer.MAX_VALUE) {
            throw invalid(name, value, "It must not be negative, and less than 2GB.");
        }
    }

    private static void inRange(String name, int value, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw invalid(name, value, "It must be between " + lowest + " and " + highest + ".");
        }
    }

    private static void positive(String name, int value) {
        if (value <= 0) {
            throw invalid(name, value, "It must be positive.");
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw invalid(name, value, "It must be positive.");
        }
    }

    private static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw invalid(name, value, "It must not be negative.");
        }
    }

    /** Sizes are held as {@code int} in the core, as array sizes are. */
    private static void positive(String name, DataSize value) {
        if (value.toBytes() <= 0 || value.toBytes() > Integer.MAX_VALUE) {
            throw invalid(name, value, "It must be positive and less than 2GB.");
        }
    }

    private static void pathPrefix(String value) {
        if (!value.isEmpty() && (!value.startsWith("/") || value.endsWith("/"))) {
            throw invalid("path-prefix", value, "It must start with a slash and not end with one, as in \"/ws\".");
        }
    }

    /** What to throw for a value that cannot work. */
    static InvalidConfigurationPropertyValueException invalid(String name, Object value, String reason) {
        return new InvalidConfigurationPropertyValueException("twsj.server." + name, value, reason);
    }
}
