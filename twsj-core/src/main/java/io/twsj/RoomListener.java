package io.twsj;

/**
 * Hears who comes to a room and who goes. For each connection and room the two calls alternate, beginning with
 * {@link #joined}, and come one at a time.
 *
 * <p>They are made by the thread that joins or leaves, before its call returns; if another thread has just changed the
 * same connection's rooms, that one may make the call instead. At a connection's end they come where its listener runs,
 * before {@link WebSocketListener#onClose}. What they throw is logged.
 */
public interface RoomListener {

    /** The connection is a member: what is sent to the room from now on reaches it. */
    default void joined(WebSocketConnection connection, String room) {
        // Nobody has to care.
    }

    /** The connection is a member no longer, because it left or has ended. */
    default void left(WebSocketConnection connection, String room) {
        // Nobody has to care.
    }
}
