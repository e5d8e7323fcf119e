package io.twsj.spring.server;

import io.twsj.WebSocketConnection;
import io.twsj.close.CloseReason;

/** A connection has ended, and its handler knows of it. */
public final class WebSocketClosedEvent extends WebSocketConnectionEvent {

    private static final long serialVersionUID = 1L;

    private final transient CloseReason reason;

    /** This connection has ended in this way. */
    public WebSocketClosedEvent(WebSocketConnection connection, CloseReason reason) {
        super(connection);
        this.reason = reason;
    }

    /** How it ended, as its handler was told. */
    public CloseReason getReason() {
        return reason;
    }
}
