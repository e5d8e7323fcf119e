package io.twsj;

import io.twsj.handshake.Refusal;
import io.twsj.handshake.auth.Authentication;
import io.twsj.handshake.auth.AuthenticationRequest;
import io.twsj.handshake.auth.Authenticator;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks an authenticator about one request, on a worker, and makes an answer of what it says. Thread-safe. */
final class Admission {

    private static final System.Logger LOG = System.getLogger("io.twsj");

    private final Authenticator authenticator;
    private final AuthenticationRequest request;
    private final Consumer<Authentication> receiver;

    private Admission(Authenticator authenticator, AuthenticationRequest request, Consumer<Authentication> receiver) {
        this.authenticator = authenticator;
        this.request = request;
        this.receiver = receiver;
    }

    /** Asks; the receiver is told what was found by whichever thread, at most once, or never if nobody answers. */
    static void ask(
            Authenticator authenticator,
            AuthenticationRequest request,
            Executor workers,
            Consumer<Authentication> receiver) {
        Admission admission = new Admission(authenticator, request, receiver);
        try {
            workers.execute(admission::ask);
        } catch (RejectedExecutionException rejected) {
            LOG.log(System.Logger.Level.ERROR, "no worker to authenticate a peer", rejected);
            receiver.accept(Authentication.refused(Refusal.of(503, "overloaded")));
        }
    }

    /** On a worker: an authenticator may block. */
    private void ask() {
        try {
            authenticator.authenticate(request).whenComplete(this::answered);
        } catch (Throwable failure) {
            answered(null, failure);
        }
    }

    private void answered(@Nullable Authentication found, @Nullable Throwable failure) {
        if (found != null) {
            receiver.accept(found);
            return;
        }
        LOG.log(System.Logger.Level.ERROR, "an authenticator failed for " + request.head(), failure);
        receiver.accept(Authentication.refused(Refusal.of(500, "internal error")));
    }

    /** What a peer that is not let in is answered with; null for one that is. */
    static @Nullable Refusal refusal(Authentication found) {
        if (found instanceof Authentication.Refused refused) {
            return refused.refusal();
        }
        if (found instanceof Authentication.Challenged challenged) {
            return refusal(challenged.challenges());
        }
        Instant end = expiry((Authentication.Granted) found);
        return end == null || end.isAfter(Instant.now()) ? null : Refusal.of(403, "these credentials have expired");
    }

    private static @Nullable Instant expiry(Authentication.Granted granted) {
        return granted.principal() == null ? null : granted.principal().expiresAt();
    }

    /** RFC 9110 15.5.2: a 401 has a challenge; where none is to be had, it is 403. */
    private static Refusal refusal(List<String> challenges) {
        if (challenges.isEmpty()) {
            return Refusal.of(403, "nobody unknown may connect here");
        }
        Refusal refusal = Refusal.of(401, "who connects here has to show credentials");
        for (String challenge : challenges) {
            refusal = refusal.with("WWW-Authenticate", challenge);
        }
        return refusal;
    }
}
