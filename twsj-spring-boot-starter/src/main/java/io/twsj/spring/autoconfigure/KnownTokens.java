package io.twsj.spring.autoconfigure;

import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.handshake.auth.TokenVerifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tokens of {@code twsj.server.auth.bearer.tokens}. Immutable. */
final class KnownTokens implements TokenVerifier {

    /** By hashes: how long looking one up takes tells nothing of how much of a guessed token was right. */
    private final Map<String, AuthenticatedPrincipal> principals;

    /** Tokens by the names of users, each token once. */
    KnownTokens(Map<String, String> tokens) {
        principals = tokens.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        entry -> hash(entry.getValue()), entry -> AuthenticatedPrincipal.of(entry.getKey())));
    }

    @Override
    public CompletionStage<@Nullable AuthenticatedPrincipal> verify(String token) {
        return CompletableFuture.completedFuture(principals.get(hash(token)));
    }

    private static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
