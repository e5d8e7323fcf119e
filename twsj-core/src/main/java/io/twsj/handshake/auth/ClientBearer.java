package io.twsj.handshake.auth;

import org.jspecify.annotations.Nullable;

/**
 * Answers the challenge Bearer (RFC 6750). Whoever sees the token can use it, so it is sent over {@code wss} and on this
 * machine only, unless allowed otherwise. Immutable.
 */
public final class ClientBearer implements ClientAuthenticator {

    private final String token;
    private final boolean inClear;

    /**
     * An authenticator with one token.
     *
     * @param inClear whether the token may be sent over {@code ws} to another machine
     * @throws IllegalArgumentException if the token has characters that {@code Authorization} has no place for
     */
    public ClientBearer(String token, boolean inClear) {
        this.token = BearerAuthenticator.requireToken68(token);
        this.inClear = inClear;
    }

    @Override
    public @Nullable String answer(Refused refused) {
        boolean asked = refused.challenges("Bearer").findAny().isPresent();
        boolean safe = inClear || refused.isConfidential();
        return asked && !refused.hadCredentials() && safe ? "Bearer " + token : null;
    }
}
