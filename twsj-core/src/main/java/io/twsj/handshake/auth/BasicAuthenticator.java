package io.twsj.handshake.auth;

import io.twsj.handshake.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks for Basic (RFC 7617), in UTF-8. The password is visible to everyone on the way: for connections with TLS, or behind
 * a proxy that has it. Thread-safe.
 */
public final class BasicAuthenticator implements Authenticator {

    private static final String SCHEME = "Basic";

    private final CredentialStore store;
    private final Authentication challenge;
    private final Authentication rejected;

    /**
     * An authenticator.
     *
     * @param realm what is protected, to be shown to users; should name the host
     * @throws IllegalArgumentException if the realm is not printable ASCII
     */
    public BasicAuthenticator(String realm, CredentialStore store) {
        this.store = store;
        String text = new ParameterList(SCHEME)
                .quoted("realm", Realm.require(realm))
                .quoted("charset", "UTF-8")
                .toString();
        this.challenge = Authentication.challenge(text);
        this.rejected = Authentication.rejected(text);
    }

    @Override
    public CompletionStage<Authentication> authenticate(AuthenticationRequest request) {
        String token = request.credentials(SCHEME);
        if (token == null) {
            return CompletableFuture.completedFuture(challenge);
        }
        Credentials shown = Credentials.parseBasic(token);
        if (shown == null) {
            return CompletableFuture.completedFuture(
                    Authentication.refused(Refusal.badRequest("malformed credentials for Basic")));
        }
        return store.find(shown.user()).thenApply(found -> judge(found, shown));
    }

    private Authentication judge(@Nullable PasswordVerifier found, Credentials shown) {
        PasswordVerifier verifier = found != null ? found : store.decoy();
        boolean right = verifier.isPassword(shown.password());
        return right && found != null ? Authentication.granted(found.principal()) : rejected;
    }
}
