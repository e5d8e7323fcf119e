package io.twsj;

import io.twsj.close.CloseReason;
import java.net.SocketAddress;

/**
 * Hears of a server's life, of its connections, and of trouble with them. Each of these is counted too
 * ({@link WebSocketServer#statistics}), and trouble has a line in the log {@code io.twsj}, of which a peer can cause no more
 * than a few in a while.
 *
 * <p>The calls are made by event loops, by the threads of listeners, and by the one that starts or stops the server,
 * several at once. They must return quickly: whatever takes long belongs on a thread of the observer's. What they throw is
 * logged and changes nothing.
 */
public interface ServerObserver {

    /** It serves. */
    default void onStarted(WebSocketServer server) {}

    /** It accepts no connection any more, and begins to close those that are open. */
    default void onStopping(WebSocketServer server) {}

    /** It has ended, and so have its connections. */
    default void onStopped(WebSocketServer server) {}

    /** A connection has opened. Called where its listener runs, after {@link WebSocketListener#onOpen}. */
    default void onOpened(WebSocketConnection connection) {}

    /**
     * A connection has ended. Called where its listener runs, after {@link WebSocketListener#onClose}.
     *
     * @param reason as the listener was told
     */
    default void onClosed(WebSocketConnection connection, CloseReason reason) {}

    /**
     * An opening handshake was refused.
     *
     * @param client where it came from, as far as trusted proxies tell
     * @param status of the answer, such as 404
     * @param reason told to the client, too; parts of it may be the client's own words
     */
    default void onHandshakeRefused(SocketAddress client, int status, String reason) {}

    /**
     * A connection whose handshake was accepted is closed again, since its peer did not tell in its first message who may
     * connect ({@link Route.Builder#firstMessage}). It was never opened.
     *
     * @param client where it came from, as far as trusted proxies tell
     * @param reason told to the client, too
     */
    default void onFirstMessageRefused(SocketAddress client, String reason) {}

    /** Somebody has run into a limit. Where that refuses a handshake, {@link #onHandshakeRefused} is called besides. */
    default void onLimitHit(ServerLimit limit, SocketAddress client) {}

    /**
     * A connection ends because its peer did not take what it was sent.
     *
     * @param why what was waited for in vain
     */
    default void onSlowPeerCut(WebSocketConnection connection, String why) {}

    /**
     * A message was dropped because the connection's peer did not take what was sent before; see {@link Overflow}. Called by
     * whoever sent what it was dropped for, once for each message.
     */
    default void onMessageDropped(WebSocketConnection connection) {}

    /** A listener has thrown. */
    default void onHandlerFailed(WebSocketConnection connection, Throwable failure) {}
}
