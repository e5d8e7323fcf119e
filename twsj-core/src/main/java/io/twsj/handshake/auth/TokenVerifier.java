package io.twsj.handshake.auth;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Tells what a bearer token is worth. Thread-safe; called on a worker, may block or answer later. */
@FunctionalInterface
public interface TokenVerifier {

    /**
     * Judges a token, which must not be logged.
     *
     * @param token as the peer wrote it; compare it in constant time where it is compared at all
     * @return completes with who the token stands for, and until when; with null if it is good for nothing
     */
    CompletionStage<@Nullable AuthenticatedPrincipal> verify(String token);
}
