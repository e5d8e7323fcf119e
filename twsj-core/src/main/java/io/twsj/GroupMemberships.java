package io.twsj;

import java.util.HashSet;
import java.util.Set;

/** The groups that one connection is in, so that it can leave them when it ends. Thread-safe. */
final class GroupMemberships {

    private final Set<ConnectionGroup> groups = new HashSet<>();
    private boolean ended;

    /** Remembers a group; false if the connection has ended and must not be in any. */
    synchronized boolean joined(ConnectionGroup group) {
        return !ended && groups.add(group);
    }

    synchronized void left(ConnectionGroup group) {
        groups.remove(group);
    }

    synchronized void leaveAll(Session session) {
        ended = true;
        groups.forEach(group -> group.removeMember(session));
        groups.clear();
    }
}
