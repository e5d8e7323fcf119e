package io.twsj.blocking;

import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.close.HookException;
import io.twsj.frame.Frame;
import io.twsj.message.Message;
import io.twsj.protocol.HookChain;
import io.twsj.protocol.Role;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket connection in the manner of a {@code java.net.Socket}, on either side: every frame in hand, or whole
 * messages.
 *
 * <pre>{@code
 * try (WsSocket socket = WsSocket.connect(URI.create("ws://localhost:8000/echo"))) {
 *     socket.send(Frame.text("Hel").withFin(false), Frame.ping(), Frame.continuation(bytes));
 *     Frame pong = socket.recv();
 *     Message hello = socket.recvMessage(Duration.ofSeconds(5));
 * }
 * }</pre>
 *
 * <p>While nobody reads, pings are answered and a Close frame is acknowledged, until so many data frames wait that the
 * network is no longer read; of pings and pongs that nobody reads the oldest are forgotten. A silent peer is sent
 * pings, unless the option {@code pingInterval} is zero; their pongs are among the frames received.
 *
 * <p>Sending is thread-safe, and what one call is given stays together; one thread at a time may read. A call that
 * waits ends with an {@link java.io.InterruptedIOException} if its thread is interrupted.
 *
 * <p>When all that arrived has been read, reading ends with a {@link io.twsj.close.ConnectionClosedException} that
 * tells the close code, with a {@link io.twsj.close.ProtocolException} if this endpoint failed the connection, or with
 * an {@code IOException} if the network did.
 */
public final class WsSocket implements AutoCloseable {

    private final SocketSession session;
    private final WsHandshake handshake;
    private final WsReader reader;
    private final HookChain<Message> hooks;

    WsSocket(SocketSession session, WsSocketOptions options, WsHandshake handshake) {
        this.session = session;
        this.handshake = handshake;
        this.hooks = options.connection().hooks().messages();
        this.reader = new WsReader(session, hooks);
    }

    // Opening

    /** Connects on the default terms, see {@link #connect(URI, WsSocketOptions)}. */
    public static WsSocket connect(URI uri) throws IOException {
        return connect(uri, WsSocketOptions.DEFAULT);
    }

    /**
     * Connects as a client.
     *
     * @throws io.twsj.handshake.HandshakeException if the server refuses the handshake, or answers what is no agreement
     * @throws IOException if it cannot be reached, or does not answer in time
     * @throws javax.net.ssl.SSLException if the server does not do TLS as it should, or its certificate is refused
     * @throws IllegalArgumentException if the URI is neither {@code ws} nor {@code wss}
     */
    public static WsSocket connect(URI uri, WsSocketOptions options) throws IOException {
        return Opening.connect(uri, options);
    }

    /**
     * Upgrades a connected socket, with or without a channel, such as an {@code SSLSocket}. From now on the socket is
     * this object's, and closed if the handshake fails.
     *
     * @param options in the role of a client, {@link WsSocketOptions.Builder#uri} tells what is asked for
     * @throws IOException if the handshake fails; see {@link #connect(URI, WsSocketOptions)}
     */
    public static WsSocket over(Socket socket, Role role, WsSocketOptions options) throws IOException {
        return Opening.over(socket, role, options);
    }

    /**
     * Upgrades a connected channel, which may be a Unix domain one. From now on it is this object's, non-blocking, and
     * closed if the handshake fails.
     *
     * @param options in the role of a client, {@link WsSocketOptions.Builder#uri} tells what is asked for; with
     *     {@link WsSocketOptions.Builder#tls} TLS is begun before
     * @throws IOException if the handshake fails; see {@link #connect(URI, WsSocketOptions)}
     * @throws IllegalStateException if the channel is another socket's already: for TLS, too, it is too late then
     */
    public static WsSocket over(SocketChannel channel, Role role, WsSocketOptions options) throws IOException {
        return Opening.over(channel, role, options);
    }

    /** The opening handshake: request, response, subprotocol, extensions. */
    public WsHandshake handshake() {
        return handshake;
    }

    // Sending: any thread

    /**
     * Sends frames, all or none, with nothing of other threads between them. Returns when they are written or wait in
     * the bounded output.
     *
     * @throws IllegalArgumentException if the protocol forbids one of the frames; the message names the rule
     * @throws IllegalStateException if it forbids one at this point, such as a continuation without a message
     * @throws io.twsj.close.ConnectionClosedException if a Close frame was sent, or the connection has ended
     */
    public void send(Frame... frames) throws IOException {
        session.send(List.of(frames));
    }

    /** Sends a message in one frame; exceptions as in {@link #send(Frame...)}. */
    public void send(Message message) throws IOException {
        session.send(List.of(hooked(message).toFrame()));
    }

    /** Sends a message in frames of at most so many payload bytes; exceptions as in {@link #send(Frame...)}. */
    public void send(Message message, int fragmentSize) throws IOException {
        session.send(hooked(message).fragment(fragmentSize));
    }

