package io.twsj.spring.server;

import io.twsj.WebSocketConnection;
import org.springframework.context.ApplicationEvent;

/**
 * Something happened to a connection of the application's WebSocket server. Published only if somebody listened when the
 * server started.
 *
 * <p>Listeners are called where the connection's handler is (see {@code execution} of its annotation), and the connection
 * waits for them: on a worker they may block, for an inline handler not. What they throw is logged.
 */
public abstract sealed class WebSocketConnectionEvent extends ApplicationEvent
        permits WebSocketOpenedEvent, WebSocketClosedEvent, WebSocketRoomEvent {

    private static final long serialVersionUID = 1L;

    WebSocketConnectionEvent(WebSocketConnection connection) {
        super(connection);
    }

    /** The connection. */
    public WebSocketConnection getConnection() {
        return (WebSocketConnection) getSource();
    }
}
