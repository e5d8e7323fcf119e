package io.twsj.sample.chat;

import io.twsj.Recipients;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketConnections;
import io.twsj.close.CloseReason;
import io.twsj.sample.chat.ChatEvent.Joined;
import io.twsj.sample.chat.ChatEvent.Left;
import io.twsj.sample.chat.ChatEvent.Members;
import io.twsj.sample.chat.ChatEvent.Notice;
import io.twsj.sample.chat.ChatEvent.Said;
import io.twsj.sample.chat.ChatEvent.Told;
import io.twsj.sample.chat.ChatEvent.Typing;
import io.twsj.sample.chat.ChatEvent.Welcome;
import io.twsj.sample.chat.ChatException.Code;
import io.twsj.spring.handler.Reply;
import io.twsj.spring.server.WebSocketLeftEvent;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/**
 * The rooms, and who is told what. Thread-safe.
 *
 * <p>All that happens in a room happens under its lock, the sending included, so that everybody sees the events in the
 * same order and the answer to a join fits what follows. Sending does not block: what a slow connection cannot take waits
 * in its own bounded output.
 */
@Service
@RegisterReflectionForBinding({
    Joined.class,
    Welcome.class,
    Said.class,
    Told.class,
    Typing.class,
    Notice.class,
    Left.class,
    Members.class
})
final class Chat {

    private static final CloseReason REPLACED = new CloseReason(4001, "replaced by a newer connection");

    private final WebSocketConnections connections;
    private final ConcurrentMap<String, Room> rooms = new ConcurrentHashMap<>();
    private final AtomicLong lastTime = new AtomicLong();

    Chat(WebSocketConnections connections) {
        this.connections = connections;
    }

    /**
     * Lets a connection in.
     *
     * @throws ChatException if it is in already, or its name is somebody else's
     */
    void join(String roomName, WebSocketConnection client, Join join, Reply reply) throws ChatException {
        in(roomName, room -> {
            WebSocketConnection older = room.join(client, join);
            long at = now();
            if (older == null) {
                connections.room(roomName).send(new Joined(join.name(), at));
            } else {
                replace(roomName, older);
            }
            if (client.join(roomName)) {
                reply.send(new Welcome(join.name(), at, room.names(), room.recent()));
            } else {
                // It has ended, so that no event will tell when to let it go.
                left(roomName, room, client);
            }
        });
    }

    private void replace(String roomName, WebSocketConnection older) {
        only(roomName, older).send(new ChatException(Code.REPLACED, "You are here from another window now.").reply());
        older.leave(roomName);
        older.close(REPLACED);
    }

    /**
     * Tells all in the room.
     *
     * @throws ChatException if the connection is not in the room
     */
    void say(String roomName, WebSocketConnection client, Say say, Reply reply) throws ChatException {
        in(roomName, room -> {
            Said said = new Said(room.nameOf(client), say.text(), now());
            room.keep(said);
            others(roomName, client).send(said);
            reply.send(said);
        });
    }

    /**
     * Tells one in the room, and nobody else.
     *
     * @throws ChatException if the connection is not in the room, or nobody there has that name
     */
    void tell(String roomName, WebSocketConnection client, Tell tell, Reply reply) throws ChatException {
        in(roomName, room -> {
            String name = room.nameOf(client);
            WebSocketConnection receiver = room.connectionOf(tell.to());
            Told told = new Told(name, room.nameOf(receiver), tell.text(), now());
            if (!receiver.equals(client)) {
                only(roomName, receiver).send(told);
            }
            reply.send(told);
        });
    }

    /**
     * Tells the others that somebody is writing: whoever has too much waiting need not know, since it would be late.
     *
     * @throws ChatException if the connection is not in the room
     */
    void typing(String roomName, WebSocketConnection client) throws ChatException {
        in(roomName, room -> others(roomName, client).sendDroppable(new Typing(room.nameOf(client))));
    }

    /** Tells everybody in all rooms what the server makes of each room's members. */
    void announce(Function<List<String>, String> text) {
        rooms.keySet()
                .forEach(name ->
                        in(name, room -> connections.room(name).send(new Notice(text.apply(room.names()), now()))));
    }

    /**
     * Lets a connection go.
     *
     * @throws ChatException if it is not in the room
     */
    void leave(String roomName, WebSocketConnection client, Reply reply) throws ChatException {
        in(roomName, room -> {
            Left left = new Left(room.nameOf(client), now());
            room.leave(client);
            client.leave(roomName);
            connections.room(roomName).send(left);
            reply.send(left);
        });
    }

    /** The end of a connection leaves its room, too; whoever has left by a request is gone already. */
    @EventListener
    void left(WebSocketLeftEvent event) {
        in(event.getRoom(), room -> left(event.getRoom(), room, event.getConnection()));
    }

    private void left(String roomName, Room room, WebSocketConnection client) {
        String name = room.leave(client);
        if (name != null) {
            connections.room(roomName).send(new Left(name, now()));
        }
    }

    /** Tells who is in the room. */
    void who(String roomName, Reply reply) {
        in(roomName, room -> reply.send(new Members(room.names())));
    }

    /** The number of rooms: those somebody is in. */
    int rooms() {
        return rooms.size();
    }

    private Recipients others(String roomName, WebSocketConnection client) {
        return connections.room(roomName).exclude(client);
    }

    private Recipients only(String roomName, WebSocketConnection client) {
        return connections.room(roomName).filter(client::equals);
    }

    /** The time, made unique: later than all times before. */
    private long now() {
        return lastTime.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis()));
    }

    /** Does something in a room, which exists from the first one who comes to the last one who goes. */
    private <E extends Exception> void in(String name, Action<E> action) throws E {
        while (true) {
            Room room = rooms.computeIfAbsent(name, unused -> new Room());
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
        void accept(Room room) throws E;
    }
}
