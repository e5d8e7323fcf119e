package io.twsj;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Connections that are sent the same messages, such as those of a chat room. Thread-safe.
 *
 * <p>A connection leaves its groups when it ends. A message is encoded once. One member's slowness never delays the
 * others: what it does not take waits in its own bounded output, and beyond that its route's {@link Overflow} decides
 * ({@link Overflow#WAIT} counts as {@link Overflow#FAIL} here; a message refused by it is reported to the member's
 * {@link WebSocketListener#onError}).
 */
public final class ConnectionGroup {

    /** The members by their loops. */
    private final Map<Executor, Set<Session>> members = new ConcurrentHashMap<>();

    /** An empty group. */
    public ConnectionGroup() {}

    /**
     * Adds a connection.
     *
     * @return whether it was no member before and is one now; a connection that has ended does not become one
     * @throws IllegalArgumentException if the connection is not one of this library's
     */
    public boolean add(WebSocketConnection connection) {
        Session session = sessionOf(connection);
        boolean added = members.computeIfAbsent(session.link().loop(), loop -> ConcurrentHashMap.newKeySet())
                .add(session);
        if (added && !session.groups().joined(this)) {
            removeMember(session);
            return false;
        }
        return added;
    }

    /** Removes a connection and tells whether it was a member. */
    public boolean remove(WebSocketConnection connection) {
        Session session = sessionOf(connection);
        session.groups().left(this);
        return removeMember(session);
    }

    boolean removeMember(Session session) {
        Set<Session> ofLoop = members.get(session.link().loop());
        return ofLoop != null && ofLoop.remove(session);
    }

    /** Tells whether a connection is a member. */
    public boolean contains(WebSocketConnection connection) {
        Session session = sessionOf(connection);
        Set<Session> ofLoop = members.get(session.link().loop());
        return ofLoop != null && ofLoop.contains(session);
    }

    /** The number of members. */
    public int size() {
        return members.values().stream().mapToInt(Set::size).sum();
    }

    /** The members at this moment. */
    public List<WebSocketConnection> members() {
        List<WebSocketConnection> all = new ArrayList<>();
        members.values().forEach(all::addAll);
        return all;
    }

    /**
     * Sends to all members, each through its own route's encoder, and returns without waiting for any of them.
     *
     * @throws IllegalArgumentException if the value cannot be encoded; nobody is sent anything then
     */
    public void send(Object value) {
        List<Session> present = new ArrayList<>();
        members.values().forEach(present::addAll);
        new Broadcast(value, present).send(Dropping.NEVER);
    }

    private static Session sessionOf(WebSocketConnection connection) {
        if (connection instanceof Session session) {
            return session;
        }
        throw new IllegalArgumentException("not a connection of this library: " + connection);
    }
}
