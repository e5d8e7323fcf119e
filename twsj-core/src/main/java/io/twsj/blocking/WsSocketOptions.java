package io.twsj.blocking;

import io.twsj.ConnectionOptions;
import io.twsj.TlsOptions;
import io.twsj.extension.Extension;
import io.twsj.handshake.AllowedHosts;
import io.twsj.handshake.ClientHandshakeOptions;
import io.twsj.handshake.HandshakeOptions;
import io.twsj.handshake.OriginPolicy;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.http.Headers;
import io.twsj.http.HttpLimits;
import io.twsj.http.TrustedProxies;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a blocking socket makes its opening handshake, and what it may do after. Immutable; every value has a safe
 * default, stated at its setter.
 */
public final class WsSocketOptions {

    /** The defaults. */
    public static final WsSocketOptions DEFAULT = builder().build();

    private final Builder values;

    private WsSocketOptions(Builder values) {
        this.values = values;
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts with these values. */
    public Builder toBuilder() {
        return new Builder(values);
    }

    ConnectionOptions connection() {
        return values.connection;
    }

    ClientHandshakeOptions clientHandshake() {
        return new ClientHandshakeOptions(values.headers, values.subprotocols, values.extensions);
    }

    HandshakeOptions serverHandshake() {
        return new HandshakeOptions(values.subprotocols, values.origins, values.extensions);
    }

    boolean servesPath(String path) {
        return values.paths.isEmpty() || values.paths.contains(path);
    }

    AllowedHosts hosts() {
        return values.hosts;
    }

    TrustedProxies proxies() {
        return values.proxies;
    }

    boolean proxyProtocol() {
        return values.proxyProtocol;
    }

    /** Null if everybody may connect. */
    @Nullable
    Authenticator authenticator() {
        return values.authenticator;
    }

    HttpLimits httpLimits() {
        return values.httpLimits;
    }

    Duration connectTimeout() {
        return values.connectTimeout;
    }

    Duration handshakeTimeout() {
        return values.handshakeTimeout;
    }

    /** Null if none were given. */
    @Nullable
    TlsOptions tls() {
        return values.tls;
    }

    boolean autoReply() {
        return values.autoReply;
    }

    boolean unchecked() {
        return values.unchecked;
    }

    @Nullable
    URI uri() {
        return values.uri;
    }

    ByteBuffer alreadyRead() {
        return ByteBuffer.wrap(values.alreadyRead.clone());
    }

    int backlog() {
        return values.backlog;
    }

    /** Collects the options. One caller at a time. */
    public static final class Builder {

        private ConnectionOptions connection = ConnectionOptions.DEFAULT;
        private Headers headers = Headers.EMPTY;
        private List<String> subprotocols = List.of();
        private List<Extension> extensions = List.of();
        private OriginPolicy origins = OriginPolicy.sameOrigin();
        private Set<String> paths = Set.of();
        private AllowedHosts hosts = AllowedHosts.ANY;
        private TrustedProxies proxies = TrustedProxies.NONE;
        private boolean proxyProtocol;
        private @Nullable Authenticator authenticator;
        private HttpLimits httpLimits = HttpLimits.DEFAULT;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration handshakeTimeout = Duration.ofSeconds(10);
        private @Nullable TlsOptions tls;
        private boolean autoReply = true;
        private boolean unchecked;
        private @Nullable URI uri;
        private byte[] alreadyRead = {};
        private int backlog = 128;

        private Builder() {}

        private Builder(Builder from) {
            connection = from.connection;
            headers = from.headers;
            subprotocols = from.subprotocols;
            extensions = from.extensions;
            origins = from.origins;
            paths = from.paths;
            hosts = from.hosts;
            proxies = from.proxies;
            proxyProtocol = from.proxyProtocol;
            authenticator = from.authenticator;
            httpLimits = from.httpLimits;
            connectTimeout = from.connectTimeout;
            handshakeTimeout = from.handshakeTimeout;
            tls = from.tls;
            autoReply = from.autoReply;
            unchecked = from.unchecked;
            uri = from.uri;
            alreadyRead = from.alreadyRead;
            backlog = from.backlog;
        }

        /**
         * Limits, times and hooks ({@link ConnectionOptions#DEFAULT}). {@code maxPendingMessages} counts data frames
         * that wait for a reader; beyond it, or beyond {@code maxMessageBytes} of payload, the network is not read. A
         * sender waits at {@code maxOutboundBytes}, whatever the policy for overflow.
         */
        public Builder connection(ConnectionOptions options) {
            connection = Objects.requireNonNull(options, "connection");
            return this;
        }

        /** Client: header lines of one's own, such as {@code Origin} or {@code Cookie} (none). */
        public Builder headers(Headers lines) {
            headers = Objects.requireNonNull(lines, "headers");
            return this;
        }

        /** What a client asks for, in order of preference; what a server knows (none). */
        public Builder subprotocols(String... names) {
            subprotocols = List.of(names);
            return this;
        }

        /** What a client offers, in order of preference; what a server accepts (none). */
        public Builder extensions(Extension... offered) {
            extensions = List.of(offered);
            return this;
        }

        /** Server: which web pages may connect ({@link OriginPolicy#sameOrigin()}). */
        public Builder origins(OriginPolicy policy) {
            origins = Objects.requireNonNull(policy, "origins");
            return this;
        }

        /** Server: the paths served, compared exactly; others are answered with 404 (all). */
        public Builder paths(String... served) {
            paths = Set.of(served);
            return this;
        }

        /**
         * Server: the names clients know it by (any); who asks for another one is refused with 421. See
         * {@link AllowedHosts#of}.
         *
         * @throws IllegalArgumentException if there is none, or one of them is no host
         */
        public Builder allowedHosts(Collection<String> names) {
            hosts = AllowedHosts.of(names);
            return this;
        }

        /**
         * Server: the proxies whose {@code Forwarded} or {@code X-Forwarded-*} headers are believed
         * ({@link TrustedProxies#NONE}). The client they tell is {@link WsSocket#remoteAddress()}, and the host they tell is
         * what {@link #allowedHosts} and the same origin are judged by.
         */
        public Builder trustedProxies(TrustedProxies trusted) {
            proxies = Objects.requireNonNull(trusted, "trustedProxies");
            return this;
        }

        /**
         * {@link WsServerSocket}: whether each connection begins with a header of HAProxy's PROXY protocol, version 1 or 2,
         * before TLS (no). The client it tells is {@link WsSocket#remoteAddress()}; who can reach the port can say in it
         * what they like, so only the proxy may.
         */
        public Builder proxyProtocol(boolean expected) {
            proxyProtocol = expected;
            return this;
        }

        /**
         * Server: who may connect (everybody). It is asked on a thread of its own, and has as long as the handshake has;
         * whom it found is {@link WsHandshake#principal()}. When that one expires is for the application to see.
         */
        public Builder authenticator(Authenticator asked) {
            authenticator = Objects.requireNonNull(asked, "authenticator");
            return this;
        }

        /** The most the peer's head may be ({@link HttpLimits#DEFAULT}). */
        public Builder httpLimits(HttpLimits limits) {
            httpLimits = Objects.requireNonNull(limits, "httpLimits");
            return this;
        }

        /** How long one address may take to answer (10 s). */
        public Builder connectTimeout(Duration timeout) {
            connectTimeout = positive("connectTimeout", timeout);
            return this;
        }

        /**
         * How TLS is spoken. {@code connect} uses it for {@code wss} ({@link TlsOptions#defaults()}); {@code bind} and
         * {@code over} speak TLS if it is given (none), the latter with the host of {@link #uri} if this is a client.
         */
        public Builder tls(TlsOptions options) {
            tls = Objects.requireNonNull(options, "tls");
            return this;
        }

        /** How long the opening handshake may take, that of TLS included, however slowly bytes drip (10 s). */
        public Builder handshakeTimeout(Duration timeout) {
            handshakeTimeout = positive("handshakeTimeout", timeout);
            return this;
        }

        /** Whether pings and Close frames are answered without the application's doing (yes). */
        public Builder autoReply(boolean automatic) {
            autoReply = automatic;
            return this;
        }

        /**
         * Whether frames are sent whatever the protocol says about them, and past the extensions (no). A tester's tool:
         * the peer will fail the connection.
         */
        public Builder unchecked(boolean anything) {
            unchecked = anything;
            return this;
        }

        /** {@code over} as a client: what the request asks for (the root of the remote address). */
        public Builder uri(URI asked) {
            uri = Objects.requireNonNull(asked, "uri");
            return this;
        }

        /** {@code over}: bytes of the peer that were read already, copied from position to limit (none). */
        public Builder alreadyRead(ByteBuffer bytes) {
            alreadyRead = new byte[bytes.remaining()];
            bytes.get(bytes.position(), alreadyRead);
            return this;
        }

        /** {@link WsServerSocket}: connections that may wait to be accepted after their handshake (128). */
        public Builder backlog(int connections) {
            if (connections <= 0) {
                throw new IllegalArgumentException("backlog is " + connections + "; it must be positive");
            }
            backlog = connections;
            return this;
        }

        /**
         * The options as collected so far.
         *
         * @throws IllegalArgumentException if a subprotocol is no token, an extension or subprotocol is listed twice,
         *     or a header line is one that the handshake itself writes
         */
        public WsSocketOptions build() {
            WsSocketOptions options = new WsSocketOptions(new Builder(this));
            options.clientHandshake();
            return options;
        }

        private static Duration positive(String option, Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException(option + " is " + value + "; it must be positive");
            }
            return value;
        }
    }
}
