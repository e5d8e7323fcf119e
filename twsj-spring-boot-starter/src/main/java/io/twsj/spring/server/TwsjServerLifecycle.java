package io.twsj.spring.server;

import io.twsj.ServerStatistics;
import io.twsj.TlsOptions;
import io.twsj.WebSocketServer;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the server last and stops it first among what an application usually has, in the phase of Boot's own web
 * servers. Keeps the application alive while the server runs. A bean, to be injected for {@link #server()} and
 * {@link #statistics()}. Thread-safe.
 *
 * <p>The end is in two steps: {@link TwsjServerGracefulShutdown} lets the connections end by themselves, then this class
 * cuts what is left. Before the first the application is said to refuse traffic, since Boot does that for the contexts of its
 * web servers only.
 */
public final class TwsjServerLifecycle implements SmartLifecycle, DisposableBean {

    /** As Boot's {@code WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE}, whose module may be absent. */
    static final int PHASE = TwsjServerGracefulShutdown.PHASE - 1024;

    private static final Log log = LogFactory.getLog(TwsjServerLifecycle.class);

    private final WebSocketServerFactory factory;
    private final ApplicationEventPublisher events;

    private volatile @Nullable RunningServer running;

    /** What {@link #statistics()} asks, also when nothing runs any more. */
    private volatile @Nullable WebSocketServer latest;

    /** A life cycle for the servers that this factory makes, one for each start. */
    public TwsjServerLifecycle(WebSocketServerFactory factory, ApplicationEventPublisher events) {
        this.factory = factory;
        this.events = events;
    }

    @Override
    public synchronized void start() {
        if (running != null) {
            return;
        }
        WebSocketServer server = factory.create();
        if (server == null) {
            return;
        }
        open(server);
        int port = ListeningSockets.port(server);
        boolean again = latest != null;
        latest = server;
        running = new RunningServer(server, port, KeepAlive.start(), new AtomicBoolean());
        log.info(ListeningSockets.describe(server));
        if (again) {
            // After the first start Boot does, when all of the application has started.
            AvailabilityChangeEvent.publish(events, server, ReadinessState.ACCEPTING_TRAFFIC);
        }
        events.publishEvent(new TwsjServerStartedEvent(server, port));
    }

    private static void open(WebSocketServer server) {
        try {
            server.start();
        } catch (IOException | UnresolvedAddressException e) {
            throw new ServerStartException(e);
        }
    }

    /**
     * Has new connections speak TLS on these terms, for example with a renewed certificate; those that are open stay as
     * they are. Does nothing if no server runs: the next one starts with TLS of its own. To be called on any thread.
     *
     * @throws IllegalStateException if the server was started without TLS
     */
    public synchronized void replaceTls(TlsOptions options) {
        WebSocketServer server = server();
        if (server != null && server.isRunning()) {
            server.replaceTls(options);
        }
    }

    /**
     * The same for the further listener of this name, one of {@code twsj.listeners}.
     *
     * @throws IllegalArgumentException if there is none
     * @throws IllegalStateException if it was started without TLS
     */
    public synchronized void replaceTls(String listener, TlsOptions options) {
        WebSocketServer server = server();
        if (server != null && server.isRunning()) {
            server.replaceTls(listener, options);
        }
    }

    /** Lets connections end by themselves, so long at most. Not synchronized: {@link #stop()} may make an end of it. */
    void stopGently(Duration grace) {
        RunningServer stopping = running;
        if (stopping != null) {
            announceStop(stopping);
            stopping.server().stop(grace);
        }
    }

    /** Says once that the server stops, which no listener can prevent. */
    private void announceStop(RunningServer stopping) {
        if (stopping.announced().compareAndSet(false, true)) {
            announce(new AvailabilityChangeEvent<>(stopping.server(), ReadinessState.REFUSING_TRAFFIC));
            announce(new TwsjServerStoppingEvent(stopping.server(), stopping.port()));
        }
    }

    private void announce(ApplicationEvent event) {
        try {
            events.publishEvent(event);
        } catch (RuntimeException e) {
            log.error("a listener for the stop of the server failed", e);
        }
    }

    @Override
    public synchronized void stop() {
        RunningServer stopping = running;
        if (stopping == null) {
            return;
        }
        announceStop(stopping);
        try {
            stopping.server().stop(Duration.ZERO);
        } finally {
            running = null;
            stopping.keepAlive().end();
        }
        events.publishEvent(new TwsjServerStoppedEvent(stopping.server(), stopping.port()));
    }

    /** For a context that fails after the server's start and therefore never runs its stop phases. */
    @Override
    public void destroy() {
        stop();
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** As Boot's web servers: a cached test context keeps its port. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    /** The server between start and stop, or null. To be called on any thread. */
    public @Nullable WebSocketServer server() {
        RunningServer current = running;
        return current == null ? null : current.server();
    }

    /**
     * What the server has counted since its start; between stop and start, what the last one has. Null before the first start
     * and if there is nothing to serve. To be called on any thread.
     */
    public @Nullable ServerStatistics statistics() {
        WebSocketServer counting = latest;
        return counting == null ? null : counting.statistics();
    }

    /**
     * The server of one start.
     *
     * @param announced whether its stop has been said
     */
    private record RunningServer(WebSocketServer server, int port, KeepAlive keepAlive, AtomicBoolean announced) {}
}
