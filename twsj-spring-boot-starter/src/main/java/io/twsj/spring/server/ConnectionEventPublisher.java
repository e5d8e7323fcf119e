package io.twsj.spring.server;

import io.twsj.RoomListener;
import io.twsj.ServerObserver;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketConnections;
import io.twsj.WebSocketServer;
import io.twsj.close.CloseReason;
import org.springframework.context.ApplicationContext;

/**
 * Publishes {@link WebSocketConnectionEvent}s. Where nobody listens for a kind of them, the server is not asked to tell of
 * it: looked at when the server starts, since all listeners are known by then.
 */
public final class ConnectionEventPublisher implements TwsjServerCustomizer {

    private final ApplicationContext context;
    private final WebSocketConnections connections;
    private final Lifetimes lifetimes = new Lifetimes();
    private final Rooms rooms = new Rooms();

    /** Publishes in this context what happens to these connections. */
    public ConnectionEventPublisher(ApplicationContext context, WebSocketConnections connections) {
        this.context = context;
        this.connections = connections;
    }

    @Override
    public void customize(WebSocketServer.Builder server) {
        EventInterest interest = new EventInterest(context);
        if (interest.exists(WebSocketOpenedEvent.class) || interest.exists(WebSocketClosedEvent.class)) {
            server.observer(lifetimes);
        }
        connections.removeRoomListener(rooms);
        if (interest.exists(WebSocketJoinedEvent.class) || interest.exists(WebSocketLeftEvent.class)) {
            connections.addRoomListener(rooms);
        }
    }

    private final class Lifetimes implements ServerObserver {

        @Override
        public void onOpened(WebSocketConnection connection) {
            context.publishEvent(new WebSocketOpenedEvent(connection));
        }

        @Override
        public void onClosed(WebSocketConnection connection, CloseReason reason) {
            context.publishEvent(new WebSocketClosedEvent(connection, reason));
        }
    }

    private final class Rooms implements RoomListener {

        @Override
        public void joined(WebSocketConnection connection, String room) {
            context.publishEvent(new WebSocketJoinedEvent(connection, room));
        }

        @Override
        public void left(WebSocketConnection connection, String room) {
            context.publishEvent(new WebSocketLeftEvent(connection, room));
        }
    }
}
