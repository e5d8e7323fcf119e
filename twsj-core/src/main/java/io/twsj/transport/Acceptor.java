package io.twsj.transport;

import io.twsj.concurrent.FailureLog;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.PosixFilePermission;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections on its loop and hands them to all loops in turn. Where it cannot accept, because descriptors or
 * places ran out, it pauses instead of spinning or dying. Event loop only, except where stated.
 */
public final class Acceptor implements EventLoop.ReadyHandler {

    private static final System.Logger LOG = System.getLogger("io.twsj");

    /** Accepts in one go; then others of the loop have their turn. */
    private static final int BATCH = 64;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final String PAUSING = "accepting no connections for a moment: ";

    private final EventLoop loop;
    private final List<EventLoop> loops;
    private final ServerSocketChannel channel;

    /** Null for TCP. */
    private final @Nullable UnixSocketFile file;

    private final Supplier<@Nullable TlsTerms> tls;
    private final boolean proxied;
    private final Connection.HandlerFactory handlers;
    private final BooleanSupplier hasRoom;
    private final Deadline resumption = new Deadline() {
        @Override
        void due() {
            setAccepting(true);
        }
    };

    private @Nullable SelectionKey key;
    private int next;
    private long loggedAt;
    private boolean logged;

    /**
     * An acceptor of a bound channel.
     *
     * @param loops the first one accepts
     * @param hasRoom asked before each accept
     */
    private Acceptor(
            List<EventLoop> loops,
            ServerSocketChannel channel,
            @Nullable UnixSocketFile file,
            Supplier<@Nullable TlsTerms> tls,
            boolean proxied,
            Connection.HandlerFactory handlers,
            BooleanSupplier hasRoom) {
        this.loop = loops.get(0);
        this.loops = loops;
        this.channel = channel;
        this.file = file;
        this.tls = tls;
        this.proxied = proxied;
        this.handlers = handlers;
        this.hasRoom = hasRoom;
    }

    /**
     * Binds and starts to accept, as soon as the loop runs. Any thread.
     *
     * @param permissions who may use a Unix domain socket; null for TCP, or as the system says
     * @param tls asked for each connection: null if it is to be without TLS
     * @param proxied whether each connection begins with a header of the PROXY protocol, before TLS
     * @throws IOException if the address cannot be bound
     */
    public static Acceptor bind(
            SocketAddress address,
            @Nullable Set<PosixFilePermission> permissions,
            int backlog,
            List<EventLoop> loops,
            Supplier<@Nullable TlsTerms> tls,
            boolean proxied,
            Connection.HandlerFactory handlers,
            BooleanSupplier hasRoom)
            throws IOException {
        loadWhatLoggingNeeds();
        UnixDomainSocketAddress unix = address instanceof UnixDomainSocketAddress path ? path : null;
        ServerSocketChannel channel =
                unix == null ? ServerSocketChannel.open() : ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        UnixSocketFile file = null;
        try {
            channel.configureBlocking(false);
            if (unix == null) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                channel.bind(address, backlog);
            } else {
                UnixSocketFile.makeWay(unix);
                channel.bind(address, backlog);
                file = new UnixSocketFile(unix.getPath());
                file.permit(permissions);
            }
        } catch (IOException | RuntimeException failure) {
            channel.close();
            if (file != null) {
                file.delete();
            }
            throw failure;
        }
        Acceptor acceptor = new Acceptor(loops, channel, file, tls, proxied, handlers, hasRoom);
        acceptor.loop.execute(acceptor::register);
        return acceptor;
    }

    /** Classes and time zones come from files; the line that says that descriptors ran out is too late to open them. */
    @SuppressWarnings("ReturnValueIgnored")
    private static void loadWhatLoggingNeeds() {
        ZoneId.systemDefault();
        FailureLog.log(System.Logger.Level.TRACE, "accepting connections", null);
    }

    /** The bound address. Any thread. */
    public SocketAddress address() throws IOException {
        return channel.getLocalAddress();
    }

    /** Accepts nothing more. Any thread. */
    public void close() {
        loop.execute(this::broken);
    }

    /** As {@link #close}, while the loop does not run. */
    public void discard() {
        broken();
    }

    private void register() {
        try {
            key = channel.register(loop.selector(), SelectionKey.OP_ACCEPT, this);
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.ERROR, "cannot accept connections", failure);
            broken();
        }
    }

    @Override
    public void ready(SelectionKey ready) {
        for (int i = 0; i < BATCH; i++) {
            if (!hasRoom.getAsBoolean()) {
                pause(PAUSING + "as many connections are open as there are places for", null);
                return;
            }
            if (!acceptOne()) {
                return;
            }
        }
    }

    private boolean acceptOne() {
        try {
            SocketChannel accepted = channel.accept();
            if (accepted == null) {
                return false;
            }
            place(accepted);
            return true;
        } catch (IOException | RuntimeException | Error failure) {
            // Mostly too many open files; the connection stays in the backlog. Nothing at all may end the accepting.
            pause(PAUSING + "accepting failed", failure);
            return false;
        }
    }

    private void place(SocketChannel accepted) throws IOException {
        EventLoop chosen = loops.get(next);
        next = (next + 1) % loops.size();
        if (chosen == loop) {
            open(chosen, accepted);
            return;
        }
        try {
            chosen.execute(() -> open(chosen, accepted));
        } catch (OutOfMemoryError full) {
            accepted.close();
            throw full;
        }
    }

    private void open(EventLoop chosen, SocketChannel accepted) {
        try {
            if (proxied) {
                ProxyPreface.open(chosen, accepted, tls, handlers);
            } else {
                Connection.open(chosen, accepted, tls.get(), handlers);
            }
        } catch (IOException | ClosedSelectorException gone) {
            // The peer may have reset it before we got here, or the loop have ended.
            LOG.log(System.Logger.Level.DEBUG, "connection lost while it was accepted", gone);
        } catch (RuntimeException | Error failure) {
            FailureLog.error("a connection failed while it was accepted", failure);
        }
    }

    /** The line is a constant: there may be no memory to make one. */
    private void pause(String line, @Nullable Throwable cause) {
        setAccepting(false);
        loop.deadlines().schedule(resumption, loop.now() + PAUSE_NANOS);
        if (!logged || loop.now() - loggedAt >= LOG_INTERVAL_NANOS) {
            logged = true;
            loggedAt = loop.now();
            FailureLog.log(System.Logger.Level.WARNING, line, cause);
        }
    }

    private void setAccepting(boolean accepting) {
        SelectionKey registered = key;
        if (registered != null && registered.isValid()) {
            registered.interestOps(accepting ? SelectionKey.OP_ACCEPT : 0);
        }
    }

    @Override
    public void broken() {
        loop.deadlines().cancel(resumption);
        try {
            if (file != null) {
                file.delete();
            }
            channel.close();
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.DEBUG, "closing the listening socket failed", failure);
        }
    }
}
