package io.twsj;

import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.nio.ByteBuffer;

/**
 * Receives what the connections of a route deliver. One listener serves all of them, so it keeps what belongs to a
 * connection in {@link WebSocketConnection#attributes()}.
 *
 * <p>For one connection, calls never overlap and come in the order of the peer's frames: {@code onOpen} first and once,
 * {@code onClose} last and once, nothing after it. Calls for different connections do overlap.
 *
 * <p>With {@link Execution#INLINE} the calls are made on the connection's event loop and must not block; with
 * {@link Execution#WORKER} (the default) on a worker, where they may. What a method throws goes to {@link #onError}; if
 * {@code onOpen} or {@code onMessage} threw, the connection is then closed with 1011.
 */
public interface WebSocketListener {

    /** The opening handshake is done; messages may be sent. */
    default void onOpen(WebSocketConnection connection) throws Exception {}

    /**
     * A message has arrived whole.
     *
     * @param message with {@link Execution#INLINE} valid until the method returns, with {@link Execution#WORKER} the
     *     listener's own
     */
    default void onMessage(WebSocketConnection connection, Message message) throws Exception {}

    /**
     * A ping has arrived; its pong is on the way already.
     *
     * @param payload at most 125 bytes, valid until the method returns
     */
    default void onPing(WebSocketConnection connection, ByteBuffer payload) throws Exception {}

    /**
     * A pong has arrived, asked for or not.
     *
     * @param payload at most 125 bytes, valid until the method returns
     */
    default void onPong(WebSocketConnection connection, ByteBuffer payload) throws Exception {}

    /**
     * A message of this endpoint has been handed to the operating system. Costs a copy of each message and is done only
     * for listeners that override it.
     *
     * @param message the listener's own
     */
    default void onSent(WebSocketConnection connection, Message message) throws Exception {}

    /**
     * The connection has ended, in whichever way; nothing can be sent any more.
     *
     * @param reason the first Close frame received (RFC 6455 sections 7.1.5 and 7.1.6); 1005 if it had no code, 1006 if
     *     none came, and what this endpoint sent if it failed the connection
     */
    default void onClose(WebSocketConnection connection, CloseReason reason) throws Exception {}

    /**
     * Something went wrong: a listener method threw, the peer broke the protocol
     * ({@link io.twsj.close.ProtocolException}), a limit was exceeded, sent messages were lost, or the network failed
     * ({@link java.io.IOException}). If the connection ends for it, {@code onClose} follows.
     */
    default void onError(WebSocketConnection connection, Throwable error) throws Exception {}
}
