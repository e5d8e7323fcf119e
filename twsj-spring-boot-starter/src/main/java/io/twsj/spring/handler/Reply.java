package io.twsj.spring.handler;

/**
 * The reply to a message, as a parameter of an {@code @OnMessage} method that sends it itself: where its place is among
 * other messages to the peer, such as those to a room that it is in. What a method returns is sent after it has returned,
 * when others may have sent already. Thread-safe.
 *
 * <pre>{@code
 * @OnMessage(type = "say")
 * void say(Say say, WebSocketConnection connection, Reply reply) {
 *     synchronized (room) {
 *         connections.room("blue").exclude(connection).send(new Said(say.text()));
 *         reply.send(new Said(say.text()));
 *     }
 * }
 * }</pre>
 *
 * <p>The method returns nothing, and its message is answered by what is sent here and nothing else. An error that it throws
 * goes to the {@code @OnError} methods as always.
 */
public final class Reply {

    private final Invocation invocation;

    Reply(Invocation invocation) {
        this.invocation = invocation;
    }

    /**
     * Sends what the method could have returned: in an envelope with the id of the message, if that came in one.
     *
     * @throws IllegalArgumentException if the value cannot be encoded
     * @throws io.twsj.close.ConnectionClosedException if the connection is closing or has ended
     * @throws IllegalStateException if the output is at its bound and the policy is to fail
     */
    public void send(Object value) {
        PeerDestination.INSTANCE.send(invocation, value);
    }
}
