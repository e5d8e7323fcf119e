package io.twsj;

import io.twsj.close.CloseReason;
import io.twsj.handshake.AllowedHosts;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.http.HttpLimits;
import io.twsj.http.HttpResponder;
import io.twsj.http.TrustedProxies;
import io.twsj.protocol.Hooks;
import io.twsj.transport.Ticker;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket server on its own sockets.
 *
 * <pre>{@code
 * WebSocketServer server = WebSocketServer.builder()
 *         .port(8000)
 *         .route("/echo", new WebSocketListener() {
 *             public void onMessage(WebSocketConnection connection, Message message) {
 *                 connection.send(message);
 *             }
 *         })
 *         .build()
 *         .start();
 * }</pre>
 *
 * <p>Starts once, stops once. Thread-safe.
 */
public final class WebSocketServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.twsj");

    private enum State {
        NEW,
        RUNNING,
        STOPPING,
        STOPPED
    }

    private final ServerSettings settings;
    private final Routes routes;
    private final WebSocketConnections connections;
    private final ServerCounts counts = new ServerCounts();
    private final ServerReports reports;
    private State state = State.NEW;
    private @Nullable RunningServer running;
    private @Nullable ShutdownHook shutdownHook;

    private WebSocketServer(ServerSettings settings) {
        this.settings = settings;
        this.routes = new Routes(settings.completedRoutes());
        this.connections = settings.connections == null ? new WebSocketConnections() : settings.connections;
        this.reports = new ServerReports(counts, settings.observers, settings.ticker);
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Opens the port and serves.
     *
     * @return this server
     * @throws BindException if the address is in use or not this machine's
     * @throws IOException if the port cannot be opened for another reason
     * @throws IllegalStateException if it was started before
     */
    public synchronized WebSocketServer start() throws IOException {
        if (state != State.NEW) {
            throw new IllegalStateException("a server starts once; this one is " + state);
        }
        Workers workers = settings.executor == null ? Workers.create() : Workers.of(settings.executor);
        running = RunningServer.start(
                settings,
                new ServerContext(
                        settings,
                        routes,
                        connections,
                        settings.logEvents ? workers.loggingEvents() : workers,
                        counts,
                        reports));
        state = State.RUNNING;
        if (settings.stopOnShutdown) {
            shutdownHook = ShutdownHook.of(this::stop);
        }
        log(listening());
        reports.tell(observer -> observer.onStarted(this));
        return this;
    }

    private String listening() {
        if (isInMemory()) {
            return "serving clients in memory";
        }
        return "listening on "
                + running().entrances().stream().map(Entrance::uri).collect(Collectors.joining(", "));
    }

    private void log(String event) {
        if (settings.logEvents) {
            EventLog.server(event);
        } else {
            LOG.log(System.Logger.Level.DEBUG, event);
        }
    }

    /**
     * The port it listens on.
     *
     * @throws IllegalStateException as {@link #address}
     */
    public int port() {
        return address().getPort();
    }

    /**
     * The address it listens on, the first one if there are several.
     *
     * @throws IllegalStateException if it does not run, or listens on no port
     */
    public InetSocketAddress address() {
        return addresses().stream()
                .filter(InetSocketAddress.class::isInstance)
                .map(InetSocketAddress.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "the server listens on no port" + (isInMemory() ? ": it serves clients in memory" : "")));
    }

    /**
     * All addresses it listens on: the builder's own, then those of {@link Builder#listen} in their order.
     *
     * @throws IllegalStateException if it does not run
     */
    public List<SocketAddress> addresses() {
        return running().entrances().stream().map(Entrance::address).toList();
    }

    /**
     * The same with their names and whether they speak TLS.
     *
     * @throws IllegalStateException if it does not run
     */
    public List<ListeningSocket> listeningSockets() {
        return running().entrances().stream().map(Entrance::socket).toList();
    }

    private synchronized RunningServer running() {
        RunningServer present = running;
        if (present == null) {
            throw new IllegalStateException("the server is " + state + "; this needs one that runs");
        }
        return present;
    }

    /**
     * Has new connections speak TLS on these terms, for example with a renewed certificate; where it listens on several
     * addresses, on the first one that speaks TLS. Those that are open stay as they are.
     *
     * @throws IllegalArgumentException if the options have no certificate
     * @throws IllegalStateException if the server does not run, or was built without TLS
     */
    public void replaceTls(TlsOptions options) {
        options.forServer();
        running().entrances().stream()
                .filter(Entrance::usesTls)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the server runs without TLS, which cannot be changed"))
                .replaceTls(options);
    }

    /**
     * The same for the listener of this {@linkplain ListenOptions.Builder#name name}.
     *
     * @throws IllegalArgumentException if there is none, or the options have no certificate
     * @throws IllegalStateException if the server does not run, or that listener was built without TLS
     */
    public void replaceTls(String listener, TlsOptions options) {
        options.forServer();
        running().entrances().stream()
                .filter(entrance -> entrance.name().equals(listener))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no listener is named \"" + listener + "\""))
                .replaceTls(options);
    }

    /** Tells whether the connections of {@link Builder#port} speak TLS: {@code wss}, not {@code ws}. */
    public boolean usesTls() {
        return settings.tls != null;
    }

    /** Tells whether it serves clients {@linkplain Builder#memory in memory} only, and so has no address. */
    public boolean isInMemory() {
        return settings.memory != null;
    }

    /** Tells whether it serves. */
    public synchronized boolean isRunning() {
        return state == State.RUNNING;
    }

    /** The number of open WebSocket connections. */
    public synchronized int openConnections() {
        return running == null ? 0 : running.openConnections();
    }

    /** What it has counted so far, also after its end. */
    public ServerStatistics statistics() {
        return counts.snapshot(openConnections());
    }

    /** The open connections, and how to send to many of them. */
    public WebSocketConnections connections() {
        return connections;
    }

    /** Stops within the time of {@link Builder#shutdownGrace}. */
    public void stop() {
        stop(settings.shutdownGrace);
    }

    /** Stops as {@link #stop()} does. */
    @Override
    public void close() {
        stop();
    }

    /**
     * Stops: accepts no connection, refuses handshakes with 503, has listeners handle what has arrived, closes all
     * connections with 1001, and drops those that are left after the grace period. Half of it is for what has
     * arrived; a peer that goes on sending is then no longer listened to. Returns when everything has ended;
     * does nothing if it does not run. While it stops, a second call with a shorter time makes it end sooner.
     */
    public void stop(Duration grace) {
        RunningServer ending;
        State before;
        synchronized (this) {
            ending = running;
            before = state;
            state = before == State.RUNNING ? State.STOPPING : before;
        }
        if (ending == null) {
            return;
        }
        if (before == State.STOPPING) {
            ending.hurry(grace);
            return;
        }
        reports.tell(observer -> observer.onStopping(this));
        ending.stop(grace);
        synchronized (this) {
            running = null;
            state = State.STOPPED;
            if (shutdownHook != null) {
                shutdownHook.cancel();
            }
        }
        log("stopped");
        reports.tell(observer -> observer.onStopped(this));
    }

    /** Collects what a server is to be. One caller at a time. */
    public static final class Builder {

        private final ServerSettings settings = new ServerSettings();

        private Builder() {}

        /** The port (8000); 0 has the system choose one, -1 is for a server that has only those of {@link #listen}. */
        public Builder port(int port) {
            if (port < ServerSettings.NO_PORT || port > 65535) {
                throw new IllegalArgumentException("port " + port + " is not between 0 and 65535, nor -1 for none");
            }
            settings.port = port;
            return this;
        }

        /** The address to listen on, a name or a literal (all addresses). */
        public Builder address(String address) {
            settings.address = Objects.requireNonNull(address, "address");
            return this;
        }

        /**
         * Listens there too, beside {@link #port}: for example with TLS on one port and without on another one. All are
         * opened or, where one of them cannot be, none.
         */
        public Builder listen(ListenOptions options) {
            settings.furtherListeners.add(Objects.requireNonNull(options, "options"));
            return this;
        }

        /** Connections that may wait to be accepted (1,024). */
        public Builder backlog(int connections) {
            settings.backlog = positive("backlog", connections);
            return this;
        }

        /** Event loops, each a thread (one a core). */
        public Builder loops(int count) {
            settings.loops = positive("loops", count);
            return this;
        }

        /** A path and what happens there. */
        public Builder route(Route route) {
            settings.routes.add(route);
            return this;
        }

        /** A route on the default terms; see {@link Route#of}. */
        public Builder route(String path, WebSocketListener listener) {
            return route(Route.of(path, listener).build());
        }

        /** Answers requests that are no upgrade, on a worker; of several, the first that answers (none: 426 or 404). */
        public Builder responder(HttpResponder responder) {
            settings.responders.add(Objects.requireNonNull(responder, "responder"));
            return this;
        }

        /** Where {@link Execution#WORKER} listeners and responders run (virtual threads, or a pool of the server's). */
        public Builder executor(Executor executor) {
            settings.executor = Objects.requireNonNull(executor, "executor");
            return this;
        }

        /**
         * Has all connections speak TLS, {@code wss} (none, {@code ws}).
         *
         * @throws IllegalArgumentException if the options have no certificate
         */
        public Builder tls(TlsOptions options) {
            settings.tls = options.forServer();
            return this;
        }

        /** From accepting a connection to the end of its opening handshake, however slowly bytes drip (10 s). */
        public Builder handshakeTimeout(Duration timeout) {
            if (timeout.isZero() || timeout.isNegative()) {
                throw new IllegalArgumentException("handshakeTimeout is " + timeout + "; it must be positive");
            }
            settings.handshakeTimeout = timeout;
            return this;
        }

        /** The most a request's head may be ({@link HttpLimits#DEFAULT}). */
        public Builder httpLimits(HttpLimits limits) {
            settings.httpLimits = Objects.requireNonNull(limits, "httpLimits");
            return this;
        }

        /** How long {@link #stop()} waits for connections to close (10 s). */
        public Builder shutdownGrace(Duration grace) {
            if (grace.isNegative()) {
                throw new IllegalArgumentException("shutdownGrace is " + grace + "; it must not be negative");
            }
            settings.shutdownGrace = grace;
            return this;
        }

        /**
         * Over which time a stop tells the connections to go, evenly, so that not all clients come back at once (zero: at
         * once); at most half of the grace period. Those that have not been told yet go on as before.
         */
        public Builder shutdownSpread(Duration spread) {
            if (spread.isNegative()) {
                throw new IllegalArgumentException("shutdownSpread is " + spread + "; it must not be negative");
            }
            settings.shutdownSpread = spread;
            return this;
        }

        /**
         * What a stop closes connections with (1001 without a reason).
         *
         * @throws IllegalArgumentException if the code must not be sent (RFC 6455 section 7.4)
         */
        public Builder shutdownReason(CloseReason reason) {
            if (!reason.maySend()) {
                throw new IllegalArgumentException("close code " + reason.code() + " must not be sent");
            }
            settings.shutdownReason = reason;
            return this;
        }

        /**
         * Open WebSocket connections beyond which handshakes are refused with 503 (0: as many as the descriptor limit
         * allows; above that, accepting pauses).
         */
        public Builder maxConnections(int connections) {
            settings.maxConnections = notNegative("maxConnections", connections);
            return this;
        }

        /**
         * Open WebSocket connections from one address beyond which handshakes are refused with 429 (0: any number). The
         * address is the one that {@link #trustedProxies} and the PROXY protocol tell; of IPv6 addresses the first 64 bits
         * count, since who has one of them has all.
         */
        public Builder maxConnectionsPerAddress(int connections) {
            settings.maxConnectionsPerAddress = notNegative("maxConnectionsPerAddress", connections);
            return this;
        }

        /**
         * Open WebSocket connections of one user, by the name of the principal, beyond which handshakes are refused with
         * 429 (0: any number). A connection counts for whom it was opened by. Peers without a principal are not counted.
         */
        public Builder maxConnectionsPerUser(int connections) {
            settings.maxConnectionsPerUser = notNegative("maxConnectionsPerUser", connections);
            return this;
        }

        /**
         * Opening handshakes that one address may begin in a second, on average and at once, before they are refused with
         * 429 (0: any number). An answer to a challenge is a handshake of its own. Addresses are told apart as in
         * {@link #maxConnectionsPerAddress}; the 65,536 seen last are remembered.
         */
        public Builder maxHandshakesPerSecond(int handshakes) {
            settings.maxHandshakesPerSecond = notNegative("maxHandshakesPerSecond", handshakes);
            return this;
        }

        /**
         * Connections whose opening handshake is not finished (1,024), spread evenly over the loops; one more makes the
         * oldest go. They take no place among the open ones.
         */
        public Builder maxUnfinishedHandshakes(int handshakes) {
            settings.maxUnfinishedHandshakes = positive("maxUnfinishedHandshakes", handshakes);
            return this;
        }

        /**
         * The names clients know this server by (any); who asks for another one is refused with 421, also with a plain
         * request. Keeps away pages whose own name was made to point here. See {@link AllowedHosts#of}.
         *
         * @throws IllegalArgumentException if there is none, or one of them is no host
         */
        public Builder allowedHosts(Collection<String> hosts) {
            settings.hosts = AllowedHosts.of(hosts);
            return this;
        }

        /**
         * The proxies whose {@code Forwarded} or {@code X-Forwarded-*} headers are believed
         * ({@link TrustedProxies#NONE}). The client they tell is {@link WebSocketConnection#remoteAddress()}, and the host
         * they tell is what {@link #allowedHosts} and the same origin are judged by.
         */
        public Builder trustedProxies(TrustedProxies proxies) {
            settings.proxies = Objects.requireNonNull(proxies, "trustedProxies");
            return this;
        }

        /**
         * Whether each connection begins with a header of HAProxy's PROXY protocol, version 1 or 2, before TLS (no). The
         * client it tells is {@link WebSocketConnection#remoteAddress()}. A connection without one ends at once; who can
         * reach the port can say in it what they like, so only the proxy may.
         */
        public Builder proxyProtocol(boolean expected) {
            settings.proxyProtocol = expected;
            return this;
        }

        /**
         * Functions that see and replace frames and messages on all routes (none), nearer to the network than theirs.
         */
        public Builder hooks(Hooks hooks) {
            settings.hooks = Objects.requireNonNull(hooks, "hooks");
            return this;
        }

        /** Who may connect on the routes that do not say it themselves (everybody). */
        public Builder authenticator(Authenticator authenticator) {
            settings.authenticator = Objects.requireNonNull(authenticator, "authenticator");
            return this;
        }

        /** Sees the handshakes of all routes before they are accepted (nobody); of several, one after the other. */
        public Builder interceptor(HandshakeInterceptor interceptor) {
            settings.interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
            return this;
        }

        /** Hears of the server's life, of its connections and of trouble (nobody); of several, one after the other. */
        public Builder observer(ServerObserver observer) {
            settings.observers.add(Objects.requireNonNull(observer, "observer"));
            return this;
        }

        /** Where its connections are found, together with those of other servers (some of its own). */
        public Builder connections(WebSocketConnections connections) {
            settings.connections = Objects.requireNonNull(connections, "connections");
            return this;
        }

        /** Whether {@link #stop()} runs when the JVM is told to end, such as by Ctrl-C (no). */
        public Builder stopOnShutdown(boolean stop) {
            settings.stopOnShutdown = stop;
            return this;
        }

        /**
         * Whether every event has a line in the log {@code io.twsj} (no): start, connections, failures and ends at
         * level INFO, messages, pings and pongs at level DEBUG. Costs a little on every message.
         */
        public Builder logEvents(boolean log) {
            settings.logEvents = log;
            return this;
        }

        /**
         * Has clients that ask for it send many logical connections over one TCP connection, by the protocol extension
         * {@code mux} (off). To listeners each is a connection like any other, and has a handshake of its own: origin and
         * path are judged as anywhere. Not on routes with the extension {@code deflate-frame}.
         */
        public Builder mux(MuxOptions options) {
            settings.mux = Objects.requireNonNull(options, "mux");
            return this;
        }

        /** Has clients in this JVM connect by this transport, and listens on no port (none: the network). */
        public Builder memory(MemoryTransport transport) {
            settings.memory = Objects.requireNonNull(transport, "memory");
            return this;
        }

        /**
         * The server, not started.
         *
         * @throws IllegalArgumentException if two routes match the same paths, two listeners have the same name, or there
         *     is no listener
         */
        public WebSocketServer build() {
            if (settings.listeners().isEmpty() && settings.memory == null) {
                throw new IllegalArgumentException("port is -1, and there is no other listener");
            }
            return new WebSocketServer(new ServerSettings(settings));
        }

        /** The clock, for tests (the JVM's). */
        Builder ticker(Ticker ticker) {
            settings.ticker = ticker;
            return this;
        }

        private static int notNegative(String option, int value) {
            if (value < 0) {
                throw new IllegalArgumentException(option + " is " + value + "; it must not be negative");
            }
            return value;
        }

        private static int positive(String option, int value) {
            if (value <= 0) {
                throw new IllegalArgumentException(option + " is " + value + "; it must be positive");
            }
            return value;
        }
    }
}
