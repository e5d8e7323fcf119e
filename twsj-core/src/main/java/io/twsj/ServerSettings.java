package io.twsj;

import io.twsj.close.CloseReason;
import io.twsj.handshake.AllowedHosts;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.http.HttpLimits;
import io.twsj.http.HttpResponder;
import io.twsj.http.TrustedProxies;
import io.twsj.protocol.Hooks;
import io.twsj.transport.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a server is to be: the values that {@link WebSocketServer.Builder} collects, each explained there. Not written any
 * more once a server has its copy.
 */
final class ServerSettings {

    /** The port of a server that listens only where it is told to besides. */
    static final int NO_PORT = -1;

    String address = "0.0.0.0";
    int port = 8000;
    int backlog = 1024;
    int loops = Runtime.getRuntime().availableProcessors();
    final List<Route> routes = new ArrayList<>();
    final List<HttpResponder> responders = new ArrayList<>();

    @Nullable
    Executor executor;

    @Nullable
    TlsOptions tls;

    Duration handshakeTimeout = Duration.ofSeconds(10);
    HttpLimits httpLimits = HttpLimits.DEFAULT;
    Duration shutdownGrace = Duration.ofSeconds(10);
    Duration shutdownSpread = Duration.ZERO;
    CloseReason shutdownReason = CloseReason.GOING_AWAY;
    int maxConnections;
    int maxConnectionsPerAddress;
    int maxConnectionsPerUser;
    int maxHandshakesPerSecond;
    int maxUnfinishedHandshakes = 1024;
    AllowedHosts hosts = AllowedHosts.ANY;
    TrustedProxies proxies = TrustedProxies.NONE;
    boolean proxyProtocol;
    final List<ListenOptions> furtherListeners = new ArrayList<>();
    Hooks hooks = Hooks.NONE;

    @Nullable
    Authenticator authenticator;

    final List<HandshakeInterceptor> interceptors = new ArrayList<>();
    final List<ServerObserver> observers = new ArrayList<>();
    boolean stopOnShutdown;
    boolean logEvents;

    @Nullable
    MuxOptions mux;

    @Nullable
    MemoryTransport memory;

    @Nullable
    WebSocketConnections connections;

    Ticker ticker = Ticker.SYSTEM;

    /** The defaults. */
    ServerSettings() {}

    /** A copy. */
    ServerSettings(ServerSettings from) {
        address = from.address;
        port = from.port;
        backlog = from.backlog;
        loops = from.loops;
        routes.addAll(from.routes);
        responders.addAll(from.responders);
        executor = from.executor;
        tls = from.tls;
        handshakeTimeout = from.handshakeTimeout;
        httpLimits = from.httpLimits;
        shutdownGrace = from.shutdownGrace;
        shutdownSpread = from.shutdownSpread;
        shutdownReason = from.shutdownReason;
        maxConnections = from.maxConnections;
        maxConnectionsPerAddress = from.maxConnectionsPerAddress;
        maxConnectionsPerUser = from.maxConnectionsPerUser;
        maxHandshakesPerSecond = from.maxHandshakesPerSecond;
        maxUnfinishedHandshakes = from.maxUnfinishedHandshakes;
        hosts = from.hosts;
        proxies = from.proxies;
        proxyProtocol = from.proxyProtocol;
        furtherListeners.addAll(from.furtherListeners);
        hooks = from.hooks;
        authenticator = from.authenticator;
        interceptors.addAll(from.interceptors);
        observers.addAll(from.observers);
        stopOnShutdown = from.stopOnShutdown;
        logEvents = from.logEvents;
        mux = from.mux;
        memory = from.memory;
        connections = from.connections;
        ticker = from.ticker;
    }

    /**
     * All sockets to listen on, the builder's own first.
     *
     * @throws IllegalArgumentException if two have the same name
     */
    List<ListenOptions> listeners() {
        List<ListenOptions> all = new ArrayList<>();
        if (port != NO_PORT) {
            all.add(ownListener());
        }
        all.addAll(furtherListeners);
        Set<String> names = new HashSet<>();
        for (ListenOptions listener : all) {
            if (listener.isNamed() && !names.add(listener.name())) {
                throw new IllegalArgumentException("two listeners are named \"" + listener.name() + "\"");
            }
        }
        return all;
    }

    private ListenOptions ownListener() {
        ListenOptions.Builder own =
                ListenOptions.onPort(port).address(address).backlog(backlog).proxyProtocol(proxyProtocol);
        return (tls == null ? own : own.tls(tls)).build();
    }

    /** The routes, with what the server says for all of them. */
    List<Route> completedRoutes() {
        return routes.stream().map(this::completed).toList();
    }

    private Route completed(Route route) {
        Route guarded = route.guardedBy(authenticator).interceptedBy(interceptors);
        return hooks.equals(Hooks.NONE) ? guarded : guarded.behind(hooks);
    }
}
