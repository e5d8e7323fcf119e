package io.twsj;

import io.twsj.close.CloseReason;
import io.twsj.mux.Multiplexer;
import io.twsj.protocol.LinkHandler;
import io.twsj.transport.Acceptor;
import io.twsj.transport.DescriptorLimit;
import io.twsj.transport.EventLoop;
import io.twsj.transport.HandledLink;
import io.twsj.transport.MemoryAcceptor;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What exists while a server runs: its loops, its listening socket, and how both end. Thread-safe. */
final class RunningServer {

    /** For connections to notice that they were aborted. */
    private static final Duration AFTER_ABORT = Duration.ofSeconds(1);

    private final List<EventLoop> loops;
    private final Entrance entrance;
    private final ServerContext context;
    private final CountDownLatch ended = new CountDownLatch(1);

    private RunningServer(List<EventLoop> loops, Entrance entrance, ServerContext context) {
        this.loops = loops;
        this.entrance = entrance;
        this.context = context;
    }

    /**
     * Where connections come in.
     *
     * @param address null for a server that does not listen
     */
    private record Entrance(@Nullable InetSocketAddress address, Runnable close) {

        static Entrance of(Acceptor acceptor) throws IOException {
            return new Entrance(acceptor.address(), acceptor::close);
        }
    }

    /** Opens that entrance to the loops given; they do not run yet. */
    private interface Opening {

        Entrance open(List<EventLoop> loops) throws IOException;
    }

    /** Opens the port, or the way in memory, and serves; on failure nothing is left behind. */
    static RunningServer start(ServerSettings settings, ServerContext context) throws IOException {
        MemoryTransport memory = settings.memory;
        return start(
                settings,
                context,
                memory == null
                        ? loops -> Entrance.of(bind(settings, loops, context))
                        : loops -> inMemory(memory, loops, context));
    }

    private static Entrance inMemory(MemoryTransport memory, List<EventLoop> loops, ServerContext context) {
        MemoryAcceptor acceptor = new MemoryAcceptor(loops, link -> new OpeningHandshake(link, context));
        memory.open(acceptor);
        return new Entrance(null, () -> memory.close(acceptor));
    }

    private static RunningServer start(ServerSettings settings, ServerContext context, Opening opening)
            throws IOException {
        List<EventLoop> loops = new ArrayList<>();
        try {
            for (int i = 0; i < settings.loops; i++) {
                loops.add(new EventLoop("twsj-loop-" + i, settings.ticker));
            }
            context.loops(loops);
            RunningServer server = new RunningServer(loops, opening.open(loops), context);
            loops.forEach(EventLoop::start);
            return server;
        } catch (IOException | RuntimeException failure) {
            loops.forEach(EventLoop::discard);
            context.workers().discard();
            throw failure;
        }
    }

    private static Acceptor bind(ServerSettings settings, List<EventLoop> loops, ServerContext context)
            throws IOException {
        String host = settings.address;
        InetSocketAddress address = new InetSocketAddress(host, settings.port);
        if (address.isUnresolved()) {
            throw new UnknownHostException("cannot listen on " + host + ": unknown host");
        }
        int most = DescriptorLimit.connections().orElse(Integer.MAX_VALUE);
        try {
            return Acceptor.bind(
                    address,
                    settings.backlog,
                    loops,
                    context::tls,
                    settings.proxyProtocol,
                    link -> new OpeningHandshake(link, context),
                    () -> context.openSockets() < most);
        } catch (BindException inUse) {
            BindException clearer =
                    new BindException("cannot listen on " + host + ":" + settings.port + ": " + inUse.getMessage());
            clearer.initCause(inUse);
            throw clearer;
        }
    }

    /** Null if it does not listen. */
    @Nullable
    InetSocketAddress address() {
        return entrance.address();
    }

    /** Has new connections speak TLS on these terms. */
    void tls(TlsOptions options) {
        context.tls(options);
    }

    int openConnections() {
        return context.openConnections();
    }

    /** See {@link WebSocketServer#stop(Duration)}. To be called once; {@link #hurry} may join in. */
    void stop(Duration grace) {
        context.stop(grace);
        entrance.close().run();
        boolean interrupted = false;
        try {
            forEachConnection(this::goAway);
            if (!context.awaitNoneOpen()) {
                forEachConnection(HandledLink::abort);
                context.stop(AFTER_ABORT);
                context.awaitNoneOpen();
            }
        } catch (InterruptedException impatient) {
            interrupted = true;
        }
        loops.forEach(EventLoop::stop);
        interrupted |= !join();
        ended.countDown();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes a stop that is under way end sooner, and waits for it. */
    void hurry(Duration grace) {
        context.hurry(grace);
        try {
            ended.await();
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    private void forEachConnection(Consumer<HandledLink> action) {
        for (EventLoop loop : loops) {
            loop.execute(() -> loop.forEachConnection(action));
        }
    }

    private void goAway(HandledLink connection) {
        connection.readAvailable();
        goAway(connection.handler(), () -> goAway(connection));
    }

    private void goAway(LinkHandler handler, Runnable again) {
        if (handler instanceof Session session) {
            session.closeAfterwards(CloseReason.GOING_AWAY, context.isDraining() ? again : null);
        } else if (handler instanceof Multiplexer physical) {
            physical.endWhenIdle();
            physical.forEachHandler(this::goAway);
        }
    }

    private void goAway(LinkHandler channel) {
        goAway(channel, () -> goAway(channel));
    }

    /** Waits for the threads; false if interrupted. */
    private boolean join() {
        try {
            context.workers().shutdown();
            for (EventLoop loop : loops) {
                if (!loop.inLoop()) {
                    loop.join();
                }
            }
            return true;
        } catch (InterruptedException impatient) {
            return false;
        }
    }
}
