package io.twsj.handshake.auth;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link CredentialStore} knows of a user: enough to check a password, not necessarily the password. Thread-safe.
 */
public interface PasswordVerifier {

    /** Who the user is; asked only after the credentials were found right. */
    AuthenticatedPrincipal principal();

    /** Tells whether that is the password, in a time that does not depend on how much of it is right. */
    boolean isPassword(String password);

    /**
     * What Digest needs, which a store of hashed passwords does not have; null, the default, bars the user from Digest.
     *
     * @return {@link DigestAlgorithm#secret} of the user
     */
    default @Nullable String digestSecret(DigestAlgorithm algorithm, String realm) {
        return null;
    }

    /** A verifier that has the password itself, good for Basic and for Digest. */
    static PasswordVerifier of(Credentials credentials, AuthenticatedPrincipal principal) {
        return new KnownPassword(credentials, principal);
    }
}
