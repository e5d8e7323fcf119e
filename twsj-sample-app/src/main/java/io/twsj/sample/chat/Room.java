package io.twsj.sample.chat;

import io.twsj.sample.chat.ChatEvent.Left;
import io.twsj.sample.chat.ChatEvent.Said;
import io.twsj.sample.chat.ChatEvent.Welcome;
import io.twsj.sample.chat.ChatException.Code;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a room, and what was said last. Sends nothing itself. One caller at a time.
 *
 * @param <C> what stands for a connection
 */
final class Room<C> {

    /** So many messages are kept for those who come later, or come back. */
    static final int RECENT = 50;

    private final Map<C, Member> members = new LinkedHashMap<>();
    private final Map<String, C> connections = new LinkedHashMap<>();
    private final Deque<Said> recent = new ArrayDeque<>();

    /**
     * Who somebody is.
     *
     * @param key see {@link ChatRequest.Join}
     */
    private record Member(String name, @Nullable String key) {

        boolean isSameAs(@Nullable String otherKey) {
            // In constant time: the duration of a comparison must not tell how much of a guessed key was right.
            return key != null
                    && otherKey != null
                    && MessageDigest.isEqual(
                            key.getBytes(StandardCharsets.UTF_8), otherKey.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * What joining led to.
     *
     * @param replaced the older connection of the same person, which is no longer in the room; null: somebody new came
     */
    record Admission<C>(Welcome welcome, @Nullable C replaced) {}

    /**
     * Lets a connection in.
     *
     * @throws ChatException if it is in already, or its name is somebody else's
     */
    Admission<C> join(C connection, String name, @Nullable String key, long at) throws ChatException {
        if (members.containsKey(connection)) {
            throw new ChatException(Code.ALREADY_JOINED, "You are in this room already.");
        }
        C older = connections.get(ChatRules.fold(name));
        if (older != null) {
            Member member = members.get(older);
            if (member == null || !member.isSameAs(key)) {
                throw new ChatException(Code.NAME_TAKEN, "Somebody called " + name + " is here already.");
            }
            members.remove(older);
        }
        members.put(connection, new Member(name, key));
        connections.put(ChatRules.fold(name), connection);
        return new Admission<>(new Welcome(name, at, names(), List.copyOf(recent)), older);
    }

    /**
     * Keeps what somebody says.
     *
     * @throws ChatException if the connection is not in the room
     */
    Said say(C connection, String text, long at) throws ChatException {
        Member member = members.get(connection);
        if (member == null) {
            throw new ChatException(Code.NOT_JOINED, "Join the room first.");
        }
        Said said = new Said(member.name(), text, at);
        if (recent.size() == RECENT) {
            recent.removeFirst();
        }
        recent.addLast(said);
        return said;
    }

    /** Lets a connection go; null if it is not in the room. */
    @Nullable
    Left leave(C connection, long at) {
        Member member = members.remove(connection);
        if (member == null) {
            return null;
        }
        connections.remove(ChatRules.fold(member.name()));
        return new Left(member.name(), at);
    }

    /** The names of all who are here, in the order they came. */
    List<String> names() {
        return members.values().stream().map(Member::name).toList();
    }

    /** The connections of all who are here: a view. */
    Collection<C> connections() {
        return Collections.unmodifiableCollection(members.keySet());
    }

    boolean isEmpty() {
        return members.isEmpty();
    }
}
