package io.twsj.sample.chat;

import io.twsj.WebSocketConnection;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.message.Message;
import io.twsj.sample.chat.ChatEvent.Joined;
import io.twsj.sample.chat.ChatEvent.Left;
import io.twsj.sample.chat.ChatEvent.Members;
import io.twsj.sample.chat.ChatEvent.Refused;
import io.twsj.sample.chat.ChatEvent.Said;
import io.twsj.sample.chat.ChatException.Code;
import io.twsj.sample.chat.ChatRequest.Join;
import io.twsj.sample.chat.ChatRequest.Leave;
import io.twsj.sample.chat.ChatRequest.Say;
import io.twsj.sample.chat.Room.Admission;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rooms, and who is told what. Thread-safe.
 *
 * <p>All that happens in a room happens under its lock, the sending included, so that everybody sees the events in the
 * same order and the answer to a join fits what follows. (What a {@code ConnectionGroup} sends goes over the event
 * loops, in no order with what is sent to one connection.) Sending does not block: what a slow connection cannot take
 * waits in its own bounded output.
 */
@Service
final class Chat {

    private static final CloseReason REPLACED = new CloseReason(4001, "replaced by a newer connection");

    private final ConcurrentMap<String, Room<WebSocketConnection>> rooms = new ConcurrentHashMap<>();
    private final AtomicLong lastTime = new AtomicLong();
    private final JsonMapper mapper;

    Chat(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * Does what a client asks for, and answers.
     *
     * @throws ChatException if it cannot be done; nothing has changed then
     */
    void handle(WebSocketConnection client, String roomName, ChatRequest request, @Nullable JsonNode id)
            throws ChatException {
        if (request instanceof Join join) {
            ChatRules.checkRoom(roomName);
            in(roomName, room -> join(client, room, join, id));
        } else if (request instanceof Say say) {
            in(roomName, room -> say(client, room, say, id));
        } else if (request instanceof Leave) {
            in(roomName, room -> leave(client, room, id));
        } else {
            in(roomName, room -> send(client, new Members(room.names()), id));
        }
    }

    /** A connection has ended. */
    void ended(WebSocketConnection client, String roomName) {
        in(roomName, room -> leaveIfThere(client, room));
    }

    /** The number of rooms: those somebody is in. */
    int rooms() {
        return rooms.size();
    }

    private void join(WebSocketConnection client, Room<WebSocketConnection> room, Join join, @Nullable JsonNode id)
            throws ChatException {
        Admission<WebSocketConnection> admission = room.join(client, join.name(), join.key(), now());
        WebSocketConnection replaced = admission.replaced();
        if (replaced == null) {
            sendToOthers(
                    client, room, new Joined(join.name(), admission.welcome().at()));
        } else {
            send(replaced, new Refused(Code.REPLACED, "You are here from another window now."), null);
            replaced.close(REPLACED);
        }
        send(client, admission.welcome(), id);
    }

    private void say(WebSocketConnection client, Room<WebSocketConnection> room, Say say, @Nullable JsonNode id)
            throws ChatException {
        Said said = room.say(client, say.text(), now());
        sendToOthers(client, room, said);
        send(client, said, id);
    }

    private void leave(WebSocketConnection client, Room<WebSocketConnection> room, @Nullable JsonNode id)
            throws ChatException {
        Left left = leaveIfThere(client, room);
        if (left == null) {
            throw new ChatException(Code.NOT_JOINED, "You are not in this room.");
        }
        send(client, left, id);
    }

    private @Nullable Left leaveIfThere(WebSocketConnection client, Room<WebSocketConnection> room) {
        Left left = room.leave(client, now());
        if (left != null) {
            sendToOthers(client, room, left);
        }
        return left;
    }

    private void sendToOthers(WebSocketConnection client, Room<WebSocketConnection> room, ChatEvent event) {
        Message message = encode(event, null);
        for (WebSocketConnection member : room.connections()) {
            if (!member.equals(client)) {
                send(member, message);
            }
        }
    }

    private void send(WebSocketConnection client, ChatEvent event, @Nullable JsonNode id) {
        send(client, encode(event, id));
    }

    private static void send(WebSocketConnection client, Message message) {
        if (!client.isOpen()) {
            return;
        }
        try {
            client.send(message);
        } catch (ConnectionClosedException e) {
            // Ended between the question and the sending: it will leave the room in a moment.
            return;
        }
    }

    private Message encode(ChatEvent event, @Nullable JsonNode id) {
        return Message.text(mapper.writeValueAsString(new EventEnvelope(event, id)));
    }

    /** The time, made unique: later than all times before. */
    private long now() {
        return lastTime.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis()));
    }

    /** Does something in a room, which exists from the first one who comes to the last one who goes. */
    private <E extends Exception> void in(String name, Action<E> action) throws E {
        while (true) {
            Room<WebSocketConnection> room = rooms.computeIfAbsent(name, unused -> new Room<>());
            synchronized (room) {
                if (rooms.get(name) != room) {
                    // The last one went while we waited for the lock.
                    continue;
                }
                try {
                    action.accept(room);
                } finally {
                    if (room.isEmpty()) {
                        rooms.remove(name);
                    }
                }
                return;
            }
        }
    }

    private interface Action<E extends Exception> {
        void accept(Room<WebSocketConnection> room) throws E;
    }
}
