package io.twsj.spring.autoconfigure;

import io.twsj.ConnectionOptions;
import io.twsj.Route;
import io.twsj.extension.Extension;
import io.twsj.handshake.OriginPolicy;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.spring.autoconfigure.TwsjHandlerProperties.Handler;
import io.twsj.spring.handler.InvalidHandlerException;
import io.twsj.spring.handler.WebSocketEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** Puts endpoints on the terms of {@code twsj.server.*}, and of {@code twsj.handlers.*} for single ones. */
final class RouteFactory {

    private static final Log log = LogFactory.getLog(RouteFactory.class);

    private final String pathPrefix;
    private final boolean takesCookies;
    private final ConnectionOptions options;
    private final OriginPolicy origins;
    private final Map<String, Handler> handlers;
    private final Duration firstMessage;
    private final List<Extension> extensions;

    RouteFactory(TwsjServerProperties server, TwsjHandlerProperties handlers, List<Extension> extensions) {
        this.takesCookies = !server.auth().bearer().cookie().isEmpty();
        ConnectionTerms terms = checked(ConnectionTerms.ofServer(server));
        this.pathPrefix = server.pathPrefix();
        this.options = terms.on(ConnectionOptions.DEFAULT);
        this.origins = terms.originsOr(OriginPolicy.sameOrigin());
        this.handlers = handlers.handlers();
        this.extensions = extensions;
        this.firstMessage = firstMessage(server.auth().firstMessage());
    }

    /** Warns of terms for handlers that do not exist, which may be meant for those of another profile or test. */
    void warnOfUnknown(List<WebSocketEndpoint> endpoints) {
        Set<String> names = new TreeSet<>();
        endpoints.forEach(endpoint -> names.add(endpoint.beanName()));
        for (String name : new TreeSet<>(handlers.keySet())) {
            if (!names.contains(name)) {
                log.warn("twsj.handlers." + name + " is set, but there is no handler bean of this name; known are "
                        + names);
            }
        }
    }

    Route route(WebSocketEndpoint endpoint, Authenticator authenticator) {
        Route.Builder route = start(endpoint);
        endpoint.interceptors().forEach(route::interceptor);
        setTerms(route, endpoint.beanName());
        return route.handler(endpoint.type())
                .execution(endpoint.execution())
                .subprotocols(endpoint.subprotocols())
                .authenticator(authenticator)
                .firstMessage(firstMessage)
                .extensions(extensions)
                .encoder(endpoint.encoder())
                .keepHandshake(endpoint.keepsHandshake())
                .build();
    }

    private void setTerms(Route.Builder route, String beanName) {
        Handler handler = handlers.get(beanName);
        if (handler == null) {
            route.options(options).origins(origins);
        } else {
            ConnectionTerms terms = checked(ConnectionTerms.ofHandler(beanName, handler));
            route.options(terms.on(options)).origins(terms.originsOr(origins));
        }
    }

    private ConnectionTerms checked(ConnectionTerms terms) {
        return takesCookies ? terms.checked().checkedForCookies() : terms.checked();
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

    private static Duration firstMessage(AuthProperties.FirstMessage firstMessage) {
        return firstMessage.enabled() ? firstMessage.timeout() : Duration.ZERO;
    }
}