    /** Sends a text in one frame; exceptions as in {@link #send(Frame...)}. */
    public void send(String text) throws IOException {
        send(Message.text(text));
    }

    private Message hooked(Message message) {
        try {
            return hooks.isEmpty() ? message : hooks.outgoing(message);
        } catch (HookException failure) {
            session.fail(failure);
            throw failure;
        }
    }

    /**
     * Sends a ping; its pong is one of the frames that {@link #recv()} gives.
     *
     * @return completes with the round-trip time when a pong with this payload arrives, or one of a later ping (RFC 6455
     *     section 5.5.3); exceptionally if the connection ends before. Completed by an event loop: what hangs on it must
     *     not block. While so much waits to be read that the network is not, pongs are late
     * @throws IllegalArgumentException if the payload exceeds 125 bytes
     */
    public CompletionStage<Duration> ping(byte... payload) throws IOException {
        return session.ping(payload);
    }

    // Receiving: one thread at a time

    /**
     * Waits for the next frame, control frames included: without its extension, through the hooks, with a reply on its
     * way where it needs one.
     *
     * @throws IllegalStateException if another thread is reading
     */
    public Frame recv() throws IOException {
        return reader.frame(FrameQueue.FOREVER);
    }

    /**
     * Waits for the next frame for a limited time.
     *
     * @throws java.net.SocketTimeoutException if none has come; the connection stays usable and nothing is lost
     */
    public Frame recv(Duration timeout) throws IOException {
        return reader.frame(FrameQueue.deadline(timeout));
    }

    /** Waits for so many frames; exceptions as in {@link #recv()}. */
    public List<Frame> recv(int count) throws IOException {
        return reader.frames(count, FrameQueue.FOREVER);
    }

    /** Waits for so many frames for a limited time; after a timeout those that came can still be read. */
    public List<Frame> recv(int count, Duration timeout) throws IOException {
        return reader.frames(count, FrameQueue.deadline(timeout));
    }

    /**
     * Waits for the next whole message; control frames are skipped.
     *
     * @throws IllegalStateException if {@link #recv()} has read the beginning of a message and not its end, or another
     *     thread is reading
     */
    public Message recvMessage() throws IOException {
        return reader.message(FrameQueue.FOREVER);
    }

    /** Waits for the next whole message for a limited time; after a timeout those of its frames that came are kept. */
    public Message recvMessage(Duration timeout) throws IOException {
        return reader.message(FrameQueue.deadline(timeout));
    }

    // Ending: any thread

    /** Closes with 1000, see {@link #close(int, String)}. */
    @Override
    public void close() {
        close(CloseCode.NORMAL, "");
    }

    /**
     * Makes the closing handshake and waits for its end, at most as long as the option {@code closeTimeout} allows.
     * What the peer sends before its Close frame can be read as far as there is room for it. Does nothing more than
     * wait if the connection is closing already.
     *
     * @throws IllegalArgumentException if the code must not be sent (RFC 6455 section 7.4), or the reason is too long
     */
    public void close(int code, String reason) {
        session.close(new CloseReason(code, reason));
        session.awaitEnd();
    }

    /** Starts the closing handshake and does not wait. */
    void closeSoon(CloseReason reason) {
        session.close(reason);
    }

    /** Drops the connection without a closing handshake; the peer sees 1006. */
    public void abort() {
        session.link().abort();
    }

    /** Tells whether messages can be sent: no Close frame was sent, nothing failed. */
    public boolean isOpen() {
        return session.isOpen();
    }

    /** How the connection ended, or would if it ended now: 1006 until something better is known. */
    public CloseReason closeReason() {
        return session.closeReason();
    }

    SocketSession session() {
        return session;
    }

    // The socket beneath: any thread

    /** The peer's address; on a server that of the client, as far as a trusted proxy tells. */
    public SocketAddress remoteAddress() {
        return handshake.remoteAddress();
    }

    /** What TLS agreed on, the peer's certificates among it; null without TLS. */
    public @Nullable SSLSession tlsSession() {
        return session.link().tlsSession();
    }

    /** This endpoint's address. */
    public SocketAddress localAddress() {
        return session.link().localAddress();
    }

    /**
     * Sets an option of the socket.
     *
     * @throws UnsupportedOperationException if the socket has no such option
     */
    public <T> WsSocket setOption(SocketOption<T> option, T value) throws IOException {
        session.socket().setOption(option, value);
        return this;
    }

    /**
     * An option of the socket.
     *
     * @throws UnsupportedOperationException if the socket has no such option
     */
    public <T> T getOption(SocketOption<T> option) throws IOException {
        return session.socket().getOption(option);
    }

    /** The options that the socket has. */
    public Set<SocketOption<?>> supportedOptions() {
        return session.socket().supportedOptions();
    }

    @Override
    public String toString() {
        return "WebSocket to " + remoteAddress() + (isOpen() ? "" : ", closed: " + closeReason());
    }
}
