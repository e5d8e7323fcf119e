package io.twsj;

import io.twsj.extension.Extension;
import io.twsj.handshake.HandshakeOptions;
import io.twsj.handshake.OriginPolicy;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.protocol.Hooks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a server does on a path: who listens, and on which terms. Immutable. */
public final class Route {

    private final PathPattern path;
    private final Endpoint endpoint;
    private final HandshakeOptions handshakeOptions;
    private final @Nullable Authenticator authenticator;
    private final List<HandshakeInterceptor> interceptors;
    private final Class<?> handler;
    private final Duration firstMessage;

    private Route(Builder builder) {
        path = builder.path;
        endpoint = new Endpoint(
                new Callbacks(builder.listener),
                builder.execution,
                builder.options,
                builder.encoder,
                builder.keepHandshake);
        handshakeOptions = new HandshakeOptions(builder.subprotocols, builder.origins, builder.extensions);
        authenticator = builder.authenticator;
        interceptors = List.copyOf(builder.interceptors);
        handler = builder.handler;
        firstMessage = builder.firstMessage;
    }

    private Route(
            PathPattern path,
            Endpoint endpoint,
            HandshakeOptions handshakeOptions,
            @Nullable Authenticator authenticator,
            List<HandshakeInterceptor> interceptors,
            Class<?> handler,
            Duration firstMessage) {
        this.path = path;
        this.endpoint = endpoint;
        this.handshakeOptions = handshakeOptions;
        this.authenticator = authenticator;
        this.interceptors = interceptors;
        this.handler = handler;
        this.firstMessage = firstMessage;
    }

    /** The same with further hooks, nearer to the network than its own. */
    Route behind(Hooks hooks) {
        return new Route(
                path, endpoint.behind(hooks), handshakeOptions, authenticator, interceptors, handler, firstMessage);
    }

    /** The same with an authenticator, unless it has one of its own. */
    Route guardedBy(@Nullable Authenticator other) {
        Authenticator asked = authenticator != null ? authenticator : other;
        Authenticator needed = asked == Authenticator.ANYONE ? null : asked;
        return new Route(path, endpoint, handshakeOptions, needed, interceptors, handler, firstMessage);
    }

    /** The same with further interceptors, asked before its own. */
    Route interceptedBy(List<HandshakeInterceptor> others) {
        List<HandshakeInterceptor> all =
                Stream.concat(others.stream(), interceptors.stream()).toList();
        return new Route(path, endpoint, handshakeOptions, authenticator, all, handler, firstMessage);
    }

    /**
     * Starts a route.
     *
     * @param path a pattern such as {@code /chat/{room}}; a variable stands for one segment, {@code {*rest}} at the end
     *     for any number of them, also none
     * @param listener serves all connections of the route
     * @throws IllegalArgumentException if the pattern is malformed
     */
    public static Builder of(String path, WebSocketListener listener) {
        return new Builder(PathPattern.parse(path), listener);
    }

    /** The path's pattern. */
    public String path() {
        return path.toString();
    }

    /** The class that serves it. */
    Class<?> handler() {
        return handler;
    }

