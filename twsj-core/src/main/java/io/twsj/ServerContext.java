package io.twsj;

import io.twsj.extension.Extension;
import io.twsj.handshake.AllowedHosts;
import io.twsj.handshake.HandshakeOptions;
import io.twsj.handshake.Refusal;
import io.twsj.http.HttpLimits;
import io.twsj.http.HttpResponder;
import io.twsj.http.HttpResponse;
import io.twsj.http.RequestHead;
import io.twsj.http.TrustedProxies;
import io.twsj.mux.MuxExtension;
import io.twsj.mux.MuxTerms;
import io.twsj.protocol.Link;
import io.twsj.transport.TlsTerms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What all connections of a server share: its terms, and how many of them are open. Thread-safe. */
final class ServerContext implements Session.Owner {

    private final Routes routes;
    private final AllowedHosts hosts;
    private final TrustedProxies proxies;
    private final List<HttpResponder> responders;
    private final HttpLimits httpLimits;
    private final Duration handshakeTimeout;
    private final int maxConnections;
    private final Workers workers;

    /** Null if no connection is shared. */
    private final @Nullable MuxTerms mux;

    private final AtomicInteger open = new AtomicInteger();

    /** Those of {@link #open} that share another one's socket. */
    private final AtomicInteger sharing = new AtomicInteger();

    /** How new connections speak TLS; null without TLS. */
    private volatile @Nullable TlsTerms tls;

    /** Where open connections are found. */
    private volatile WebSocketConnections connections = new WebSocketConnections();

    private volatile boolean stopping;

    /** When the time of a stop is over. */
    private long endsAt;

    /** When the time to handle what has come is over, and that of the closing handshakes begins. */
    private volatile long drainsUntil;

    ServerContext(
            Routes routes,
            AllowedHosts hosts,
            TrustedProxies proxies,
            List<HttpResponder> responders,
            HttpLimits httpLimits,
            Duration handshakeTimeout,
            int maxConnections,
            Workers workers,
            @Nullable MuxOptions mux) {
        this.routes = routes;
        this.hosts = hosts;
        this.proxies = proxies;
        this.responders = responders;
        this.httpLimits = httpLimits;
        this.handshakeTimeout = handshakeTimeout;
        this.maxConnections = maxConnections;
        this.workers = workers;
        this.mux = mux == null ? null : mux.terms();
    }

    @Nullable
    TlsTerms tls() {
        return tls;
    }

    /** Has new connections speak TLS on these terms. */
    void tls(TlsOptions options) {
        tls = options.serverTerms(workers.executor());
    }

    WebSocketConnections connections() {
        return connections;
    }

    /** Has new connections be found there. */
    void connections(WebSocketConnections all) {
        connections = all;
    }

    Routes routes() {
        return routes;
    }

    AllowedHosts hosts() {
        return hosts;
    }

    TrustedProxies proxies() {
        return proxies;
    }

    HttpLimits httpLimits() {
        return httpLimits;
    }

    Duration handshakeTimeout() {
        return handshakeTimeout;
    }

    /** What an opening handshake on this link may agree to. */
    HandshakeOptions handshakeOptions(Route route, Link link) {
        HandshakeOptions options = route.handshakeOptions();
        if (mux == null || link.carriesFrames() || !MuxExtension.goesWith(options.extensions())) {
            return options;
        }
        List<Extension> extensions = new ArrayList<>(options.extensions());
        // Behind the others, which then belong to the first channel.
        extensions.add(new MuxExtension(mux));
        return options.withExtensions(extensions);
    }

    /** On which terms mux was agreed. */
    MuxTerms mux() {
        return Objects.requireNonNull(mux, "mux was agreed");
    }

    /** Who is told of the end of a session that opens on this link now. */
    Session.Owner ownerOn(Link link) {
        if (!link.carriesFrames()) {
            return this;
        }
        sharing.incrementAndGet();
        return session -> {
            sharing.decrementAndGet();
            leave();
        };
    }

    Workers workers() {
        return workers;
    }

    boolean hasResponders() {
        return !responders.isEmpty();
    }

    /** Asks the responders in order; null if none of them answers. They may block. */
    @Nullable
    HttpResponse respond(RequestHead request) throws Exception {
        for (HttpResponder responder : responders) {
            HttpResponse response = responder.respond(request);
            if (response != null) {
                return response;
            }
        }
        return null;
    }

    /** Takes a place for one more connection; null if there was one. To be given back by {@link #leave}. */
    @Nullable
    Refusal enter() {
        if (stopping) {
            return unavailable("the server is stopping");
        }
        // Counted before it is judged: several loops may be here at the same time.
        if (open.incrementAndGet() > maxConnections) {
            leave();
            return unavailable("as many connections are open as are allowed, " + maxConnections);
        }
        return null;
    }

    private static Refusal unavailable(String reason) {
        return Refusal.of(503, reason).with("Retry-After", "5");
    }

    /** From now on no connection opens, and those that are open have so long to end. */
    synchronized void stop(Duration grace) {
        stopping = true;
        endsAfter(grace);
    }

    private void endsAfter(Duration grace) {
        long now = System.nanoTime();
        endsAt = now + grace.toNanos();
        drainsUntil = now + grace.toNanos() / 2;
    }

    /** Whether there is time to handle what peers have sent, or go on sending, before they are told to go. */
    boolean isDraining() {
        return System.nanoTime() - drainsUntil < 0;
    }

    /** Those that are open have no longer than this to end. */
    synchronized void hurry(Duration grace) {
        long sooner = System.nanoTime() + grace.toNanos();
        if (sooner - endsAt < 0) {
            endsAfter(grace);
            notifyAll();
        }
    }

    @Override
    public void ended(Session session) {
        leave();
    }

    /** Gives a place back. */
    void leave() {
        if (open.decrementAndGet() == 0) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    int openConnections() {
        return open.get();
    }

    /** Sockets of open connections. */
    int openSockets() {
        return open.get() - sharing.get();
    }

    /** Waits until no connection is open or their time is over; tells whether none is open. */
    synchronized boolean awaitNoneOpen() throws InterruptedException {
        while (open.get() > 0) {
            long millis = TimeUnit.NANOSECONDS.toMillis(endsAt - System.nanoTime());
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }
}
