package io.twsj.spring.server;

import io.twsj.ListeningSocket;
import io.twsj.WebSocketServer;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What a running server listens on, as applications and administrators are told. */
final class ListeningSockets {

    private ListeningSockets() {}

    /** The first port, or that of a server that has none. */
    static int port(WebSocketServer server) {
        return server.listeningSockets().stream()
                .filter(ListeningSockets::hasPort)
                .map(ListeningSockets::port)
                .findFirst()
                .orElse(TwsjServerEvent.NO_PORT);
    }

    /** The ports of the listeners that have a name. */
    static Map<String, Integer> namedPorts(WebSocketServer server) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (ListeningSocket socket : server.listeningSockets()) {
            if (hasPort(socket) && !socket.name().isEmpty()) {
                ports.put(socket.name(), port(socket));
            }
        }
        return ports;
    }

    private static boolean hasPort(ListeningSocket socket) {
        return socket.address() instanceof InetSocketAddress;
    }

    private static int port(ListeningSocket socket) {
        return ((InetSocketAddress) socket.address()).getPort();
    }

    /** The line of the start. */
    static String describe(WebSocketServer server) {
        if (server.isInMemory()) {
            return "serving clients in memory";
        }
        return server.listeningSockets().stream()
                .map(ListeningSockets::describe)
                .collect(Collectors.joining(", ", "listening on ", ""));
    }

    private static String describe(ListeningSocket socket) {
        return url(socket) + (socket.name().isEmpty() ? "" : " (" + socket.name() + ")");
    }

    private static String url(ListeningSocket socket) {
        String scheme = socket.usesTls() ? "wss" : "ws";
        return socket.address() instanceof InetSocketAddress address
                ? scheme + "://" + host(address) + ":" + address.getPort() + "/"
                : scheme + "+unix:" + socket.address();
    }

    /** The wildcard address is shown in its short form, whichever family the socket has. */
    private static String host(InetSocketAddress address) {
        if (address.getAddress().isAnyLocalAddress()) {
            return "0.0.0.0";
        }
        String host = address.getAddress().getHostAddress();
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }
}
