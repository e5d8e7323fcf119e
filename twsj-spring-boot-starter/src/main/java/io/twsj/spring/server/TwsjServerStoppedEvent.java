package io.twsj.spring.server;

import io.twsj.WebSocketServer;

/** The server has stopped and its connections have ended. */
public final class TwsjServerStoppedEvent extends TwsjServerEvent {

    private static final long serialVersionUID = 1L;

    /** A server that listened on this port. */
    public TwsjServerStoppedEvent(WebSocketServer server, int port) {
        super(server, port);
    }
}
