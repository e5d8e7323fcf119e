package io.twsj;

import io.twsj.dial.ClientTls;
import io.twsj.dial.DialOptions;
import io.twsj.extension.Extension;
import io.twsj.handshake.ClientHandshakeOptions;
import io.twsj.handshake.auth.ClientAuthenticator;
import io.twsj.handshake.auth.ClientBasic;
import io.twsj.handshake.auth.ClientBearer;
import io.twsj.handshake.auth.ClientDigest;
import io.twsj.handshake.auth.Credentials;
import io.twsj.http.Headers;
import io.twsj.http.HttpSyntax;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** How a client connects, and on which terms the connection then works. Immutable; safe defaults, stated at each setter. */
public final class ConnectOptions {

    /** The defaults. */
    public static final ConnectOptions DEFAULT = builder().build();

    private final Builder values;
    private final DialOptions dialOptions;

    private ConnectOptions(Builder values) {
        this.values = values;
        this.dialOptions = new DialOptions(
                new ClientHandshakeOptions(values.allHeaders(), values.subprotocols, values.extensions),
                values.requireSubprotocol,
                values.connectTimeout,
                values.handshakeTimeout,
                values.maxRedirects,
                values.authenticator,
                values.proxy == null ? null : values.proxy.server(),
                new Trust(values.tls));
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts with these values. */
    public Builder toBuilder() {
        return new Builder(values);
    }

    DialOptions dialOptions() {
        return dialOptions;
    }

    /**
     * Whom connects trust, and who they are; equal for the same options of TLS, so that such connects can share a
     * connection.
     *
     * @param tls null for the defaults, which may have to be read: a worker asks for the engine
     */
    private record Trust(@Nullable TlsOptions tls) implements ClientTls {

        @Override
        public SSLEngine engine(String host, int port) {
            return (tls == null ? TlsOptions.defaults() : tls).clientEngine(host, port);
        }
    }

    Endpoint endpoint(WebSocketListener listener) {
        return new Endpoint(
                new Callbacks(listener), values.execution, values.options, values.encoder, values.keepHandshake);
    }

    /** Collects the options. One caller at a time. */
    public static final class Builder {

        private static final int USUAL_REDIRECTS = 10;

        private final List<String[]> headers = new ArrayList<>();
        private final List<String> cookies = new ArrayList<>();
        private List<String> subprotocols = List.of();
        private boolean requireSubprotocol;
        private List<Extension> extensions = List.of();
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration handshakeTimeout = Duration.ofSeconds(10);
        private int maxRedirects;
        private @Nullable ClientAuthenticator authenticator;
        private @Nullable Proxy proxy;
        private @Nullable TlsOptions tls;
        private Execution execution = Execution.WORKER;
        private ConnectionOptions options = ConnectionOptions.DEFAULT;
        private MessageEncoder encoder = MessageEncoder.PLAIN;
        private boolean keepHandshake;

        private Builder() {}

        private Builder(Builder from) {
            headers.addAll(from.headers);
            cookies.addAll(from.cookies);
            subprotocols = from.subprotocols;
            requireSubprotocol = from.requireSubprotocol;
            extensions = from.extensions;
            connectTimeout = from.connectTimeout;
            handshakeTimeout = from.handshakeTimeout;
            maxRedirects = from.maxRedirects;
            authenticator = from.authenticator;
            proxy = from.proxy;
            tls = from.tls;
            execution = from.execution;
            options = from.options;
            encoder = from.encoder;
            keepHandshake = from.keepHandshake;
        }

        // The request

        /**
         * Adds a header line to the request.
         *
         * @throws IllegalArgumentException if name or value could not stand in one line
         */
        public Builder header(String name, String value) {
            Headers.of(name, value);
            headers.add(new String[] {name, value});
            return this;
        }

        /**
         * Adds a cookie; all of them go in one header line (RFC 6265 section 4.2).
         *
         * @throws IllegalArgumentException if the name is no token, or the value has white space or one of {@code ",;\}
         */
        public Builder cookie(String name, String value) {
            if (!HttpSyntax.isToken(name)) {
                throw new IllegalArgumentException("cookie name that is no token");
            }
            if (!value.chars().allMatch(c -> c > ' ' && c < 0x7f && "\",;\\".indexOf(c) < 0)) {
                throw new IllegalArgumentException("value of cookie " + name + " with a character that it cannot have");
            }
            cookies.add(name + "=" + value);
            return this;
        }

        /** The origin to tell (none: only browsers have to, RFC 6455 section 4.1). */
        public Builder origin(String origin) {
            return header("Origin", origin);
        }

        /** Subprotocols to ask for, in order of preference (none). A server may agree to none of them. */
        public Builder subprotocols(List<String> names) {
            subprotocols = List.copyOf(names);
            return this;
        }

        /** Whether a server that agrees to none of the subprotocols is refused, as browsers do (no). */
        public Builder requireSubprotocol(boolean require) {
            requireSubprotocol = require;
            return this;
        }

        /** Extensions to offer, in order of preference (none). */
        public Builder extensions(List<Extension> offered) {
            extensions = List.copyOf(offered);
            return this;
        }

        // The way

        /** For resolving the name and TCP, all addresses together (5 s). */
        public Builder connectTimeout(Duration timeout) {
            connectTimeout = positive("connectTimeout", timeout);
            return this;
        }

        /** From the call of {@code connect} to the end of the opening handshake, redirects and repetitions included (10 s). */
        public Builder handshakeTimeout(Duration timeout) {
            handshakeTimeout = positive("handshakeTimeout", timeout);
            return this;
        }

        /**
         * Follows up to ten redirects (off). Never from {@code wss} to {@code ws}. {@code Authorization}, {@code Cookie},
         * {@link #credentials} and subprotocols that carry a token ({@code bearer.…}) are for the origin named in
         * {@code connect} only, where scheme, host and port count; other header lines go to every origin.
         */
        public Builder followRedirects(boolean follow) {
            return maxRedirects(follow ? USUAL_REDIRECTS : 0);
        }

        /** As {@link #followRedirects}, up to a number (0). */
        public Builder maxRedirects(int redirects) {
            if (redirects < 0) {
                throw new IllegalArgumentException("maxRedirects is " + redirects + "; it must not be negative");
            }
            maxRedirects = redirects;
            return this;
        }

        /**
         * Answers a 401 that asks for Digest, or else for Basic (none). Basic shows the password to everyone on the way,
         * so it is answered over {@code wss} and on this machine only; {@link #credentialsInClear} answers it over
         * {@code ws} too.
         *
         * @throws IllegalArgumentException if the user has a colon, or one of them a control character
         */
        public Builder credentials(String user, String password) {
            return credentials(new Credentials(user, password), false);
        }

        /** As {@link #credentials}, even over {@code ws} to another machine, where others may read the password. */
        public Builder credentialsInClear(String user, String password) {
            return credentials(new Credentials(user, password), true);
        }

        private Builder credentials(Credentials credentials, boolean inClear) {
            return authenticator(
                    ClientAuthenticator.firstOf(new ClientDigest(credentials), new ClientBasic(credentials, inClear)));
        }

        /**
         * Answers a 401 that asks for a bearer token (none). Who sees the token can use it, so it goes over {@code wss}
         * and to this machine only.
         *
         * @throws IllegalArgumentException if the token has characters that {@code Authorization} has no place for
         */
        public Builder bearer(String token) {
            return authenticator(new ClientBearer(token, false));
        }

        /** Answers a 401 in a way of one's own (none). */
        public Builder authenticator(ClientAuthenticator answers) {
            authenticator = Objects.requireNonNull(answers, "authenticator");
            return this;
        }

        /** The proxy to go through (none); Unix domain sockets need none. */
        public Builder proxy(Proxy server) {
            proxy = Objects.requireNonNull(server, "proxy");
            return this;
        }

        /**
         * How {@code wss} is spoken, whom it trusts and with which certificate of one's own ({@link TlsOptions#defaults()}:
         * whom the JDK trusts, and none). The server's certificate must be for the URI's host, unless these are
         * {@link TlsOptions.Builder#insecure()}.
         */
        public Builder tls(TlsOptions options) {
            tls = Objects.requireNonNull(options, "tls");
            return this;
        }

        // The connection

        /** Where the listener runs ({@link Execution#WORKER}). */
        public Builder execution(Execution where) {
            execution = Objects.requireNonNull(where, "execution");
            return this;
        }

        /** Limits and times of the connection, pings to a silent server among them ({@link ConnectionOptions#DEFAULT}). */
        public Builder options(ConnectionOptions terms) {
            options = Objects.requireNonNull(terms, "options");
            return this;
        }

        /** What {@link WebSocketConnection#send(Object)} takes ({@link MessageEncoder#PLAIN}). */
        public Builder encoder(MessageEncoder takes) {
            encoder = Objects.requireNonNull(takes, "encoder");
            return this;
        }

        /** Whether {@link WebSocketConnection#handshake()} works after {@code onOpen} (no: it costs memory). */
        public Builder keepHandshake(boolean keep) {
            keepHandshake = keep;
            return this;
        }

        /**
         * The options as collected so far.
         *
         * @throws IllegalArgumentException if a header line is one that the handshake itself writes, a subprotocol is no
         *     token or listed twice, or two extensions have one name
         */
        public ConnectOptions build() {
            return new ConnectOptions(new Builder(this));
        }

        private Headers allHeaders() {
            Headers.Builder all = Headers.builder();
            headers.forEach(line -> all.add(line[0], line[1]));
            if (!cookies.isEmpty()) {
                all.add("Cookie", String.join("; ", cookies));
            }
            return all.build();
        }

        private static Duration positive(String option, Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException(option + " is " + value + "; it must be positive");
            }
            return value;
        }
    }
}
