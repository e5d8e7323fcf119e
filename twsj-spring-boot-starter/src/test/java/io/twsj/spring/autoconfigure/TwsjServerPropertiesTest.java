package io.twsj.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.ClientAuth;
import io.twsj.ConnectionOptions;
import io.twsj.Overflow;
import io.twsj.RateViolation;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.http.HttpLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code twsj.server.*}: defaults, binding, what is refused, and what an IDE is told. */
class TwsjServerPropertiesTest {

    @Configuration
    @EnableConfigurationProperties(TwsjServerProperties.class)
    static class Enabled {}

    private final ApplicationContextRunner runner = new ApplicationContextRunner().withUserConfiguration(Enabled.class);

    @Test
    void theDefaultsAreThoseOfTheCore() {
        runner.run(context -> {
            TwsjServerProperties properties = context.getBean(TwsjServerProperties.class);
            ConnectionOptions core = ConnectionOptions.DEFAULT;
            assertThat(properties.message().maxSize().toBytes()).isEqualTo(core.maxMessageBytes());
            assertThat(properties.message().maxFragments()).isEqualTo(core.maxFragments());
            assertThat(properties.keepalive().pingInterval()).isEqualTo(core.pingInterval());
            assertThat(properties.keepalive().pongTimeout()).isEqualTo(core.pongTimeout());
            assertThat(properties.outbound().maxQueuedBytes().toBytes()).isEqualTo(core.maxOutboundBytes());
            assertThat(properties.outbound().maxQueuedMessages()).isEqualTo(core.maxOutboundMessages());
            assertThat(properties.outbound().overflow()).isEqualTo(core.overflow());
            assertThat(properties.outbound().writeTimeout()).isEqualTo(core.writeTimeout());
            assertThat(properties.inbound().maxPendingMessages()).isEqualTo(core.maxPendingMessages());
            assertThat(properties.handshake().maxHeaderSize().toBytes()).isEqualTo(HttpLimits.DEFAULT.maxHeadBytes());
            assertThat(properties.handshake().maxHeaders()).isEqualTo(HttpLimits.DEFAULT.maxHeaders());
            assertThat(properties.handshake().timeout()).isEqualTo(Duration.ofSeconds(10));
            assertThat(properties.shutdown())
                    .isEqualTo(new TwsjServerProperties.Shutdown(Duration.ofSeconds(10), Duration.ZERO, 1001));
            assertThat(properties.port()).isEqualTo(8000);
            assertThat(properties.address()).isEqualTo("0.0.0.0");
            assertThat(properties.allowedOrigins()).isEmpty();
            assertThat(properties.allowedHosts()).isEmpty();
            assertThat(properties.trustedProxies()).isEmpty();
            assertThat(properties.proxyProtocol()).isFalse();
            assertThat(properties.keepalive().idleTimeout()).isEqualTo(core.idleTimeout());
            assertThat(properties.keepalive().maxAge()).isEqualTo(core.maxAge());
            assertThat(properties.limits())
                    .isEqualTo(new TwsjServerProperties.Limits(
                            0,
                            0,
                            0,
                            0,
                            core.maxMessagesPerSecond(),
                            DataSize.ofBytes(core.maxBytesPerSecond()),
                            core.rateViolation()));
            assertThat(properties.handshake().maxUnfinished()).isEqualTo(1024);
            ExtensionProperties.PermessageDeflate deflate =
                    properties.extensions().permessageDeflate();
            assertThat(deflate.enabled()).isFalse();
            assertThat(deflate.minSize().toBytes()).isEqualTo(DeflateOptions.DEFAULT.minSize());
            assertThat(deflate.level()).isEqualTo(DeflateOptions.DEFAULT.level());
            assertThat(deflate.serverMaxWindowBits()).isEqualTo(DeflateOptions.DEFAULT.serverMaxWindowBits());
            assertThat(deflate.serverNoContextTakeover()).isEqualTo(DeflateOptions.DEFAULT.serverNoContextTakeover());
            assertThat(deflate.clientNoContextTakeover()).isEqualTo(DeflateOptions.DEFAULT.clientNoContextTakeover());
            assertThat(deflate.maxRatio()).isEqualTo(DeflateOptions.DEFAULT.maxRatio());
            assertThat(deflate.memoryBudget().toBytes()).isEqualTo(DeflateOptions.DEFAULT.memoryBudget());
            assertThat(properties.extensions().deflateFrame().enabled()).isFalse();
            AuthProperties auth = properties.auth();
            assertThat(auth.realm()).isEqualTo("twsj");
            assertThat(auth.basic().users()).isEmpty();
            assertThat(auth.digest().users()).isEmpty();
            assertThat(auth.bearer()).isEqualTo(new AuthProperties.Bearer(Map.of(), "", ""));
            assertThat(auth.springSecurity().enabled()).isTrue();
            assertThat(properties.ssl()).isEqualTo(new SslProperties(null, "", ClientAuth.NONE, Map.of()));
        });
    }