    PathPattern pattern() {
        return path;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    HandshakeOptions handshakeOptions() {
        return handshakeOptions;
    }

    /** Who decides about peers; null if nobody asks who they are. */
    @Nullable
    Authenticator authenticator() {
        return authenticator;
    }

    /** Who sees its handshakes before they are accepted, in order. */
    List<HandshakeInterceptor> interceptors() {
        return interceptors;
    }

    /** How long a peer without credentials may take to show them in a message; zero if it may not. */
    Duration firstMessage() {
        return firstMessage;
    }

    /** Whether nobody has to be asked before a peer is let in. */
    boolean admitsAnybody() {
        return authenticator == null && interceptors.isEmpty();
    }

    /** Collects the terms of a route. One caller at a time. */
    public static final class Builder {

        private final PathPattern path;
        private final WebSocketListener listener;
        private Execution execution = Execution.WORKER;
        private ConnectionOptions options = ConnectionOptions.DEFAULT;
        private List<String> subprotocols = List.of();
        private List<Extension> extensions = List.of();
        private OriginPolicy origins = OriginPolicy.sameOrigin();
        private @Nullable Authenticator authenticator;
        private final List<HandshakeInterceptor> interceptors = new ArrayList<>();
        private MessageEncoder encoder = MessageEncoder.PLAIN;
        private boolean keepHandshake;
        private Class<?> handler;
        private Duration firstMessage = Duration.ZERO;

        private Builder(PathPattern path, WebSocketListener listener) {
            this.path = path;
            this.listener = Objects.requireNonNull(listener, "listener");
            this.handler = listener.getClass();
        }

        /** Where the listener runs ({@link Execution#WORKER}). */
        public Builder execution(Execution execution) {
            this.execution = Objects.requireNonNull(execution, "execution");
            return this;
        }

        /** Limits and times of the route's connections ({@link ConnectionOptions#DEFAULT}). */
        public Builder options(ConnectionOptions options) {
            this.options = Objects.requireNonNull(options, "options");
            return this;
        }

        /** Subprotocols this route speaks (none); the first of the client's list that is among them is agreed. */
        public Builder subprotocols(List<String> subprotocols) {
            this.subprotocols = List.copyOf(subprotocols);
            return this;
        }

        /** Extensions this route agrees to when offered (none). */
        public Builder extensions(List<Extension> extensions) {
            this.extensions = List.copyOf(extensions);
            return this;
        }

        /** Which web pages may connect ({@link OriginPolicy#sameOrigin()}). */
        public Builder origins(OriginPolicy origins) {
            this.origins = Objects.requireNonNull(origins, "origins");
            return this;
        }

        /**
         * Who may connect (the server's, or everybody). {@link Authenticator#ANYONE} opens the path on a server that has
         * an authenticator.
         */
        public Builder authenticator(Authenticator authenticator) {
            this.authenticator = Objects.requireNonNull(authenticator, "authenticator");
            return this;
        }

        /**
         * How long a peer that shows no credentials in its opening handshake may take to show a bearer token in its first
         * message, {@code {"type":"auth","token":"…"}} (zero: it may not, and is refused as usual). For clients that can
         * neither set a header nor offer a subprotocol.
         *
         * <p>The route's authenticator is asked about the handshake's request with that token in {@code Authorization}.
         * Until it has granted that, the listener hears nothing of the connection, {@link WebSocketConnections} does not
         * have it, and it takes a place among the server's connections; interceptors see nobody in particular. A peer that
         * takes longer, sends anything else, is not granted, or has too many connections
         * ({@link WebSocketServer.Builder#maxConnectionsPerUser}) is failed with 1008; one whose message has more than 16 KiB
         * with 1009.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder firstMessage(Duration timeout) {
            if (timeout.isNegative()) {
                throw new IllegalArgumentException("firstMessage is " + timeout + "; it must not be negative");
            }
            this.firstMessage = timeout;
            return this;
        }

        /** Sees handshakes before they are accepted (nobody); of several, one after the other, the server's first. */
        public Builder interceptor(HandshakeInterceptor interceptor) {
            interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
            return this;
        }

        /** What {@link WebSocketConnection#send(Object)} takes ({@link MessageEncoder#PLAIN}). */
        public Builder encoder(MessageEncoder encoder) {
            this.encoder = Objects.requireNonNull(encoder, "encoder");
            return this;
        }

        /** The class by which {@link WebSocketConnections#handler} finds the connections (the listener's). */
        public Builder handler(Class<?> type) {
            this.handler = Objects.requireNonNull(type, "handler");
            return this;
        }

        /** Whether {@link WebSocketConnection#handshake()} works after {@code onOpen} (no: it costs memory). */
        public Builder keepHandshake(boolean keep) {
            this.keepHandshake = keep;
            return this;
        }

        /** The route as collected so far. */
        public Route build() {
            return new Route(this);
        }
    }
}
