package io.twsj;

import io.twsj.concurrent.FailureLog;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of one or more servers, and how to send to many of them. A connection is among them from just
 * before its {@code onOpen} until just before its {@code onClose}; its rooms are gone with it. Thread-safe.
 *
 * <pre>{@code
 * connection.join("blue");
 * server.connections().room("blue").exclude(connection).send("somebody came");
 * }</pre>
 */
public final class WebSocketConnections {

    private final Map<SessionNumber, Session> byNumber = new ConcurrentHashMap<>();

    private final SessionIndex rooms = new SessionIndex();
    private final SessionIndex users = new SessionIndex();
    private final List<RoomListener> roomListeners = new CopyOnWriteArrayList<>();
    private final LongAdder dropped = new LongAdder();

    /** No connections; for {@link WebSocketServer.Builder#connections}. */
    public WebSocketConnections() {}

    /** All connections. */
    public Recipients all() {
        return new Recipients(() -> byNumber.values().stream());
    }

    /** The members of a room; nobody if the room does not exist. */
    public Recipients room(String name) {
        Objects.requireNonNull(name, "room");
        return new Recipients(() -> rooms.get(name).stream());
    }

    /** The connections whose {@link WebSocketConnection#principal} has this name at present. */
    public Recipients user(String name) {
        Objects.requireNonNull(name, "user");
        return new Recipients(() -> users.get(name).stream());
    }

    /** The connections of the route with this pattern, such as {@code /chat/{room}}. */
    public Recipients route(String pattern) {
        Objects.requireNonNull(pattern, "pattern");
        return selected(session -> session.isOn(pattern));
    }

    /** The connections that are served by this class or a subclass; see {@link Route.Builder#handler}. */
    public Recipients handler(Class<?> type) {
        Objects.requireNonNull(type, "type");
        return selected(session -> session.isServedBy(type));
    }

    private Recipients selected(Predicate<Session> condition) {
        return new Recipients(() -> byNumber.values().stream().filter(condition));
    }

    /** The connection with this {@link WebSocketConnection#id}, or null if there is none. */
    public @Nullable WebSocketConnection connection(String id) {
        Session session;
        try {
            session = byNumber.get(new SessionNumber(Long.parseLong(id, SessionFacts.ID_RADIX)));
        } catch (NumberFormatException none) {
            return null;
        }
        return session != null && session.id().equals(id) ? session : null;
    }

    /** The rooms that have members at this moment. */
    public Set<String> rooms() {
        return rooms.names();
    }

    /** Messages that a connection was not sent because too much output waited for it, counted once for each connection. */
    public long droppedMessages() {
        return dropped.sum();
    }

    /** Has a listener hear of all that join and leave rooms from now on; of several, one after the other. */
    public void addRoomListener(RoomListener listener) {
        roomListeners.add(Objects.requireNonNull(listener, "listener"));
    }

    /** Removes a listener; does nothing if it was not added. */
    public void removeRoomListener(RoomListener listener) {
        roomListeners.remove(listener);
    }

    // Used by sessions: the thread is said at each

    /** Loop only. */
    void opened(Session session) {
        byNumber.put(session, session);
        AuthenticatedPrincipal user = session.principal();
        if (user != null) {
            users.add(user.getName(), session);
        }
    }

    /** The user of a session changes while it is open. One caller at a time for a session. */
    void renamed(Session session, @Nullable AuthenticatedPrincipal before, AuthenticatedPrincipal now) {
        if (before != null) {
            users.remove(before.getName(), session);
        }
        users.add(now.getName(), session);
    }

    /** One caller at a time for a session. */
    void ended(Session session) {
        byNumber.remove(session);
        AuthenticatedPrincipal user = session.principal();
        if (user != null) {
            users.remove(user.getName(), session);
        }
    }

    /** Any thread. */
    SessionIndex roomIndex() {
        return rooms;
    }

    /** Any thread. */
    void countDropped() {
        dropped.increment();
    }

    /** Calls the listeners; one caller at a time for a session. */
    void tell(Session session, String room, boolean joined) {
        for (RoomListener listener : roomListeners) {
            try {
                if (joined) {
                    listener.joined(session, room);
                } else {
                    listener.left(session, room);
                }
            } catch (RuntimeException | Error failure) {
                FailureLog.error("a room listener failed for connection " + session.id(), failure);
            }
        }
    }
}
