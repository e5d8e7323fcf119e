package io.twsj.spring.server;

import io.twsj.WebSocketServer;

/** The server is about to stop: it still serves, and refuses handshakes and closes connections next. */
public final class TwsjServerStoppingEvent extends TwsjServerEvent {

    private static final long serialVersionUID = 1L;

    /** A server that listens on this port. */
    public TwsjServerStoppingEvent(WebSocketServer server, int port) {
        super(server, port);
    }
}
