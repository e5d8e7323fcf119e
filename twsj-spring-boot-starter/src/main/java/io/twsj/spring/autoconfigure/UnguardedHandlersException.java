package io.twsj.spring.autoconfigure;

import io.twsj.spring.handler.WebSocketEndpoint;
import java.util.List;
import java.util.stream.Collectors;

/** Handlers need authenticated peers, and nobody authenticates them; {@link UnguardedHandlersFailureAnalyzer} shows it. */
final class UnguardedHandlersException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnguardedHandlersException(List<WebSocketEndpoint> guarded) {
        super(guarded.stream()
                .map(endpoint -> "    " + endpoint.path() + " ("
                        + endpoint.type().getName() + ", bean '" + endpoint.beanName() + "')")
                .collect(Collectors.joining(
                        "\n",
                        "These WebSocket handlers are for authenticated peers only, as all are by default where Spring"
                                + " Security is on the class path, but nothing tells who a peer is:\n\n",
                        "\n")));
    }
}