    @Test
    void everyPropertyIsBoundByItsName() {
        runner.withPropertyValues(
                        "twsj.server.port=0",
                        "twsj.server.address=127.0.0.1",
                        "twsj.server.path-prefix=/ws",
                        "twsj.server.ssl.enabled=false",
                        "twsj.server.ssl.bundle=web",
                        "twsj.server.ssl.client-auth=want",
                        "twsj.server.ssl.sni.a.example=a",
                        "twsj.server.ssl.sni[*.b.example]=b",
                        "twsj.server.allowed-origins=https://a.example,https://b.example",
                        "twsj.server.allowed-hosts=a.example,*.b.example:8443",
                        "twsj.server.trusted-proxies=10.0.0.0/8,::1",
                        "twsj.server.proxy-protocol=true",
                        "twsj.server.handshake.timeout=1s",
                        "twsj.server.handshake.max-header-size=2KB",
                        "twsj.server.handshake.max-headers=3",
                        "twsj.server.handshake.max-unfinished=19",
                        "twsj.server.message.max-size=4KB",
                        "twsj.server.message.max-fragments=5",
                        "twsj.server.keepalive.ping-interval=0s",
                        "twsj.server.keepalive.pong-timeout=6s",
                        "twsj.server.keepalive.idle-timeout=20s",
                        "twsj.server.keepalive.max-age=21h",
                        "twsj.server.outbound.max-queued-bytes=7KB",
                        "twsj.server.outbound.max-queued-messages=28",
                        "twsj.server.outbound.overflow=latest-per-key",
                        "twsj.server.outbound.write-timeout=8s",
                        "twsj.server.inbound.max-pending-messages=9",
                        "twsj.server.limits.max-connections=10",
                        "twsj.server.limits.max-connections-per-address=22",
                        "twsj.server.limits.max-connections-per-user=23",
                        "twsj.server.limits.handshakes-per-second-per-address=24",
                        "twsj.server.limits.messages-per-second=25",
                        "twsj.server.limits.bytes-per-second=26KB",
                        "twsj.server.limits.on-violation=pause",
                        "twsj.server.shutdown.grace-period=11s",
                        "twsj.server.shutdown.spread=27s",
                        "twsj.server.shutdown.close-code=1012",
                        "twsj.server.executor.type=platform",
                        "twsj.server.auth.realm=here",
                        "twsj.server.auth.basic.users.ann=one",
                        "twsj.server.auth.digest.users[bob@example.org]=two",
                        "twsj.server.auth.digest.nonce-secret=secret",
                        "twsj.server.auth.first-message.enabled=true",
                        "twsj.server.auth.first-message.timeout=19s",
                        "twsj.server.auth.bearer.tokens.eve=three",
                        "twsj.server.auth.bearer.cookie=session",
                        "twsj.server.auth.bearer.query-parameter=token",
                        "twsj.server.auth.spring-security.enabled=false",
                        "twsj.server.extensions.permessage-deflate.enabled=true",
                        "twsj.server.extensions.permessage-deflate.min-size=12B",
                        "twsj.server.extensions.permessage-deflate.level=1",
                        "twsj.server.extensions.permessage-deflate.server-max-window-bits=13",
                        "twsj.server.extensions.permessage-deflate.server-no-context-takeover=false",
                        "twsj.server.extensions.permessage-deflate.client-no-context-takeover=false",
                        "twsj.server.extensions.permessage-deflate.max-ratio=14",
                        "twsj.server.extensions.permessage-deflate.memory-budget=15MB",
                        "twsj.server.extensions.deflate-frame.enabled=true",
                        "twsj.server.extensions.mux.enabled=true",
                        "twsj.server.extensions.mux.max-channels=16",
                        "twsj.server.extensions.mux.max-channel-size=17KB",
                        "twsj.server.extensions.mux.max-connection-size=18MB")
                .run(context -> assertThat(context.getBean(TwsjServerProperties.class))
                        .isEqualTo(new TwsjServerProperties(
                                0,
                                "127.0.0.1",
                                "/ws",
                                new SslProperties(
                                        false, "web", ClientAuth.WANT, Map.of("a.example", "a", "*.b.example", "b")),
                                List.of("https://a.example", "https://b.example"),
                                List.of("a.example", "*.b.example:8443"),
                                List.of("10.0.0.0/8", "::1"),
                                true,
                                new TwsjServerProperties.Handshake(
                                        Duration.ofSeconds(1), DataSize.ofKilobytes(2), 3, 19),
                                new TwsjServerProperties.Message(DataSize.ofKilobytes(4), 5, null),
                                new TwsjServerProperties.Keepalive(
                                        Duration.ZERO,
                                        Duration.ofSeconds(6),
                                        Duration.ofSeconds(20),
                                        Duration.ofHours(21)),
                                new TwsjServerProperties.Outbound(
                                        DataSize.ofKilobytes(7), 28, Overflow.LATEST_PER_KEY, Duration.ofSeconds(8)),
                                new TwsjServerProperties.Inbound(9),
                                new TwsjServerProperties.Limits(
                                        10, 22, 23, 24, 25, DataSize.ofKilobytes(26), RateViolation.PAUSE),
                                new TwsjServerProperties.Shutdown(Duration.ofSeconds(11), Duration.ofSeconds(27), 1012),
                                new TwsjServerProperties.Executor(TwsjServerProperties.ExecutorType.PLATFORM),
                                new AuthProperties(
                                        "here",
                                        new AuthProperties.Basic(Map.of("ann", "one")),
                                        new AuthProperties.Digest(Map.of("bob@example.org", "two"), "secret"),
                                        new AuthProperties.Bearer(Map.of("eve", "three"), "session", "token"),
                                        new AuthProperties.FirstMessage(true, Duration.ofSeconds(19)),
                                        new AuthProperties.SpringSecurity(false)),
                                new ExtensionProperties(
                                        new ExtensionProperties.PermessageDeflate(
                                                true,
                                                DataSize.ofBytes(12),
                                                1,
                                                13,
                                                false,
                                                false,
                                                14,
                                                DataSize.ofMegabytes(15)),
                                        new ExtensionProperties.DeflateFrame(true),
                                        new ExtensionProperties.Mux(
                                                true, 16, DataSize.ofKilobytes(17), DataSize.ofMegabytes(18))))));
    }

