package io.twsj;

import io.twsj.concurrent.TurnQueue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rooms that one connection is in, so that it can leave them when it ends. Thread-safe. */
final class RoomMemberships {

    private final Session session;
    private final WebSocketConnections connections;
    private final Set<String> rooms = new HashSet<>(4);

    /** Calls of listeners, in the order of what they tell. */
    private final TurnQueue events = new TurnQueue();

    private boolean ended;

    RoomMemberships(Session session, WebSocketConnections connections) {
        this.session = session;
        this.connections = connections;
    }

    boolean join(String room) {
        Event event = new Event(room, true);
        boolean turn;
        synchronized (this) {
            if (ended || !rooms.add(room)) {
                return false;
            }
            connections.roomIndex().add(room, session);
            turn = events.enterOrAdd(event);
        }
        tell(event, turn);
        return true;
    }

    boolean leave(String room) {
        Event event = new Event(room, false);
        boolean turn;
        synchronized (this) {
            if (!rooms.remove(room)) {
                return false;
            }
            connections.roomIndex().remove(room, session);
            turn = events.enterOrAdd(event);
        }
        tell(event, turn);
        return true;
    }

    synchronized Set<String> rooms() {
        return Set.copyOf(rooms);
    }

    /**
     * The connection has ended: it is in no room from now on.
     *
     * @return the rooms it was in, to be given to {@link #tellLeft} where the listener runs
     */
    synchronized List<String> end() {
        ended = true;
        List<String> left = List.copyOf(rooms);
        left.forEach(room -> connections.roomIndex().remove(room, session));
        rooms.clear();
        return left;
    }

    void tellLeft(List<String> left) {
        for (String room : left) {
            Event event = new Event(room, false);
            tell(event, events.enterOrAdd(event));
        }
    }

    private void tell(Event event, boolean turn) {
        if (turn) {
            event.run();
            events.leave();
        }
    }

    private final class Event extends TurnQueue.Task {

        private final String room;
        private final boolean joined;

        Event(String room, boolean joined) {
            this.room = room;
            this.joined = joined;
        }

        @Override
        public void run() {
            connections.tell(session, room, joined);
        }
    }
}
