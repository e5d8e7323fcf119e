package io.twsj.handshake.auth;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Decides on a server who may connect. Thread-safe; called on a worker, so it may block or answer later, within the time
 * of the opening handshake.
 *
 * <p>An authenticator for one scheme that is shown nothing, or credentials for another scheme, answers with its
 * challenge: so several can be asked together ({@link #firstOf}).
 */
@FunctionalInterface
public interface Authenticator {

    /** Lets everybody connect: for a path that is open on a server that is not. */
    Authenticator ANYONE = request -> CompletableFuture.completedFuture(Authentication.anonymous());

    /**
     * Judges a request.
     *
     * @return completes with what was found. If it fails, the peer is answered with 500 and no details, and the failure
     *     is logged; neither may the exception hold a secret.
     */
    CompletionStage<Authentication> authenticate(AuthenticationRequest request);

    /**
     * The same, but who shows no credentials need not be known, as with {@link #ANYONE}. Credentials that are worth nothing
     * are not taken for none: what this one {@linkplain Authentication#rejected rejects} stays challenged, and so does any
     * {@code Authorization}.
     */
    default Authenticator orAnonymous() {
        return request -> authenticate(request).thenApply(found -> {
            boolean showsNothing =
                    found instanceof Authentication.Challenged challenged && challenged.isForWantOfCredentials(request);
            return showsNothing ? Authentication.anonymous() : found;
        });
    }

    /**
     * Offers several schemes: asks one after the other until one grants or refuses. If all challenge, the peer gets all
     * challenges.
     *
     * @param authenticators the strongest scheme first
     */
    static Authenticator firstOf(Authenticator... authenticators) {
        return new FirstOf(List.of(authenticators));
    }
}
