package io.twsj;

import io.twsj.concurrent.FailureLog;
import io.twsj.transport.Ticker;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts, tells and logs what goes wrong. A line in the log is one line, whatever a peer has put into it, and comes only a
 * few times in a while for each kind of trouble. Thread-safe.
 */
final class ServerReports {

    private final ServerCounts counts;
    private final List<ServerObserver> observers;
    private final LineBudget refusals;
    private final LineBudget challenges;
    private final LineBudget slowPeers;
    private final LineBudget drops;
    private final LineBudget handlers;
    private final LineBudget handshakes;
    private final Map<ServerLimit, LineBudget> limits = new EnumMap<>(ServerLimit.class);

    ServerReports(ServerCounts counts, List<ServerObserver> observers, Ticker ticker) {
        this.counts = counts;
        this.observers = List.copyOf(observers);
        this.refusals = new LineBudget(ticker);
        this.challenges = new LineBudget(ticker);
        this.slowPeers = new LineBudget(ticker);
        this.drops = new LineBudget(ticker);
        this.handlers = new LineBudget(ticker);
        this.handshakes = new LineBudget(ticker);
        for (ServerLimit limit : ServerLimit.values()) {
            limits.put(limit, new LineBudget(ticker));
        }
    }

    /** A handshake was refused. A challenge is how authentication begins, and no news. */
    void refused(SocketAddress client, int status, String reason) {
        counts.refused(status);
        boolean challenge = status == 401;
        log(
                challenge ? challenges : refusals,
                challenge ? Level.DEBUG : Level.INFO,
                "handshake from " + client + " refused with " + status + ": " + reason,
                null);
        tell(observer -> observer.onHandshakeRefused(client, status, reason));
    }

    /** The handshake was accepted, but its peer did not tell in its first message who may connect. */
    void firstMessageRefused(WebSocketConnection connection, String reason) {
        counts.refusedFirstMessages.increment();
        String line =
                "connection " + connection.id() + " from " + connection.remoteAddress() + " not let in: " + reason;
        log(refusals, Level.INFO, line, null);
        tell(observer -> observer.onFirstMessageRefused(connection.remoteAddress(), reason));
    }

    void limitHit(ServerLimit limit, SocketAddress client, String what) {
        counts.hit(limit);
        log(
                Objects.requireNonNull(limits.get(limit)),
                Level.WARNING,
                "limit " + limit + " hit by " + client + ": " + what,
                null);
        tell(observer -> observer.onLimitHit(limit, client));
    }

    void slowPeerCut(WebSocketConnection connection, String why) {
        counts.slowPeersCut.increment();
        String line = "connection " + connection.id() + " from " + connection.remoteAddress() + " cut off: " + why;
        log(slowPeers, Level.WARNING, line, null);
        tell(observer -> observer.onSlowPeerCut(connection, why));
    }

    void messageDropped(WebSocketConnection connection) {
        counts.dropped.increment();
        if (hasObservers()) {
            tell(observer -> observer.onMessageDropped(connection));
        }
        log(drops, Level.INFO, "message to connection " + connection.id() + " dropped: its peer is too slow", null);
    }

    void handlerFailed(WebSocketConnection connection, String method, Throwable failure) {
        counts.handlerFailures.increment();
        log(handlers, Level.ERROR, method + " failed for connection " + connection.id(), failure);
        tell(observer -> observer.onHandlerFailed(connection, failure));
    }

    /** What the application does in handshakes, and for plain requests, has failed. */
    void handshakeFailed(String what, @Nullable Throwable failure) {
        log(handshakes, Level.ERROR, what, failure);
    }

    private static void log(LineBudget budget, Level level, String line, @Nullable Throwable cause) {
        long leftOut = budget.take();
        if (leftOut != LineBudget.NONE) {
            String more = leftOut == 0 ? "" : " (" + leftOut + " more like this were left out)";
            FailureLog.log(level, EventLog.escaped(line) + more, LoggedFailure.harmless(cause));
        }
    }

    boolean hasObservers() {
        return !observers.isEmpty();
    }

    void tell(Consumer<ServerObserver> event) {
        for (ServerObserver observer : observers) {
            try {
                event.accept(observer);
            } catch (RuntimeException | Error failure) {
                log(handlers, Level.ERROR, "an observer failed", failure);
            }
        }
    }
}
