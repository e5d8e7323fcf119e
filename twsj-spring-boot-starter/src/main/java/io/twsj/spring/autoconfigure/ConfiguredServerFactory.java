package io.twsj.spring.autoconfigure;

import io.twsj.HandshakeInterceptor;
import io.twsj.WebSocketConnections;
import io.twsj.WebSocketServer;
import io.twsj.close.CloseReason;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.http.HttpLimits;
import io.twsj.http.HttpResponder;
import io.twsj.http.TrustedProxies;
import io.twsj.spring.handler.InvalidHandlerException;
import io.twsj.spring.handler.WebSocketEndpoint;
import io.twsj.spring.handler.WebSocketHandlers;
import io.twsj.spring.server.TwsjServerCustomizer;
import io.twsj.spring.server.WebSocketServerFactory;
import io.twsj.spring.server.WorkerExecutor;
import java.util.List;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/** Makes the server of {@code twsj.server.*} and the application's handlers. */
final class ConfiguredServerFactory implements WebSocketServerFactory {

    private static final Log log = LogFactory.getLog(ConfiguredServerFactory.class);

    private final TwsjServerProperties properties;
    private final boolean explicitlyEnabled;
    private final WebSocketHandlers handlers;
    private final RouteFactory routes;
    private final ListenerFactory listeners;
    private final HandlerAccess access;
    private final WorkerExecutor workers;
    private final WebSocketConnections connections;
    private final List<HttpResponder> responders;
    private final List<HandshakeInterceptor> interceptors;
    private final List<TwsjServerCustomizer> customizers;

    ConfiguredServerFactory(
            TwsjServerProperties properties,
            boolean explicitlyEnabled,
            WebSocketHandlers handlers,
            RouteFactory routes,
            ListenerFactory listeners,
            HandlerAccess access,
            WorkerExecutor workers,
            WebSocketConnections connections,
            List<HttpResponder> responders,
            List<HandshakeInterceptor> interceptors,
            List<TwsjServerCustomizer> customizers) {
        PropertyRules.check(properties);
        this.properties = properties;
        this.explicitlyEnabled = explicitlyEnabled;
        this.handlers = handlers;
        this.routes = routes;
        this.listeners = listeners;
        this.access = access;
        this.workers = workers;
        this.connections = connections;
        this.responders = responders;
        this.interceptors = interceptors;
        this.customizers = customizers;
    }

    @Override
    public @Nullable WebSocketServer create() {
        List<WebSocketEndpoint> endpoints = handlers.endpoints();
        if (endpoints.isEmpty() && !explicitlyEnabled) {
            log.info(
                    "no bean is annotated @WebSocketHandler, so no port is opened (twsj.server.enabled=true opens it)");
            return null;
        }
        access.check(endpoints);
        routes.warnOfUnknown(endpoints);
        WebSocketServer.Builder server = WebSocketServer.builder();
        applyProperties(server);
        endpoints.forEach(endpoint -> server.route(routes.route(endpoint, access.authenticator(endpoint))));
        responders.forEach(server::responder);
        interceptors.forEach(server::interceptor);
        customizers.forEach(customizer -> customizer.customize(server));
        return build(server);
    }

    private static WebSocketServer build(WebSocketServer.Builder server) {
        try {
            return server.build();
        } catch (IllegalArgumentException e) {
            throw new InvalidHandlerException(
                    "The handlers cannot be served together: " + e.getMessage() + ".",
                    "Give each @WebSocketHandler a path of its own.");
        }
    }

    private void applyProperties(WebSocketServer.Builder server) {
        listeners.applyTo(server);
        server.executor(workers.executor())
                .connections(connections)
                .handshakeTimeout(properties.handshake().timeout())
                .httpLimits(httpLimits(properties.handshake()))
                .shutdownGrace(properties.shutdown().gracePeriod())
                .shutdownSpread(properties.shutdown().spread())
                .shutdownReason(CloseReason.of(properties.shutdown().closeCode()))
                .maxConnections(properties.limits().maxConnections())
                .maxConnectionsPerAddress(properties.limits().maxConnectionsPerAddress())
                .maxConnectionsPerUser(properties.limits().maxConnectionsPerUser())
                .maxHandshakesPerSecond(properties.limits().handshakesPerSecondPerAddress())
                .maxUnfinishedHandshakes(properties.handshake().maxUnfinished())
                .trustedProxies(TrustedProxies.of(properties.trustedProxies()));
        if (!properties.allowedHosts().isEmpty()) {
            server.allowedHosts(properties.allowedHosts());
        }
        if (properties.extensions().mux().enabled()) {
            server.mux(PropertyRules.options(properties.extensions().mux()));
        }
        Authenticator authenticator = access.authenticator();
        if (authenticator != null) {
            server.authenticator(authenticator);
        }
    }

    private static HttpLimits httpLimits(TwsjServerProperties.Handshake handshake) {
        int maxHeadBytes = (int) handshake.maxHeaderSize().toBytes();
        int maxRequestLineBytes = Math.min(HttpLimits.DEFAULT.maxRequestLineBytes(), maxHeadBytes);
        return new HttpLimits(maxRequestLineBytes, maxHeadBytes, handshake.maxHeaders());
    }
}
