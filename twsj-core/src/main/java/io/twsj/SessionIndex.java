package io.twsj;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sessions by a name, such as a room's; names without sessions take no memory. Thread-safe. */
final class SessionIndex {

    private final Map<String, Set<Session>> byName = new ConcurrentHashMap<>();

    void add(String name, Session session) {
        byName.compute(name, (same, present) -> {
            // Of users most have one session, and rooms grow.
            Set<Session> sessions = present == null ? ConcurrentHashMap.newKeySet(1) : present;
            sessions.add(session);
            return sessions;
        });
    }

    void remove(String name, Session session) {
        byName.computeIfPresent(name, (same, sessions) -> {
            sessions.remove(session);
            return sessions.isEmpty() ? null : sessions;
        });
    }

    /** The sessions of a name, changing as they do. */
    Set<Session> get(String name) {
        return byName.getOrDefault(name, Set.of());
    }

    /** The names that have sessions at this moment. */
    Set<String> names() {
        return Set.copyOf(byName.keySet());
    }
}
