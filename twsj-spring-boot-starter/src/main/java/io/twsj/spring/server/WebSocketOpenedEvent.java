package io.twsj.spring.server;

import io.twsj.WebSocketConnection;

/** A connection has opened, and its handler knows of it. */
public final class WebSocketOpenedEvent extends WebSocketConnectionEvent {

    private static final long serialVersionUID = 1L;

    /** This connection has opened. */
    public WebSocketOpenedEvent(WebSocketConnection connection) {
        super(connection);
    }
}
