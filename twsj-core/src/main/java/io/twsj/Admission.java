package io.twsj;

import io.twsj.handshake.Refusal;
import io.twsj.handshake.ServerHandshake;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.handshake.auth.Authentication;
import io.twsj.handshake.auth.AuthenticationRequest;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.http.Headers;
import io.twsj.http.HttpRequest;
import io.twsj.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Asks a route's authenticator and then its interceptors about one request, on workers, and makes an outcome of what they
 * say. Thread-safe.
 */
final class Admission {

    private final UpgradeRequest request;
    private final @Nullable SSLSession tlsSession;
    private final Executor workers;
    private final ServerReports reports;
    private final Consumer<Outcome> receiver;

    /** How it ends. */
    sealed interface Outcome {}

    /**
     * The peer may connect.
     *
     * @param headers what interceptors add to the answer
     * @param onlyToTell whether it has to tell who it is first of all
     */
    record Admitted(@Nullable AuthenticatedPrincipal principal, Headers headers, boolean onlyToTell)
            implements Outcome {

        /** Whoever it is. */
        static final Admitted UNASKED = new Admitted(null, Headers.EMPTY, false);
    }

    /** The peer may not connect. */
    record TurnedAway(HttpResponse response, String reason) implements Outcome {

        TurnedAway(Refusal refusal) {
            this(refusal.response(), refusal.reason());
        }
    }

    private Admission(
            UpgradeRequest request,
            @Nullable SSLSession tlsSession,
            Executor workers,
            ServerReports reports,
            Consumer<Outcome> receiver) {
        this.request = request;
        this.tlsSession = tlsSession;
        this.workers = workers;
        this.reports = reports;
        this.receiver = receiver;
    }

    /** Asks; the receiver is told the outcome by whichever thread, at most once, or never if nobody answers. */
    static void ask(
            UpgradeRequest request,
            @Nullable SSLSession tlsSession,
            Executor workers,
            ServerReports reports,
            Consumer<Outcome> receiver) {
        new Admission(request, tlsSession, workers, reports, receiver).ask();
    }

    private void ask() {
        Authenticator authenticator = request.route().authenticator();
        if (authenticator == null) {
            intercept(0, Admitted.UNASKED);
        } else {
            onWorker("an authenticator", () -> authenticate(authenticator));
        }
    }

    /** What is asked may block. */
    private void onWorker(String whom, Runnable question) {
        try {
            workers.execute(() -> {
                try {
                    question.run();
                } catch (Throwable failure) {
                    failed(whom, failure);
                }
            });
        } catch (RejectedExecutionException rejected) {
            reports.handshakeFailed("no worker for " + whom, rejected);
            receiver.accept(new TurnedAway(Refusal.of(503, "overloaded")));
        }
    }

    private void failed(String who, @Nullable Throwable failure) {
        reports.handshakeFailed(who + " failed for " + request.head(), failure);
        receiver.accept(new TurnedAway(Refusal.of(500, "internal error")));
    }

    // Credentials

    private void authenticate(Authenticator authenticator) {
        AuthenticationRequest asked =
                new AuthenticationRequest(request.head(), request.source().client(), tlsSession);
        authenticator.authenticate(asked).whenComplete((found, failure) -> {
            if (found == null) {
                failed("an authenticator", failure);
            } else {
                authenticated(found, asked);
            }
        });
    }

    private void authenticated(Authentication found, AuthenticationRequest asked) {
        Refusal refusal = found.refusal();
        if (refusal == null) {
            intercept(0, new Admitted(((Authentication.Granted) found).principal(), Headers.EMPTY, false));
        } else if (mayTellLater(found, asked)) {
            intercept(0, new Admitted(null, Headers.EMPTY, true));
        } else {
            receiver.accept(new TurnedAway(refusal));
        }
    }

    private boolean mayTellLater(Authentication found, AuthenticationRequest asked) {
        return !request.route().firstMessage().isZero()
                && found instanceof Authentication.Challenged challenged
                && challenged.isForWantOfCredentials(asked);
    }

    // Interceptors, one after the other

    private void intercept(int index, Admitted soFar) {
        List<HandshakeInterceptor> interceptors = request.route().interceptors();
        if (index == interceptors.size()) {
            receiver.accept(soFar);
            return;
        }
        onWorker(
                "an interceptor",
                () -> interceptors
                        .get(index)
                        .intercept(asked(soFar.principal()))
                        .whenComplete((decision, failure) -> {
                            if (decision == null) {
                                failed("an interceptor", failure);
                            } else {
                                intercepted(index, soFar, decision);
                            }
                        }));
    }

    private HandshakeRequest asked(@Nullable AuthenticatedPrincipal principal) {
        HttpRequest source = request.source();
        return new HandshakeRequest(
                request.head(),
                request.match().variables(),
                source.client(),
                source.host(),
                source.secure(),
                ServerHandshake.subprotocol(request.head(), request.options()),
                principal,
                tlsSession);
    }

    private void intercepted(int index, Admitted soFar, HandshakeDecision decision) {
        if (decision instanceof HandshakeDecision.Proceed more) {
            Headers headers = Headers.builder()
                    .addAll(soFar.headers())
                    .addAll(more.headers())
                    .build();
            intercept(index + 1, new Admitted(soFar.principal(), headers, soFar.onlyToTell()));
        } else {
            receiver.accept(new TurnedAway(((HandshakeDecision.Refuse) decision).response(), "by an interceptor"));
        }
    }
}
