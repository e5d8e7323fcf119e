package io.twsj;

import io.twsj.close.CloseReason;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.http.RequestHead;
import io.twsj.message.Message;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection, on the server or the client. Thread-safe: every method may be called from any thread, and
 * messages of one thread are sent in the order of its calls.
 *
 * <p>Control frames, fragments, masking and extensions stay hidden. Whatever is given to a sending method is the
 * caller's again when the method returns.
 */
public interface WebSocketConnection {

    /** Identifies the connection in this JVM, also in the log. */
    String id();

    /** The path of the opening handshake, without query, as it came (not decoded). */
    String path();

    /** The values of the variables in the route's path, decoded; empty where it has none. */
    Map<String, String> pathVariables();

    /** The agreed subprotocol, or null if none was agreed. */
    @Nullable
    String subprotocol();

    /**
     * The request of the opening handshake.
     *
     * @throws IllegalStateException after {@code onOpen}, unless the route or the client's options keep it
     *     ({@link Route.Builder#keepHandshake}, {@link ConnectOptions.Builder#keepHandshake})
     */
    RequestHead handshake();

    /** Values that belong to this connection; gone with it. Thread-safe. */
    Attributes attributes();

    /**
     * The peer's address. Behind proxies that the server trusts or that speak the PROXY protocol, that of the client, with
     * port 0 where they do not tell it.
     */
    SocketAddress remoteAddress();

    /** This endpoint's address. */
    SocketAddress localAddress();

    /** What TLS agreed on, the peer's certificates among it; null on a connection without TLS. */
    default @Nullable SSLSession tlsSession() {
        return null;
    }

    /**
     * Who the peer is, with what else the authenticator knows of it; null if nobody asked, or it need not be known.
     */
    default @Nullable AuthenticatedPrincipal principal() {
        return null;
    }

    /**
     * Tells who the peer is from now on, for example after a message with a fresh token. The new principal's expiry counts
     * in place of that of the earlier one: when it is reached the connection fails with the reason of
     * {@link ConnectionOptions.Builder#credentialsExpired}.
     *
     * @throws UnsupportedOperationException if the implementation has no principals
     */
    default void authenticated(AuthenticatedPrincipal principal) {
        throw new UnsupportedOperationException("this connection knows no principals");
    }

    /**
     * Sends a message, given as {@link Message} or as anything the route's {@link MessageEncoder} takes. Returns when the
     * message is written or waits in the bounded output; a message lost after that goes to
     * {@link WebSocketListener#onError}.
     *
     * @throws IllegalArgumentException if the value cannot be encoded
     * @throws io.twsj.close.ConnectionClosedException if the connection is closing or has ended
     * @throws IllegalStateException if the output is at its bound and the policy is none that closes or waits
     */
    void send(Object message);

    /**
     * Sends as {@link #send}, and tells when the message has been handed to the operating system.
     *
     * @return a stage that always completes: normally when written, exceptionally with what {@link #send} would throw,
     *     or with a {@link io.twsj.close.ConnectionClosedException} if the connection ended before
     */
    CompletionStage<Void> sendAsync(Object message);

    /**
     * Sends what is worth nothing when it comes late: as {@link #sendAsync}, but while more than
     * {@link ConnectionOptions.Builder#outboundHighMark} waits it is dropped.
     *
     * @return as from {@link #sendAsync}; fails with a {@link MessageDroppedException} where it was dropped
     */
    default CompletionStage<Void> sendDroppable(Object message) {
        return sendAsync(message);
    }

    /**
     * Sends what a newer message with an equal key makes worthless, such as a price: where the policy is
     * {@link Overflow#LATEST_PER_KEY}, the earlier one is dropped if it still waits. Where it drops others, this one is one of
     * them, whatever its key; else it is {@link #sendAsync}.
     *
     * @return as from {@link #sendAsync}; fails with a {@link MessageDroppedException} where it was dropped
     */
    default CompletionStage<Void> sendLatest(Object key, Object message) {
        return sendAsync(message);
    }

    /**
     * Joins a room of the server's {@link WebSocketConnections}, which exists while it has members.
     *
     * @return whether it is a member now and was none before; a connection that has ended joins nothing
     * @throws UnsupportedOperationException on a connection of a client
     */
    default boolean join(String room) {
        throw new UnsupportedOperationException("rooms are for connections of a server");
    }

    /** Leaves a room, and tells whether it was a member. The end of the connection leaves all its rooms. */
    default boolean leave(String room) {
        return false;
    }

    /** The rooms it is in at this moment. */
    default Set<String> rooms() {
        return Set.of();
    }

    /**
     * All connections of the server that this one belongs to.
     *
     * @throws UnsupportedOperationException on a connection of a client
     */
    default WebSocketConnections connections() {
        throw new UnsupportedOperationException("a client's connection belongs to no server");
    }

    /**
     * Has the listener get no further message for the time being, for example while it works on one in another thread.
     * What arrives waits, and when too much does the connection is not read. It takes effect with the next message if
     * the listener calls it; each call needs one of {@link #releaseMessages}, in whichever order they happen to come. The
     * end of the connection releases all.
     *
     * @throws UnsupportedOperationException if the implementation cannot hold messages
     */
    default void holdMessages() {
        throw new UnsupportedOperationException("this connection cannot hold messages");
    }

    /**
     * Undoes one {@link #holdMessages}.
     *
     * @throws UnsupportedOperationException if the implementation cannot hold messages
     */
    default void releaseMessages() {
        throw new UnsupportedOperationException("this connection cannot hold messages");
    }

    /**
     * Sends a ping with a payload of its own.
     *
     * @return completes with the round-trip time when the matching pong arrives, exceptionally if the connection ends
     *     before
     */
    CompletionStage<Duration> ping();

    /** The round-trip time that {@link #ping} has told last; null if no ping of its was answered yet. */
    default @Nullable Duration latency() {
        return null;
    }

    /** Sends an unasked-for pong (RFC 6455 section 5.5.3) of at most 125 bytes. */
    void pong(ByteBuffer payload);

    /** Starts the closing handshake with 1000; see {@link #close(CloseReason)}. */
    default void close() {
        close(CloseReason.NORMAL);
    }

    /**
     * Starts the closing handshake: what was sent before still goes out, then a Close frame; nothing can be sent after.
     * Does nothing if the connection is closing already. A peer that does not answer in time is cut off.
     *
     * @throws IllegalArgumentException if the code must not be sent (RFC 6455 section 7.4)
     */
    void close(CloseReason reason);

    /** Drops the TCP connection without a closing handshake; the peer sees 1006. */
    void abort();

    /**
     * Tells whether messages can be sent: the opening handshake is done and no Close frame was sent. The peer's Close frame is
     * answered when the listener has handled the messages before it and has sent its replies; at once if the peer ends TCP,
     * or when that takes longer than {@link ConnectionOptions#closeTimeout}.
     */
    boolean isOpen();

    /** The number of bytes that were sent but wait for the peer to take more. */
    long bufferedBytes();

    /** Messages that were not sent because the peer did not take what was sent before; see {@link Overflow}. */
    default long droppedMessages() {
        return 0;
    }
}
