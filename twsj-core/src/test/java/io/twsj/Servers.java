package io.twsj;

import io.twsj.message.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.function.UnaryOperator;

/** Starts servers for tests: on any free port of the loopback interface, with two loops. */
public final class Servers {

    /** Sends every message back. */
    public static final WebSocketListener ECHO = new WebSocketListener() {
        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            connection.send(message);
        }
    };

    private Servers() {}

    public static WebSocketServer.Builder builder() {
        return WebSocketServer.builder().address("127.0.0.1").port(0).loops(2);
    }

    /** A running server with one route. */
    public static WebSocketServer start(Route route) {
        return start(builder().route(route));
    }

    public static WebSocketServer start(WebSocketServer.Builder builder) {
        try {
            return builder.build().start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A running server with one listener at {@code /}, which runs on the loop. */
    public static WebSocketServer inline(WebSocketListener listener) {
        return start(Route.of("/", listener).execution(Execution.INLINE).build());
    }

    /** A running server with one listener at {@code /}, which runs on workers. */
    public static WebSocketServer worker(WebSocketListener listener) {
        return start(Route.of("/", listener).build());
    }

    /** A running server with one listener at {@code /}, on changed terms. */
    public static WebSocketServer with(
            Execution execution, WebSocketListener listener, UnaryOperator<ConnectionOptions.Builder> options) {
        return start(Route.of("/", listener)
                .execution(execution)
                .options(options.apply(ConnectionOptions.builder()).build())
                .build());
    }

    /** Takes large messages. */
    public static UnaryOperator<ConnectionOptions.Builder> upTo(int maxMessageBytes, int maxFragments) {
        return options -> options.maxMessageBytes(maxMessageBytes).maxFragments(maxFragments);
    }

    public static URI uri(WebSocketServer server, String path) {
        return URI.create("ws://127.0.0.1:" + server.port() + path);
    }
}
