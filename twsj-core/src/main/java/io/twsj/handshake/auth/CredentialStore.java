package io.twsj.handshake.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where the credentials of users are: a database, a directory, {@link InMemoryCredentials}. Thread-safe. */
public interface CredentialStore {

    /**
     * Looks a user up; called on a worker, may block or answer later.
     *
     * @param user as the peer wrote it
     * @return completes with null if the user is unknown
     */
    CompletionStage<@Nullable PasswordVerifier> find(String user);

    /**
     * Looks up a user who does not show the name (RFC 7616 section 3.4.4); by default nobody is found. Asked only if the
     * authenticator {@linkplain DigestAuthenticator.Builder#userhash invites} such names.
     *
     * @param userhash {@link DigestAlgorithm#userhash}, in lower case
     */
    default CompletionStage<@Nullable PasswordVerifier> findHashed(
            DigestAlgorithm algorithm, String realm, String userhash) {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Stands in for a user who is unknown, so that an attacker cannot learn names from the time an answer takes: does the
     * same work as the other verifiers. What it says is not listened to.
     */
    PasswordVerifier decoy();
}
