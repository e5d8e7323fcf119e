package io.twsj.spring.server;

import io.twsj.WebSocketConnection;

/** A connection came to a room or went; for each connection and room in turn. */
public abstract sealed class WebSocketRoomEvent extends WebSocketConnectionEvent
        permits WebSocketJoinedEvent, WebSocketLeftEvent {

    private static final long serialVersionUID = 1L;

    private final String room;

    WebSocketRoomEvent(WebSocketConnection connection, String room) {
        super(connection);
        this.room = room;
    }

    /** The room's name. */
    public String getRoom() {
        return room;
    }
}
