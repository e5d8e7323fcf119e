package io.twsj;

import io.twsj.extension.Extension;
import io.twsj.handshake.AllowedHosts;
import io.twsj.handshake.HandshakeOptions;
import io.twsj.handshake.Refusal;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.http.HttpLimits;
import io.twsj.http.HttpRequest;
import io.twsj.http.HttpResponder;
import io.twsj.http.HttpResponse;
import io.twsj.http.TrustedProxies;
import io.twsj.mux.MuxExtension;
import io.twsj.mux.MuxTerms;
import io.twsj.protocol.Link;
import io.twsj.transport.EventLoop;
import io.twsj.transport.TlsTerms;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What all connections of a server share: its terms, and how many of them are open. Thread-safe. */
final class ServerContext {

    /** After which a client that found no place may try again. */
    private static final int RETRY_SECONDS = 5;

    private final ServerSettings settings;
    private final Routes routes;
    private final WebSocketConnections connections;
    private final Workers workers;
    private final ServerCounts counts;
    private final ServerReports reports;

    /** Null if no connection is shared. */
    private final @Nullable MuxTerms mux;

    private final Questions questions;
    private final int maxConnections;

    /** Null if addresses are not counted. */
    private final @Nullable Headcount<Long> byAddress;

    /** Null if users are not counted. */
    private final @Nullable Headcount<String> byUser;

    /** Null if an address may begin any number of handshakes. */
    private final @Nullable HandshakeRates rates;

    /** By what a link calls its loop; complete before a connection comes. */
    private final Map<Executor, ServerLoop> loops = new IdentityHashMap<>();

    private final AtomicInteger open = new AtomicInteger();

    /** Those of {@link #open} that share another one's socket. */
    private final AtomicInteger sharing = new AtomicInteger();

    private volatile boolean stopping;

    /** Whether a stop is to end sooner than it was to at first. Guarded by this. */
    private boolean hurried;

    /** When the time of a stop is over. */
    private long endsAt;

    /** When the time to handle what has come is over, and that of the closing handshakes begins. */
    private volatile long drainsUntil;

    ServerContext(
            ServerSettings settings,
            Routes routes,
            WebSocketConnections connections,
            Workers workers,
            ServerCounts counts,
            ServerReports reports) {
        this.settings = settings;
        this.routes = routes;
        this.connections = connections;
        this.workers = workers;
        this.counts = counts;
        this.reports = reports;
        this.mux = settings.mux == null ? null : settings.mux.terms();
        this.questions = new Questions(workers.executor(), settings.maxUnfinishedHandshakes);
        this.maxConnections = settings.maxConnections == 0 ? Integer.MAX_VALUE : settings.maxConnections;
        this.byAddress =
                settings.maxConnectionsPerAddress == 0 ? null : new Headcount<>(settings.maxConnectionsPerAddress);
        this.byUser = settings.maxConnectionsPerUser == 0 ? null : new Headcount<>(settings.maxConnectionsPerUser);
        this.rates = settings.maxHandshakesPerSecond == 0 ? null : new HandshakeRates(settings.maxHandshakesPerSecond);
    }

    /** Takes in the loops, before the first of them runs. */
    void loops(List<EventLoop> all) {
        int share = (settings.maxUnfinishedHandshakes + all.size() - 1) / all.size();
        all.forEach(loop -> loops.put(loop, new ServerLoop(this, counts.forLoop(), share)));
    }

    /** What is kept for the loop of a link. */
    ServerLoop loopOf(Link link) {
        return Objects.requireNonNull(loops.get(link.loop()), "the link is on a loop of this server");
    }

    ServerCounts counts() {
        return counts;
    }

    ServerReports reports() {
        return reports;
    }

    /** How connections speak TLS on these terms. */
    TlsTerms terms(TlsOptions options) {
        return options.serverTerms(workers.executor());
    }

    /** Where handshakes ask what may block. */
    Executor questions() {
        return questions;
    }

    WebSocketConnections connections() {
        return connections;
    }

    Routes routes() {
        return routes;
    }

    AllowedHosts hosts() {
        return settings.hosts;
    }

    TrustedProxies proxies() {
        return settings.proxies;
    }

    HttpLimits httpLimits() {
        return settings.httpLimits;
    }

