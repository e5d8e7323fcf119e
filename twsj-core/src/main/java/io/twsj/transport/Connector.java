package io.twsj.transport;

import io.twsj.protocol.Link;
import io.twsj.protocol.LinkHandler;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the first of several addresses that answers (RFC 8305 section 5): an attempt that has not ended after
 * 250 ms gets company of the next address, one that failed gets it at once. All others end when one has won. Event loop
 * only.
 */
public final class Connector {

    private static final long STAGGER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final EventLoop loop;
    private final Deque<SocketAddress> addresses;
    private final Receiver receiver;
    private final List<Attempt> running = new ArrayList<>(2);
    private final List<IOException> failures = new ArrayList<>(1);
    private final Deadline stagger = new Deadline() {
        @Override
        void due() {
            startNext();
        }
    };
    private boolean over;

    private Connector(EventLoop loop, List<? extends SocketAddress> addresses, Receiver receiver) {
        this.loop = loop;
        this.addresses = new ArrayDeque<>(addresses);
        this.receiver = receiver;
    }

    /** Is told what came of it: one of the two, once, unless cancelled before. */
    public interface Receiver {

        /** A connection is there; it is to be given its first handler. */
        void connected(Link link);

        /** No address could be connected to. */
        void failed(List<IOException> causes);
    }

    /**
     * Starts to connect; the receiver may be called before this returns.
     *
     * @param addresses in order of preference, at least one
     */
    public static Connector start(EventLoop loop, List<? extends SocketAddress> addresses, Receiver receiver) {
        Connector connector = new Connector(loop, addresses, receiver);
        connector.startNext();
        return connector;
    }

    /** Ends all attempts; the receiver is not called any more. */
    public void cancel() {
        over = true;
        addresses.clear();
        loop.deadlines().cancel(stagger);
        List.copyOf(running).forEach(Attempt::close);
        running.clear();
    }

    /** Starts the next attempt; goes on to the one after if it fails on the spot. */
    private void startNext() {
        while (!over && !addresses.isEmpty()) {
            Attempt attempt = new Attempt();
            if (attempt.start(addresses.removeFirst())) {
                awaitBeforeNext();
                return;
            }
        }
        if (!over && running.isEmpty()) {
            over = true;
            receiver.failed(failures);
        }
    }

    private void awaitBeforeNext() {
        if (!over && !addresses.isEmpty()) {
            loop.deadlines().schedule(stagger, loop.now() + STAGGER_NANOS);
        }
    }

    private void failed(Attempt attempt, IOException cause) {
        attempt.close();
        if (running.remove(attempt) && !over) {
            failures.add(cause);
            loop.deadlines().cancel(stagger);
            startNext();
        }
    }

    private void won(Attempt winner) {
        running.remove(winner);
        cancel();
        try {
            Connection.open(loop, Objects.requireNonNull(winner.channel), null, this::handlerFor);
        } catch (IOException gone) {
            receiver.failed(List.of(gone));
        }
    }

    /** From within the receiver the link may be written to and closed already, so its handler is set by then. */
    private LinkHandler handlerFor(Link link) {
        receiver.connected(link);
        return ((Connection) link).handler();
    }

    /** One address. */
    private final class Attempt implements EventLoop.ReadyHandler {

        private @Nullable SocketChannel channel;

        /** Whether the attempt goes on, or has won at once. */
        boolean start(SocketAddress address) {
            try {
                SocketChannel opened = open(address);
                channel = opened;
                running.add(this);
                if (!opened.connect(address)) {
                    opened.register(loop.selector(), SelectionKey.OP_CONNECT, this);
                    return true;
                }
            } catch (IOException | IllegalArgumentException | UnsupportedOperationException failure) {
                // The latter two: an address of a kind that this machine cannot connect to.
                close();
                running.remove(this);
                failures.add(failure instanceof IOException io ? io : new IOException(failure));
                return false;
            }
            won(this);
            return true;
        }

        private SocketChannel open(SocketAddress address) throws IOException {
            SocketChannel opened = address instanceof UnixDomainSocketAddress
                    ? SocketChannel.open(StandardProtocolFamily.UNIX)
                    : SocketChannel.open();
            opened.configureBlocking(false);
            return opened;
        }

        @Override
        public void ready(SelectionKey key) {
            SocketChannel connecting = channel;
            if (over || connecting == null) {
                return;
            }
            try {
                if (!connecting.finishConnect()) {
                    return;
                }
                requireOther(connecting);
            } catch (IOException failure) {
                failed(this, failure);
                return;
            }
            won(this);
        }

        /** TCP connects a socket to itself if the port it is given by chance is the one that it connects to. */
        private static void requireOther(SocketChannel connected) throws IOException {
            if (connected.getLocalAddress().equals(connected.getRemoteAddress())) {
                throw new ConnectException("Connection refused: nobody listens, and TCP met its own end");
            }
        }

        @Override
        public void broken() {
            failed(this, new IOException("the event loop ended while connecting"));
        }

        void close() {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException ignored) {
                // It is of no more use either way.
            }
        }
    }
}
