package io.twsj.spring.security;

import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.handshake.auth.TokenVerifier;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Tokens that a {@link JwtDecoder} judges; their connections end when they expire. Thread-safe; the decoder is asked on a
 * worker, so it may block.
 */
public final class JwtTokens implements TokenVerifier {

    private final JwtDecoder decoder;
    private final Converter<Jwt, ? extends Authentication> converter;

    /**
     * A verifier that asks this decoder.
     *
     * @param converter makes name and authorities of the claims
     */
    public JwtTokens(JwtDecoder decoder, Converter<Jwt, ? extends Authentication> converter) {
        this.decoder = decoder;
        this.converter = converter;
    }

    @Override
    public CompletionStage<@Nullable AuthenticatedPrincipal> verify(String token) {
        return CompletableFuture.completedFuture(judge(token));
    }

    private @Nullable AuthenticatedPrincipal judge(String token) {
        try {
            Jwt jwt = decoder.decode(token);
            Authentication authentication = converter.convert(jwt);
            return authentication == null ? null : new SecurityPrincipal(authentication, jwt.getExpiresAt());
        } catch (BadJwtException refused) {
            return null;
        }
    }
}