    @ParameterizedTest
    @CsvSource({
        "port, 65536, between 0 and 65535",
        "port, -1, between 0 and 65535",
        "path-prefix, ws, start with a slash",
        "path-prefix, /ws/, not end with one",
        "ssl.enabled, true, Set twsj.server.ssl.bundle",
        "ssl.enabled, perhaps, failed to convert",
        "ssl.client-auth, need, Set twsj.server.ssl.bundle",
        "ssl.client-auth, maybe, failed to convert",
        "ssl.bundle, web, There is no such bundle",
        "allowed-hosts, https://a.example, is no host",
        "trusted-proxies, a.example, is no range of addresses",
        "proxy-protocol, v2, failed to convert",
        "handshake.timeout, 0s, positive",
        "auth.first-message.timeout, 0s, positive",
        "handshake.max-header-size, 0, positive",
        "handshake.max-headers, 0, positive",
        "message.max-size, 2GB, less than 2GB",
        "message.max-size, -1, positive",
        "message.max-fragments, 0, positive",
        "keepalive.ping-interval, -1s, not be negative",
        "keepalive.pong-timeout, 0s, positive",
        "outbound.max-queued-bytes, 0, positive",
        "outbound.max-queued-messages, -1, not be negative",
        "outbound.write-timeout, 0s, positive",
        "inbound.max-pending-messages, 0, positive",
        "keepalive.idle-timeout, -1s, not be negative",
        "keepalive.max-age, -1s, not be negative",
        "handshake.max-unfinished, 0, positive",
        "limits.max-connections, -1, not be negative",
        "limits.max-connections-per-address, -1, not be negative",
        "limits.max-connections-per-user, -1, not be negative",
        "limits.handshakes-per-second-per-address, -1, not be negative",
        "limits.messages-per-second, -1, not be negative",
        "limits.bytes-per-second, 2GB, less than 2GB",
        "limits.on-violation, shout, failed to convert",
        "shutdown.grace-period, -1s, not be negative",
        "shutdown.spread, -1s, not be negative",
        "shutdown.close-code, 1006, must be 1000-1003",
        "outbound.overflow, explode, failed to convert",
        "executor.type, green, failed to convert"
    })
    void aValueThatCannotWorkStopsTheStartWithTheNameOfItsProperty(String name, String value, String reason) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        TwsjServerAutoConfiguration.class,
                        TwsjHandlerAutoConfiguration.class,
                        TwsjExecutorAutoConfiguration.class,
                        TwsjTlsAutoConfiguration.class,
                        SslAutoConfiguration.class))
                .withPropertyValues("twsj.server." + name + "=" + value)
                .run(context -> assertThat(
                                FailureAnalyses.of(context.getStartupFailure()).getDescription())
                        .contains("twsj.server." + name)
                        .contains(reason));
    }

    @Test
    void whatIsPrintedShowsNamesButNoSecret() {
        runner.withPropertyValues(
                        "twsj.server.auth.basic.users.ann=xyzzy1",
                        "twsj.server.auth.digest.users.bob=xyzzy2",
                        "twsj.server.auth.digest.nonce-secret=xyzzy4",
                        "twsj.server.auth.bearer.tokens.eve=xyzzy3")
                .run(context -> assertThat(
                                context.getBean(TwsjServerProperties.class).toString())
                        .contains("Basic[users=[ann]]", "Digest[users=[bob]]", "Bearer[tokens=[eve]")
                        .doesNotContain("xyzzy"));
    }

    @Test
    void everyPropertyHasMetadataWithADescription() throws IOException {
        JsonNode metadata = metadata();

        assertThat(metadata.get("properties"))
                .extracting(property -> property.get("name").stringValue())
                .containsExactlyInAnyOrder(
                        "twsj.handlers",
                        "twsj.listeners",
                        "twsj.server.enabled",
                        "twsj.server.port",
                        "twsj.server.address",
                        "twsj.server.path-prefix",
                        "twsj.server.ssl.enabled",
                        "twsj.server.ssl.bundle",
                        "twsj.server.ssl.client-auth",
                        "twsj.server.ssl.sni",
                        "twsj.server.allowed-origins",
                        "twsj.server.allowed-hosts",
                        "twsj.server.trusted-proxies",
                        "twsj.server.proxy-protocol",
                        "twsj.server.handshake.timeout",
                        "twsj.server.handshake.max-header-size",
                        "twsj.server.handshake.max-headers",
                        "twsj.server.handshake.max-unfinished",
                        "twsj.server.message.max-size",
                        "twsj.server.message.on-invalid",
                        "twsj.server.message.max-fragments",
                        "twsj.server.keepalive.ping-interval",
                        "twsj.server.keepalive.pong-timeout",
                        "twsj.server.keepalive.idle-timeout",
                        "twsj.server.keepalive.max-age",
                        "twsj.server.outbound.max-queued-bytes",
                        "twsj.server.outbound.max-queued-messages",
                        "twsj.server.outbound.overflow",
                        "twsj.server.outbound.write-timeout",
                        "twsj.server.inbound.max-pending-messages",
                        "twsj.server.extensions.permessage-deflate.enabled",
                        "twsj.server.extensions.permessage-deflate.min-size",
                        "twsj.server.extensions.permessage-deflate.level",
                        "twsj.server.extensions.permessage-deflate.server-max-window-bits",
                        "twsj.server.extensions.permessage-deflate.server-no-context-takeover",
                        "twsj.server.extensions.permessage-deflate.client-no-context-takeover",
                        "twsj.server.extensions.permessage-deflate.max-ratio",
                        "twsj.server.extensions.permessage-deflate.memory-budget",
                        "twsj.server.extensions.deflate-frame.enabled",
                        "twsj.server.extensions.mux.enabled",
                        "twsj.server.extensions.mux.max-channels",
                        "twsj.server.extensions.mux.max-channel-size",
                        "twsj.server.extensions.mux.max-connection-size",
                        "twsj.server.auth.realm",
                        "twsj.server.auth.basic.users",
                        "twsj.server.auth.digest.users",
                        "twsj.server.auth.digest.nonce-secret",
                        "twsj.server.auth.first-message.enabled",
                        "twsj.server.auth.first-message.timeout",
                        "twsj.server.auth.bearer.tokens",
                        "twsj.server.auth.bearer.cookie",
                        "twsj.server.auth.bearer.query-parameter",
                        "twsj.server.auth.spring-security.enabled",
                        "twsj.server.security.default",
                        "twsj.server.security.on-denial",
                        "twsj.server.limits.max-connections",
                        "twsj.server.limits.max-connections-per-address",
                        "twsj.server.limits.max-connections-per-user",
                        "twsj.server.limits.handshakes-per-second-per-address",
                        "twsj.server.limits.messages-per-second",
                        "twsj.server.limits.bytes-per-second",
                        "twsj.server.limits.on-violation",
                        "twsj.server.shutdown.grace-period",
                        "twsj.server.shutdown.spread",
                        "twsj.server.shutdown.close-code",
                        "twsj.server.executor.type");
        assertThat(metadata.get("properties"))
                .allSatisfy(property ->
                        assertThat(property.path("description").stringValue("")).endsWith("."));
    }

    @Test
    void theDefaultsAreInTheMetadata() throws IOException {
        assertThat(metadata().get("properties"))
                .filteredOn(property -> property.has("defaultValue"))
                .extracting(property -> property.get("name").stringValue() + "="
                        + property.get("defaultValue").asString())
                .contains(
                        "twsj.server.port=8000",
                        "twsj.server.message.max-size=1MB",
                        "twsj.server.outbound.overflow=close",
                        "twsj.server.ssl.client-auth=none",
                        "twsj.server.keepalive.ping-interval=20s");
    }

    /** The names of two tables' rows may be short for those of the row before: "….permessage-deflate.level". */
    @Test
    void everyPropertyStandsInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));

        assertThat(metadata().get("properties")).allSatisfy(property -> {
            String name = property.get("name").stringValue();
            String shortName = name.replaceFirst("^twsj\\.server\\.extensions\\.", "….");
            assertThat(readme).containsAnyOf("| `" + name + "`", "| `" + name + ".*`", "| `" + shortName + "`");
        });
    }

    private static JsonNode metadata() throws IOException {
        try (InputStream json =
                TwsjServerProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            return JsonMapper.shared().readTree(json);
        }
    }
}
