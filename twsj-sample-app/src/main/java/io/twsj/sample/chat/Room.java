package io.twsj.sample.chat;

import io.twsj.WebSocketConnection;
import io.twsj.sample.chat.ChatEvent.Said;
import io.twsj.sample.chat.ChatException.Code;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is in a room under which name, and what was said last. Sends nothing itself. One caller at a time. */
final class Room {

    /** So many messages are kept for those who come later, or come back. */
    static final int RECENT = 50;

    private final Map<WebSocketConnection, Join> members = new LinkedHashMap<>();
    private final Map<String, WebSocketConnection> byName = new LinkedHashMap<>();
    private final Deque<Said> recent = new ArrayDeque<>();

    /**
     * Lets a connection in.
     *
     * @return the older connection of the same person, which is no longer in the room; null: somebody new came
     * @throws ChatException if it is in already, or its name is somebody else's
     */
    @Nullable
    WebSocketConnection join(WebSocketConnection connection, Join join) throws ChatException {
        if (members.containsKey(connection)) {
            throw new ChatException(Code.ALREADY_JOINED, "You are in this room already.");
        }
        WebSocketConnection older = byName.get(ChatRules.fold(join.name()));
        if (older != null) {
            if (!isSamePerson(members.get(older), join)) {
                throw new ChatException(Code.NAME_TAKEN, "Somebody called " + join.name() + " is here already.");
            }
            members.remove(older);
        }
        members.put(connection, join);
        byName.put(ChatRules.fold(join.name()), connection);
        return older;
    }

    private static boolean isSamePerson(@Nullable Join one, Join other) {
        // In constant time: the duration of a comparison must not tell how much of a guessed key was right.
        return one != null
                && one.key() != null
                && other.key() != null
                && MessageDigest.isEqual(
                        one.key().getBytes(StandardCharsets.UTF_8), other.key().getBytes(StandardCharsets.UTF_8));
    }

    /** Lets a connection go, and tells its name; null if it is not in the room. */
    @Nullable
    String leave(WebSocketConnection connection) {
        Join member = members.remove(connection);
        if (member == null) {
            return null;
        }
        byName.remove(ChatRules.fold(member.name()));
        return member.name();
    }

    /**
     * Whose connection it is.
     *
     * @throws ChatException if it is not in the room
     */
    String nameOf(WebSocketConnection connection) throws ChatException {
        Join member = members.get(connection);
        if (member == null) {
            throw new ChatException(Code.NOT_JOINED, "Join the room first.");
        }
        return member.name();
    }

    /**
     * The connection of somebody, by a name in whichever letters.
     *
     * @throws ChatException if nobody in the room has it
     */
    WebSocketConnection connectionOf(String name) throws ChatException {
        WebSocketConnection connection = byName.get(ChatRules.fold(ChatRules.clean(name)));
        if (connection == null) {
            throw new ChatException(Code.NOT_HERE, "Nobody of that name is here.");
        }
        return connection;
    }

    /** Keeps what was said; the oldest is forgotten when there is too much. */
    void keep(Said said) {
        if (recent.size() == RECENT) {
            recent.removeFirst();
        }
        recent.addLast(said);
    }

    /** What was said last, oldest first. */
    List<Said> recent() {
        return List.copyOf(recent);
    }

    /** The names of all who are here, in the order they came. */
    List<String> names() {
        return members.values().stream().map(Join::name).toList();
    }

    boolean isEmpty() {
        return members.isEmpty();
    }
}