    Duration handshakeTimeout() {
        return settings.handshakeTimeout;
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

    Workers workers() {
        return workers;
    }

    boolean hasResponders() {
        return !settings.responders.isEmpty();
    }

    /** Asks the responders in order; null if none of them answers. They may block. */
    @Nullable
    HttpResponse respond(HttpRequest request) throws Exception {
        for (HttpResponder responder : settings.responders) {
            HttpResponse response = responder.respond(request);
            if (response != null) {
                return response;
            }
        }
        return null;
    }

    // Places among the connections: any thread

    /** Takes a handshake's turn; null if its client had not begun too many. */
    @Nullable
    Refusal begin(SocketAddress client, long now) {
        Long address = rates == null ? null : ClientAddress.key(client);
        if (rates == null || address == null || rates.take(address, now)) {
            return null;
        }
        return tooMany(
                ServerLimit.HANDSHAKES_PER_SECOND,
                client,
                "handshakes in a second, of " + settings.maxHandshakesPerSecond,
                1);
    }

    /** A place that is still to be taken. */
    Place place(Link link, SocketAddress client, @Nullable AuthenticatedPrincipal principal) {
        return new Place(
                this,
                loopOf(link),
                link.carriesFrames(),
                client,
                byAddress == null ? null : ClientAddress.key(client),
                byUser == null || principal == null ? null : principal.getName());
    }

    /** Takes a place; null if there was one. To be given back by {@link #leave(Place)}. */
    @Nullable
    Refusal enter(Place place) {
        Refusal full = enter(place.client());
        if (full != null) {
            return full;
        }
        Long address = place.address();
        if (byAddress != null && address != null && !byAddress.enter(address)) {
            leave();
            return tooMany(
                    ServerLimit.CONNECTIONS_PER_ADDRESS,
                    place.client(),
                    "connections from one address, of " + byAddress.most(),
                    RETRY_SECONDS);
        }
        String user = place.user();
        Refusal busy = user == null ? null : enterUser(user, place.client());
        if (busy != null) {
            leaveAddress(place);
            leave();
            return busy;
        }
        if (place.isSharing()) {
            sharing.incrementAndGet();
        }
        return null;
    }

    boolean countsUsers() {
        return byUser != null;
    }

    /** Takes one of the places that a user has; null if there was one. To be given back with the connection's place. */
    @Nullable
    Refusal enterUser(String user, SocketAddress client) {
        return byUser == null || byUser.enter(user)
                ? null
                : tooMany(
                        ServerLimit.CONNECTIONS_PER_USER,
                        client,
                        "connections of one user, of " + byUser.most(),
                        RETRY_SECONDS);
    }

    private @Nullable Refusal enter(SocketAddress client) {
        if (stopping) {
            return unavailable("the server is stopping");
        }
        // Counted before it is judged: several loops may be here at the same time.
        if (open.incrementAndGet() > maxConnections) {
            leave();
            String reason = "as many connections are open as are allowed, " + maxConnections;
            reports.limitHit(ServerLimit.CONNECTIONS, client, reason);
            return unavailable(reason);
        }
        return null;
    }

    private static Refusal unavailable(String reason) {
        return Refusal.of(503, reason).with("Retry-After", Integer.toString(RETRY_SECONDS));
    }

    /** RFC 6585 4. */
    private Refusal tooMany(ServerLimit limit, SocketAddress client, String what, int retrySeconds) {
        String reason = "too many " + what + " that are allowed";
        reports.limitHit(limit, client, reason);
        return Refusal.of(429, reason).with("Retry-After", Integer.toString(retrySeconds));
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
            hurried = true;
            notifyAll();
        }
    }

    /** Gives a place back. */
    void leave(Place place) {
        leaveAddress(place);
        String user = place.user();
        if (byUser != null && user != null) {
            byUser.leave(user);
        }
        if (place.isSharing()) {
            sharing.decrementAndGet();
        }
        leave();
    }

    private void leaveAddress(Place place) {
        Long address = place.address();
        if (byAddress != null && address != null) {
            byAddress.leave(address);
        }
    }

    /** Gives a place back that counted for the server alone. */
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

    /** Waits so long, unless no connection is open or there is a hurry; tells whether the wait was long enough. */
    synchronized boolean awaitStep(Duration step) throws InterruptedException {
        long end = System.nanoTime() + step.toNanos();
        while (open.get() > 0 && !hurried) {
            long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (millis <= 0) {
                return true;
            }
            wait(millis);
        }
        return false;
    }

    /** Waits until no connection is open or there is no time left for what peers have sent; tells whether none is open. */
    synchronized boolean awaitDrained() throws InterruptedException {
        return awaitNoneOpen(() -> drainsUntil);
    }

    /** Waits until no connection is open or their time is over; tells whether none is open. */
    synchronized boolean awaitNoneOpen() throws InterruptedException {
        return awaitNoneOpen(() -> endsAt);
    }

    /** The end may be put forward meanwhile. */
    private synchronized boolean awaitNoneOpen(LongSupplier end) throws InterruptedException {
        while (open.get() > 0) {
            long millis = TimeUnit.NANOSECONDS.toMillis(end.getAsLong() - System.nanoTime());
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }
}
