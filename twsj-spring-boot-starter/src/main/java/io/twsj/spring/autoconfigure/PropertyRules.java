package io.twsj.spring.autoconfigure;

import io.twsj.MuxOptions;
import io.twsj.close.CloseCode;
import io.twsj.handshake.AllowedHosts;
import io.twsj.http.TrustedProxies;
import io.twsj.spring.autoconfigure.ExtensionProperties.Mux;
import io.twsj.spring.autoconfigure.ExtensionProperties.PermessageDeflate;
import io.twsj.spring.autoconfigure.TwsjServerProperties.Handshake;
import io.twsj.spring.autoconfigure.TwsjServerProperties.Limits;
import io.twsj.spring.autoconfigure.TwsjServerProperties.Shutdown;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Which values of {@code twsj.server.*} can work; {@link ListenerRules} has those of its listeners. Checked after binding,
 * since then Boot's failure analysis shows name, value and origin of the property, and our reason.
 */
final class PropertyRules {

    private static final PropertyValues VALUES = PropertyValues.OF_SERVER;

    private PropertyRules() {}

    /**
     * Checks all values.
     *
     * @throws InvalidConfigurationPropertyValueException for the first that cannot work
     */
    static void check(TwsjServerProperties properties) {
        pathPrefix(properties.pathPrefix());
        list("allowed-hosts", properties.allowedHosts(), AllowedHosts::of);
        list("trusted-proxies", properties.trustedProxies(), TrustedProxies::of);
        check(properties.handshake());
        ConnectionTerms.ofServer(properties).checked();
        check(properties.limits());
        check(properties.shutdown());
        check(properties.extensions().permessageDeflate());
        check(properties.extensions().mux());
        VALUES.positive(
                "auth.first-message.timeout", properties.auth().firstMessage().timeout());
        CredentialRules.check(properties.auth());
    }

    private static void check(Shutdown shutdown) {
        VALUES.notNegative("shutdown.grace-period", shutdown.gracePeriod());
        VALUES.notNegative("shutdown.spread", shutdown.spread());
        if (!CloseCode.mayBeSent(shutdown.closeCode())) {
            throw invalid(
                    "shutdown.close-code",
                    shutdown.closeCode(),
                    "It must be 1000-1003, 1007-1014 or 3000-4999 (RFC 6455 7.4).");
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
        VALUES.positive("handshake.timeout", handshake.timeout());
        VALUES.positive("handshake.max-header-size", handshake.maxHeaderSize());
        VALUES.positive("handshake.max-headers", handshake.maxHeaders());
        VALUES.positive("handshake.max-unfinished", handshake.maxUnfinished());
    }

    private static void check(Limits limits) {
        VALUES.notNegative("limits.max-connections", limits.maxConnections());
        VALUES.notNegative("limits.max-connections-per-address", limits.maxConnectionsPerAddress());
        VALUES.notNegative("limits.max-connections-per-user", limits.maxConnectionsPerUser());
        VALUES.notNegative("limits.handshakes-per-second-per-address", limits.handshakesPerSecondPerAddress());
    }

    private static void check(PermessageDeflate deflate) {
        String name = "extensions.permessage-deflate.";
        VALUES.notNegative(name + "min-size", deflate.minSize());
        VALUES.inRange(name + "level", deflate.level(), 1, 9);
        VALUES.inRange(name + "server-max-window-bits", deflate.serverMaxWindowBits(), 8, 15);
        VALUES.inRange(name + "max-ratio", deflate.maxRatio(), 0, Integer.MAX_VALUE);
        if (deflate.memoryBudget().isNegative()) {
            throw invalid(name + "memory-budget", deflate.memoryBudget(), "It must not be negative.");
        }
    }

    private static void check(Mux mux) {
        String name = "extensions.mux.";
        VALUES.positive(name + "max-channels", mux.maxChannels());
        VALUES.positive(name + "max-channel-size", mux.maxChannelSize());
        VALUES.positive(name + "max-connection-size", mux.maxConnectionSize());
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

    private static void pathPrefix(String value) {
        if (!value.isEmpty() && (!value.startsWith("/") || value.endsWith("/"))) {
            throw invalid("path-prefix", value, "It must start with a slash and not end with one, as in \"/ws\".");
        }
    }

    /** What to throw for a value that cannot work. */
    static InvalidConfigurationPropertyValueException invalid(String name, Object value, String reason) {
        return VALUES.invalid(name, value, reason);
    }
}
