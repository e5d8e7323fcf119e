package io.twsj.spring.autoconfigure;

import io.twsj.ConnectionOptions;
import io.twsj.Route;
import io.twsj.extension.Extension;
import io.twsj.handshake.OriginPolicy;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.spring.handler.InvalidHandlerException;
import io.twsj.spring.handler.WebSocketEndpoint;
import java.util.List;

/** Puts endpoints on the terms of {@code twsj.server.*}. */
final class RouteFactory {

    private final String pathPrefix;
    private final ConnectionOptions options;
    private final OriginPolicy origins;
    private final List<Extension> extensions;

    RouteFactory(TwsjServerProperties properties, List<Extension> extensions) {
        this.pathPrefix = properties.pathPrefix();
        this.options = options(properties);
        this.origins = origins(properties.allowedOrigins());
        this.extensions = extensions;
    }

    Route route(WebSocketEndpoint endpoint, Authenticator authenticator) {
        Route.Builder route = start(endpoint);
        endpoint.interceptors().forEach(route::interceptor);
        return route.handler(endpoint.type())
                .execution(endpoint.execution())
                .subprotocols(endpoint.subprotocols())
                .options(options)
                .origins(origins)
                .authenticator(authenticator)
                .extensions(extensions)
                .encoder(endpoint.encoder())
                .keepHandshake(endpoint.keepsHandshake())
                .build();
    }

    private Route.Builder start(WebSocketEndpoint endpoint) {
        try {
            return Route.of(pathPrefix + endpoint.path(), endpoint.listener());
        } catch (IllegalArgumentException e) {
            throw new InvalidHandlerException(
                    "The path '" + endpoint.path() + "' of the handler bean '" + endpoint.beanName()
                            + "' is malformed: " + e.getMessage(),
                    "Write it as in /chat or /chat/{room}.");
        }
    }

    private static ConnectionOptions options(TwsjServerProperties properties) {
        return ConnectionOptions.builder()
                .maxMessageBytes((int) properties.message().maxSize().toBytes())
                .maxFragments(properties.message().maxFragments())
                .pingInterval(properties.keepalive().pingInterval())
                .pongTimeout(properties.keepalive().pongTimeout())
                .idleTimeout(properties.keepalive().idleTimeout())
                .maxAge(properties.keepalive().maxAge())
                .maxOutboundBytes((int) properties.outbound().maxQueuedBytes().toBytes())
                .overflow(properties.outbound().overflow())
                .writeTimeout(properties.outbound().writeTimeout())
                .maxPendingMessages(properties.inbound().maxPendingMessages())
                .maxMessagesPerSecond(properties.limits().messagesPerSecond())
                .maxBytesPerSecond((int) properties.limits().bytesPerSecond().toBytes())
                .rateViolation(properties.limits().onViolation())
                .build();
    }

    private static OriginPolicy origins(List<String> allowed) {
        if (allowed.isEmpty()) {
            return OriginPolicy.sameOrigin();
        }
        if (allowed.contains("*")) {
            return OriginPolicy.any();
        }
        try {
            return OriginPolicy.anyOf(allowed);
        } catch (IllegalArgumentException e) {
            throw PropertyRules.invalid("allowed-origins", allowed, String.valueOf(e.getMessage()));
        }
    }
}
