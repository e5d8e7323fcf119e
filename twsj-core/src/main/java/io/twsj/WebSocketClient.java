package io.twsj;

import io.twsj.dial.Dial;
import io.twsj.dial.DialOptions;
import io.twsj.dial.NameResolver;
import io.twsj.dial.SharedLinks;
import io.twsj.dial.Target;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client: any number of connections to any servers on a few threads.
 *
 * <pre>{@code
 * try (WebSocketClient client = WebSocketClient.create()) {
 *     WebSocketConnection connection = client.connectBlocking(URI.create("ws://localhost:8000/echo"), listener);
 *     connection.send("hello");
 * }
 * }</pre>
 *
 * <p>URIs are {@code ws://host[:port]/path?query}, {@code wss://…} and, for Unix domain sockets,
 * {@code ws+unix:/run/app.sock:/path?query}: the path of the socket ends at the first colon, and what follows is asked
 * for ({@code /} if nothing does).
 *
 * <p>Looser than RFC 6455 section 4.1 step 2, which is about browsers and the pages in them: several connections to one
 * address may be in their opening handshakes at the same time.
 *
 * <p>Its threads start with the first connect and end with {@link #close()}. Until then they keep the JVM alive, so that a
 * program that only listens does not end behind its back, unless {@link Builder#daemon} says otherwise. Thread-safe.
 */
public final class WebSocketClient implements AutoCloseable {

    /** For the ends of connections that were dropped. */
    private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

    private final Builder settings;
    private @Nullable ClientContext running;
    private boolean closed;

    private WebSocketClient(Builder settings) {
        this.settings = settings;
    }

    /** A client with the defaults. */
    public static WebSocketClient create() {
        return builder().build();
    }

    /** Starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Connects with the client's own options; see {@link #connect(URI, ConnectOptions, WebSocketListener)}. */
    public CompletableFuture<WebSocketConnection> connect(URI uri, WebSocketListener listener) {
        return connect(uri, settings.options, listener);
    }

    /**
     * Connects.
     *
     * @return completes on a worker after {@code onOpen} has returned; exceptionally with an {@link IOException}:
     *     {@link io.twsj.handshake.HandshakeException} if the server refused or broke a rule,
     *     {@link java.net.SocketTimeoutException}, {@link java.net.UnknownHostException},
     *     {@link java.net.ConnectException}. Cancelling it gives up
     * @throws IllegalArgumentException if the URI is none of this client's kinds, or has user-info or a fragment
     * @throws IllegalStateException if the client is closed
     */
    public CompletableFuture<WebSocketConnection> connect(URI uri, ConnectOptions options, WebSocketListener listener) {
        ClientContext context = context();
        return connect(context, Target.of(uri), options, options.endpoint(listener), context);
    }

    CompletableFuture<WebSocketConnection> connect(
            ClientContext context, Target target, ConnectOptions options, Endpoint endpoint, Session.Owner owner) {
        DialOptions terms = options.dialOptions();
        SharedConnections shared = context.shared();
        SharedOrigin.Claim claim = shared == null ? null : shared.claim(target, terms);
        EventLoops.Loop loop = claim == null ? context.loops().next() : claim.loop();
        Connecting connecting = new Connecting(context, endpoint, loop.keys(), claim, owner);
        Dial dial = new Dial(
                loop.loop(),
                context.workers().executor(),
                settings.names,
                target,
                shared == null || claim == null ? terms : shared.offeringMux(terms),
                claim == null ? links(loop) : claim,
                connecting);
        CompletableFuture<WebSocketConnection> future = connecting.start(dial);
        if (isClosed()) {
            // It may have been closed before it could know of this one, and its loops may do nothing any more.
            future.completeExceptionally(new IOException("the client was closed"));
        }
        return future;
    }

    private SharedLinks links(EventLoops.Loop loop) {
        return settings.memory == null ? SharedLinks.NONE : settings.memory.links(loop.loop());
    }

    /** Connects as {@link #connectBlocking(URI, ConnectOptions, WebSocketListener)} with the client's own options. */
    public WebSocketConnection connectBlocking(URI uri, WebSocketListener listener) throws IOException {
        return connectBlocking(uri, settings.options, listener);
    }

    /**
     * Connects, and waits for it; not to be called by an {@link Execution#INLINE} listener.
     *
     * @throws IOException as {@link #connect(URI, ConnectOptions, WebSocketListener)} says; an
     *     {@link InterruptedIOException} if the thread was interrupted
     * @throws IllegalStateException if the client is closed, or the caller is one of its event loops
     */
    public WebSocketConnection connectBlocking(URI uri, ConnectOptions options, WebSocketListener listener)
            throws IOException {
        if (context().loops().inLoop()) {
            throw new IllegalStateException("an event loop would wait for itself; use connect");
        }
        CompletableFuture<WebSocketConnection> future = connect(uri, options, listener);
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while connecting");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException failure ? failure : new IOException(failed.getCause());
        }
    }

    /** Keeps connected with the client's own options and {@link ReconnectOptions#DEFAULT}. */
    public ReconnectingConnection keepConnected(URI uri, WebSocketListener listener) {
        return keepConnected(uri, settings.options, ReconnectOptions.DEFAULT, listener);
    }

    /**
     * Connects, and again whenever there is no connection.
     *
     * @param listener of all the connections, one after the other
     * @throws IllegalArgumentException as {@link #connect(URI, ConnectOptions, WebSocketListener)} says
     * @throws IllegalStateException if the client is closed
     */
    public ReconnectingConnection keepConnected(
            URI uri, ConnectOptions options, ReconnectOptions reconnect, WebSocketListener listener) {
        ClientContext context = context();
        ClientDialling dialling = new ClientDialling(this, context, Target.of(uri), options);
        ReconnectingConnection kept = new ReconnectingConnection(
                dialling,
                dialling,
                () -> ThreadLocalRandom.current().nextDouble(),
                options.endpoint(listener),
                reconnect);
        context.keeping(kept);
        kept.start();
        if (isClosed()) {
            kept.clientClosed();
        }
        return kept;
    }

    /** The number of open connections. */
    public synchronized int openConnections() {
        return running == null ? 0 : running.openConnections();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** What exists from the first connect to the end. */
    private synchronized ClientContext context() {
        if (closed) {
            throw new IllegalStateException("the client is closed");
        }
        ClientContext context = running;
        if (context == null) {
            Workers workers = settings.executor == null ? Workers.create() : Workers.of(settings.executor);
            context = new ClientContext(loops(), workers, settings.mux);
            running = context;
        }
        return context;
    }

    private EventLoops loops() {
        try {
            return settings.shared == null ? EventLoops.start(settings.loops, settings.daemon) : settings.shared;
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot start an event loop", failure);
        }
    }

    /** Closes within the time of {@link Builder#closeGrace}. */
    @Override
    public void close() {
        close(settings.closeGrace);
    }

    /**
     * Gives up connecting, closes all connections with 1001, drops those that are left after the grace period, and ends
     * the threads. Returns when everything has ended; on an event loop at once. Does nothing if it is closed.
     */
    public void close(Duration grace) {
        ClientContext ending = endRunning();
        if (ending == null) {
            return;
        }
        ending.goAway(grace);
        if (ending.loops().inLoop()) {
            new Thread(() -> end(ending, grace), "twsj-client-close").start();
        } else {
            end(ending, grace);
        }
    }

    private synchronized @Nullable ClientContext endRunning() {
        ClientContext ending = running;
        running = null;
        closed = true;
        return ending;
    }

    private void end(ClientContext ending, Duration grace) {
        try {
            ending.awaitDrained();
            if (!ending.awaitNoneOpen(grace.dividedBy(2))) {
                ending.abortAll();
                ending.awaitNoneOpen(LAST_MOMENT);
            }
            endThreads(ending);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
            ending.workers().discard();
            endLoops(ending);
        }
    }

    private void endThreads(ClientContext ending) throws InterruptedException {
        endLoops(ending);
        ending.workers().shutdown();
    }

    private void endLoops(ClientContext ending) {
        if (settings.shared == null) {
            ending.loops().close();
        }
    }

    /** Collects what a client is to be. One caller at a time. */
    public static final class Builder {

        private int loops = 1;
        private boolean daemon;
        private @Nullable EventLoops shared;
        private @Nullable Executor executor;
        private ConnectOptions options = ConnectOptions.DEFAULT;
        private Duration closeGrace = Duration.ofSeconds(10);
        private @Nullable MuxOptions mux;
        private @Nullable MemoryTransport memory;
        private NameResolver names = NameResolver.SYSTEM;

        private Builder() {}

        private Builder(Builder from) {
            loops = from.loops;
            daemon = from.daemon;
            shared = from.shared;
            executor = from.executor;
            options = from.options;
            closeGrace = from.closeGrace;
            mux = from.mux;
            memory = from.memory;
            names = from.names;
        }

        /** Event loops of the client's own, each a thread (1, which carries thousands of connections). */
        public Builder loops(int count) {
            if (count <= 0) {
                throw new IllegalArgumentException("loops is " + count + "; it must be positive");
            }
            loops = count;
            return this;
        }

        /** Whether the JVM may end while the client's own loops run (no). */
        public Builder daemon(boolean mayEnd) {
            daemon = mayEnd;
            return this;
        }

        /** Loops to share with other clients, in place of its own; they stay the caller's. */
        public Builder share(EventLoops others) {
            shared = Objects.requireNonNull(others, "loops");
            return this;
        }

        /** Where names are resolved and {@link Execution#WORKER} listeners run (virtual threads, or a pool of its own). */
        public Builder executor(Executor workers) {
            executor = Objects.requireNonNull(workers, "executor");
            return this;
        }

        /** For connects that are given no options ({@link ConnectOptions#DEFAULT}). */
        public Builder options(ConnectOptions defaults) {
            options = Objects.requireNonNull(defaults, "options");
            return this;
        }

        /** How long {@link #close()} waits for connections to close (10 s). */
        public Builder closeGrace(Duration grace) {
            if (grace.isNegative()) {
                throw new IllegalArgumentException("closeGrace is " + grace + "; it must not be negative");
            }
            closeGrace = grace;
            return this;
        }

        /**
         * Has connections to one scheme, host and port, through one proxy, share a TCP connection where the server speaks
         * the protocol extension {@code mux} (off). Each remains a connection of its own, opening handshake included.
         * Those that offer {@code deflate-frame} do not share.
         */
        public Builder mux(MuxOptions options) {
            mux = Objects.requireNonNull(options, "mux");
            return this;
        }

        /** Has all connections lead to the server of this transport, whatever the URI's host (none: the network). */
        public Builder memory(MemoryTransport transport) {
            memory = Objects.requireNonNull(transport, "memory");
            return this;
        }

        /** For tests: names that need no DNS. */
        Builder names(NameResolver resolver) {
            names = resolver;
            return this;
        }

        /** The client. */
        public WebSocketClient build() {
            return new WebSocketClient(new Builder(this));
        }
    }
}
