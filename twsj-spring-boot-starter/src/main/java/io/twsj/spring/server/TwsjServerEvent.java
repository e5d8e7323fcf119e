package io.twsj.spring.server;

import io.twsj.WebSocketServer;
import org.springframework.context.ApplicationEvent;

/** Something happened to the application's WebSocket server. */
public abstract sealed class TwsjServerEvent extends ApplicationEvent
        permits TwsjServerStartedEvent, TwsjServerStoppedEvent {

    private static final long serialVersionUID = 1L;

    private final int port;

    TwsjServerEvent(WebSocketServer server, int port) {
        super(server);
        this.port = port;
    }

    /** The server. */
    public WebSocketServer getServer() {
        return (WebSocketServer) getSource();
    }

    /** The port it listens on, or listened on. */
    public int getPort() {
        return port;
    }
}
