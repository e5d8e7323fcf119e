package io.twsj.spring.autoconfigure;

import io.twsj.handshake.auth.BearerAuthenticator;
import io.twsj.handshake.auth.TokenVerifier;

/** Takes tokens from where {@code twsj.server.auth.bearer} says, whoever judges them. */
final class BearerTokens {

    private BearerTokens() {}

    static BearerAuthenticator authenticator(AuthProperties auth, TokenVerifier tokens) {
        BearerAuthenticator.Builder builder = BearerAuthenticator.builder(auth.realm(), tokens);
        if (!auth.bearer().cookie().isEmpty()) {
            builder.cookie(auth.bearer().cookie());
        }
        if (!auth.bearer().queryParameter().isEmpty()) {
            builder.queryParameter(auth.bearer().queryParameter());
        }
        return builder.build();
    }
}
