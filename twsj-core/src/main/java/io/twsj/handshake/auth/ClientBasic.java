package io.twsj.handshake.auth;

import org.jspecify.annotations.Nullable;

/**
 * Answers the challenge Basic (RFC 7617). The scheme shows the password to everyone on the way, so it is answered over
 * {@code wss} and on this machine only, unless allowed otherwise. Immutable.
 */
public final class ClientBasic implements ClientAuthenticator {

    private final Credentials credentials;
    private final boolean inClear;

    /**
     * An authenticator with one user's credentials for whatever realm.
     *
     * @param inClear whether the password may be sent over {@code ws} to another machine
     */
    public ClientBasic(Credentials credentials, boolean inClear) {
        this.credentials = credentials;
        this.inClear = inClear;
    }

    @Override
    public @Nullable String answer(Refused refused) {
        boolean asked = refused.challenges("Basic").findAny().isPresent();
        boolean safe = inClear || refused.isConfidential();
        return asked && !refused.hadCredentials() && safe ? credentials.basic() : null;
    }
}
