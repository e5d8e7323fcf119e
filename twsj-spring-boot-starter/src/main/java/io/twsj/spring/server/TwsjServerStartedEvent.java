package io.twsj.spring.server;

import io.twsj.WebSocketServer;

/** The server listens. A listener that throws stops the application's start. */
public final class TwsjServerStartedEvent extends TwsjServerEvent {

    private static final long serialVersionUID = 1L;

    /** A server that listens on this port. */
    public TwsjServerStartedEvent(WebSocketServer server, int port) {
        super(server, port);
    }
}
