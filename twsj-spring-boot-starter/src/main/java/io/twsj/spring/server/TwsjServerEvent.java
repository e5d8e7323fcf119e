package io.twsj.spring.server;

import io.twsj.WebSocketServer;
import org.springframework.context.ApplicationEvent;

/** Something happened to the application's WebSocket server. */
public abstract sealed class TwsjServerEvent extends ApplicationEvent
        permits TwsjServerStartedEvent, TwsjServerStoppingEvent, TwsjServerStoppedEvent {

    private static final long serialVersionUID = 1L;

    /** The port of a server that serves clients in memory or at Unix domain sockets only. */
    static final int NO_PORT = -1;

    private final int port;

    TwsjServerEvent(WebSocketServer server, int port) {
        super(server);
        this.port = port;
    }

    /** The server. */
    public WebSocketServer getServer() {
        return (WebSocketServer) getSource();
    }

    /** The first port it listens on, or listened on; -1 if it has none. */
    public int getPort() {
        return port;
    }
}
