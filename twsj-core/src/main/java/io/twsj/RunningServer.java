package io.twsj;

import io.twsj.mux.Multiplexer;
import io.twsj.protocol.LinkHandler;
import io.twsj.transport.DescriptorLimit;
import io.twsj.transport.EventLoop;
import io.twsj.transport.HandledLink;
import io.twsj.transport.MemoryAcceptor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** What exists while a server runs: its loops, its listening socket, and how both end. Thread-safe. */
final class RunningServer {

    /** For connections to notice that they were aborted. */
    private static final Duration AFTER_ABORT = Duration.ofSeconds(1);

    /** How often some are told to go, where that is spread. */
    private static final Duration STEP = Duration.ofMillis(50);

    private final List<EventLoop> loops;
    private final List<Entrance> entrances;
    private final Runnable closeEntrances;
    private final ServerSettings settings;
    private final ServerContext context;
    private final CountDownLatch ended = new CountDownLatch(1);

    private RunningServer(
            List<EventLoop> loops,
            List<Entrance> entrances,
            Runnable closeEntrances,
            ServerSettings settings,
            ServerContext context) {
        this.loops = loops;
        this.entrances = entrances;
        this.closeEntrances = closeEntrances;
        this.settings = settings;
        this.context = context;
    }

    /** Opens all entrances, or the way in memory, and serves; on failure nothing is left behind. */
    static RunningServer start(ServerSettings settings, ServerContext context) throws IOException {
        List<EventLoop> loops = new ArrayList<>();
        try {
            for (int i = 0; i < settings.loops; i++) {
                loops.add(new EventLoop("twsj-loop-" + i, settings.ticker));
            }
            context.loops(loops);
            RunningServer server = settings.memory == null
                    ? listening(loops, settings, context)
                    : inMemory(settings.memory, loops, settings, context);
            loops.forEach(EventLoop::start);
            return server;
        } catch (IOException | RuntimeException failure) {
            loops.forEach(EventLoop::discard);
            context.workers().discard();
            throw failure;
        }
    }

    private static RunningServer listening(List<EventLoop> loops, ServerSettings settings, ServerContext context)
            throws IOException {
        int most = DescriptorLimit.connections().orElse(Integer.MAX_VALUE);
        List<Entrance> entrances = new ArrayList<>();
        try {
            for (ListenOptions options : settings.listeners()) {
                entrances.add(new Entrance(options, loops, context, () -> context.openSockets() < most));
            }
        } catch (IOException | RuntimeException failure) {
            entrances.forEach(Entrance::discard);
            throw failure;
        }
        return new RunningServer(loops, entrances, () -> entrances.forEach(Entrance::close), settings, context);
    }

    private static RunningServer inMemory(
            MemoryTransport memory, List<EventLoop> loops, ServerSettings settings, ServerContext context) {
        MemoryAcceptor acceptor = new MemoryAcceptor(loops, link -> new OpeningHandshake(link, context));
        memory.open(acceptor);
        return new RunningServer(loops, List.of(), () -> memory.close(acceptor), settings, context);
    }

    /** None for a server in memory. */
    List<Entrance> entrances() {
        return entrances;
    }

    int openConnections() {
        return context.openConnections();
    }

    /** See {@link WebSocketServer#stop(Duration)}. To be called once; {@link #hurry} may join in. */
    void stop(Duration grace) {
        context.stop(grace);
        closeEntrances.run();
        boolean interrupted = false;
        try {
            sayGoodbye(grace);
            if (!context.awaitDrained()) {
                forEachConnection(this::goAway);
            }
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

    /** Has everybody told to go, at once or some at a time; the last ones get half of the grace period still. */
    private void sayGoodbye(Duration grace) throws InterruptedException {
        long spread = Math.min(settings.shutdownSpread.toNanos(), grace.toNanos() / 2);
        int steps = 1 + (int) (spread / STEP.toNanos());
        List<Departure> departures =
                loops.stream().map(loop -> new Departure(loop, this::goAway)).toList();
        for (int step = 1; step < steps; step++) {
            double part = (double) step / steps;
            departures.forEach(departure -> departure.advance(part));
            if (!context.awaitStep(STEP)) {
                break;
            }
        }
        departures.forEach(departure -> departure.advance(1));
    }

    private void goAway(HandledLink connection) {
        connection.readAvailable();
        goAway(connection.handler(), () -> goAway(connection));
    }

    private void goAway(LinkHandler handler, Runnable again) {
        if (handler instanceof Session session) {
            session.closeAfterwards(settings.shutdownReason, context.isDraining() ? again : null);
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
