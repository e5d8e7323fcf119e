package io.twsj;

import io.twsj.handshake.auth.Authentication;
import io.twsj.handshake.auth.AuthenticationRequest;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.http.Headers;
import io.twsj.http.RequestHead;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks a route's authenticator, on a worker, what a token is worth that came in a message. Thread-safe. */
final class PeerQuestion {

    private final Route route;
    private final Executor workers;
    private final ServerReports reports;

    PeerQuestion(Route route, Executor workers, ServerReports reports) {
        this.route = route;
        this.workers = workers;
        this.reports = reports;
    }

    Route route() {
        return route;
    }

    /**
     * Asks.
     *
     * @param receiver is told by whichever thread, perhaps never; null if nobody can tell, which is logged then
     */
    void ask(Session session, String token, Consumer<@Nullable Authentication> receiver) {
        AuthenticationRequest request = request(session, token);
        try {
            workers.execute(() -> ask(session, request, receiver));
        } catch (RuntimeException rejected) {
            failed(session, rejected, receiver);
        }
    }

    private void ask(Session session, AuthenticationRequest request, Consumer<@Nullable Authentication> receiver) {
        Authenticator authenticator = Objects.requireNonNull(route.authenticator());
        try {
            authenticator.authenticate(request).whenComplete((found, failure) -> {
                if (found == null) {
                    failed(session, failure, receiver);
                } else {
                    receiver.accept(found);
                }
            });
        } catch (Throwable failure) {
            failed(session, failure, receiver);
        }
    }

    private void failed(Session session, @Nullable Throwable failure, Consumer<@Nullable Authentication> receiver) {
        reports.handshakeFailed("an authenticator failed for connection " + session.id(), failure);
        receiver.accept(null);
    }

    /** The opening handshake as it had been if the client could have set the header. */
    private static AuthenticationRequest request(Session session, String token) {
        RequestHead head = session.handshake();
        Headers headers = Headers.builder()
                .addAll(head.headers())
                .add("Authorization", "Bearer " + token)
                .build();
        return new AuthenticationRequest(
                new RequestHead(head.method(), head.target(), headers), session.remoteAddress(), session.tlsSession());
    }
}
