package io.twsj.blocking;

import io.twsj.close.CloseReason;
import io.twsj.protocol.Link;
import io.twsj.protocol.LinkHandler;
import io.twsj.transport.Acceptor;
import io.twsj.transport.TlsTerms;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Accepts WebSocket connections in the manner of a {@code java.net.ServerSocket}.
 *
 * <pre>{@code
 * try (WsServerSocket server = WsServerSocket.bind(8000)) {
 *     while (true) {
 *         WsSocket socket = server.accept();
 *         new Thread(() -> serve(socket)).start();
 *     }
 * }
 * }</pre>
 *
 * <p>Opening handshakes are made while they come in, side by side, so a slow client keeps nobody waiting; those that
 * fail are answered and never seen here. Of more than 1,024 that are not finished the oldest is dropped. Thread-safe.
 */
public final class WsServerSocket implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.twsj");

    /** Opening handshakes that are not finished; of more the oldest is dropped. */
    static final int MOST_UNFINISHED = 1024;

    private final WsSocketOptions options;
    private final Acceptor acceptor;
    private final InetSocketAddress address;

    /** Everything that is open, accepted or not. */
    private final Set<WsSocket> open = ConcurrentHashMap.newKeySet();

    /** Handshake begun, the oldest first. */
    private final Set<Link> unfinished = Collections.synchronizedSet(new LinkedHashSet<>());

    /** Handshake done, not accepted; its monitor guards {@link #closed} too. */
    private final ArrayDeque<WsSocket> waiting = new ArrayDeque<>();

    private boolean closed;

    private WsServerSocket(InetSocketAddress address, WsSocketOptions options) throws IOException {
        this.options = options;
        TlsTerms tls = options.tls() == null ? null : SharedLoops.serverTls(options.tls());
        this.acceptor = Acceptor.bind(
                address,
                null,
                options.backlog(),
                SharedLoops.all(),
                () -> tls,
                options.proxyProtocol(),
                this::handlerFor,
                this::hasRoom);
        this.address = (InetSocketAddress) acceptor.address();
    }

    /** Listens on a port of all addresses, on the default terms; port 0 has the system choose one. */
    public static WsServerSocket bind(int port) throws IOException {
        return bind(new InetSocketAddress(port), WsSocketOptions.DEFAULT);
    }

    /**
     * Listens on an address.
     *
     * @param options of the sockets that {@link #accept} gives; with {@link WsSocketOptions.Builder#tls} it serves
     *     {@code wss}
     * @throws java.net.BindException if the address is in use or not this machine's
     * @throws IllegalArgumentException if TLS is asked for without a certificate
     */
    public static WsServerSocket bind(InetSocketAddress address, WsSocketOptions options) throws IOException {
        return new WsServerSocket(address, options);
    }

    /** Called by a loop. */
    private LinkHandler handlerFor(Link link) {
        begun(link);
        Upgrade.Result result = new Upgrade.Result(
                this::opened,
                refused -> LOG.log(
                        System.Logger.Level.DEBUG,
                        () -> "connection from " + link.remoteAddress() + ": " + refused.getMessage()));
        return new ServerUpgrade(link, options, result.after(() -> unfinished.remove(link)));
    }

    /** Who opens connections and says nothing must not keep others out: the oldest goes. */
    private void begun(Link link) {
        Link oldest = null;
        synchronized (unfinished) {
            unfinished.add(link);
            if (unfinished.size() > MOST_UNFINISHED) {
                oldest = unfinished.iterator().next();
                unfinished.remove(oldest);
            }
        }
        if (oldest != null) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "connection from " + oldest.remoteAddress() + " dropped as the oldest of more than "
                            + MOST_UNFINISHED + " unfinished handshakes");
            oldest.abort();
        }
    }

    private boolean hasRoom() {
        synchronized (waiting) {
            return waiting.size() < options.backlog();
        }
    }

    /** Called by a loop. */
    private void opened(WsSocket socket) {
        open.add(socket);
        socket.session().whenEnded(() -> open.remove(socket));
        synchronized (waiting) {
            if (!closed) {
                waiting.addLast(socket);
                waiting.notifyAll();
                return;
            }
        }
        socket.closeSoon(CloseReason.GOING_AWAY);
    }

    /**
     * Waits for the next connection.
     *
     * @throws SocketException if this socket is closed
     */
    public WsSocket accept() throws IOException {
        synchronized (waiting) {
            while (true) {
                WsSocket next = next();
                if (next != null) {
                    return next;
                }
                await(0);
            }
        }
    }

    /**
     * Waits for the next connection for a limited time.
     *
     * @throws SocketTimeoutException if none has come
     * @throws SocketException if this socket is closed
     */
    public WsSocket accept(Duration timeout) throws IOException {
        long deadline = FrameQueue.deadline(timeout);
        synchronized (waiting) {
            while (true) {
                WsSocket next = next();
                if (next != null) {
                    return next;
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime() + 999_999);
                if (left <= 0) {
                    throw new SocketTimeoutException("no connection within " + timeout.toMillis() + " ms");
                }
                await(left);
            }
        }
    }

    private @Nullable WsSocket next() throws SocketException {
        WsSocket next = waiting.pollFirst();
        if (next == null && closed) {
            throw new SocketException("the server socket is closed");
        }
        return next;
    }

    @SuppressWarnings("WaitNotInLoop") // its callers loop
    private void await(long millis) throws InterruptedIOException {
        try {
            waiting.wait(millis);
        } catch (InterruptedException interrupted) {
            throw FrameQueue.interrupted("waiting for a connection", interrupted);
        }
    }

    /** The port it listens on. */
    public int port() {
        return address.getPort();
    }

    /** The address it listens on. */
    public InetSocketAddress localAddress() {
        return address;
    }

    /** The number of open connections, accepted or waiting to be. */
    public int openConnections() {
        return open.size();
    }

    /** Listens no longer. Who waits to be accepted is sent 1001; what was accepted lives on. */
    @Override
    public void close() {
        List<WsSocket> unwanted;
        synchronized (waiting) {
            closed = true;
            unwanted = List.copyOf(waiting);
            waiting.clear();
            waiting.notifyAll();
        }
        acceptor.close();
        unwanted.forEach(socket -> socket.closeSoon(CloseReason.GOING_AWAY));
    }

    /** Listens no longer, sends 1001 to all connections, waits at most so long for their end, and drops the others. */
    public void close(Duration grace) {
        close();
        List<WsSocket> leaving = List.copyOf(open);
        leaving.forEach(socket -> socket.closeSoon(CloseReason.GOING_AWAY));
        long deadline = System.nanoTime() + grace.toNanos();
        for (WsSocket socket : leaving) {
            if (!socket.session().awaitEnd(deadline - System.nanoTime())) {
                socket.abort();
            }
        }
    }

    /**
     * Has {@link #close(Duration)} run when the JVM is told to end, such as by Ctrl-C.
     *
     * @return this socket
     */
    public WsServerSocket closeOnShutdown(Duration grace) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(grace), "twsj-shutdown"));
        return this;
    }

    @Override
    public String toString() {
        return "WebSocket server on " + address;
    }
}
