package io.twsj.spring.server;

import io.twsj.WebSocketConnection;

/** A connection is a member of a room no longer, because it left or has ended. */
public final class WebSocketLeftEvent extends WebSocketRoomEvent {

    private static final long serialVersionUID = 1L;

    /** This connection is not in this room any more. */
    public WebSocketLeftEvent(WebSocketConnection connection, String room) {
        super(connection, room);
    }
}
