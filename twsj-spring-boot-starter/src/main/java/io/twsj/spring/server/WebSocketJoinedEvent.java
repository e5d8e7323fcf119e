package io.twsj.spring.server;

import io.twsj.WebSocketConnection;

/** A connection has become a member of a room. */
public final class WebSocketJoinedEvent extends WebSocketRoomEvent {

    private static final long serialVersionUID = 1L;

    /** This connection is in this room. */
    public WebSocketJoinedEvent(WebSocketConnection connection, String room) {
        super(connection, room);
    }
}
