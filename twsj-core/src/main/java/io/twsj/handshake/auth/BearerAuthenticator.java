package io.twsj.handshake.auth;

import io.twsj.handshake.Refusal;
import io.twsj.http.RequestHead;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a bearer token (RFC 6750). It is taken from {@code Authorization}; from a subprotocol
 * {@code bearer.<base64url of the token>}, which a browser offers beside the real one; from a cookie or a query parameter,
 * if told to. The first of them counts. Thread-safe.
 */
public final class BearerAuthenticator implements Authenticator {

    /** What the subprotocol that carries a token begins with; such a one is never agreed. */
    public static final String SUBPROTOCOL_PREFIX = "bearer.";

    private static final String SCHEME = "Bearer";

    private final TokenVerifier tokens;
    private final @Nullable String cookie;
    private final @Nullable String queryParameter;
    private final Authentication challenge;
    private final Authentication invalid;

    private BearerAuthenticator(Builder builder) {
        tokens = builder.tokens;
        cookie = builder.cookie;
        queryParameter = builder.queryParameter;
        challenge = Authentication.challenge(
                new ParameterList(SCHEME).quoted("realm", builder.realm).toString());
        invalid = Authentication.rejected(new ParameterList(SCHEME)
                .quoted("realm", builder.realm)
                .quoted("error", "invalid_token")
                .toString());
    }

    /**
     * Starts with header and subprotocol.
     *
     * @param realm what is protected
     * @throws IllegalArgumentException if the realm is not printable ASCII
     */
    public static Builder builder(String realm, TokenVerifier tokens) {
        return new Builder(realm, tokens);
    }

    @Override
    public CompletionStage<Authentication> authenticate(AuthenticationRequest request) {
        String token;
        try {
            token = token(request);
        } catch (IllegalArgumentException malformed) {
            return CompletableFuture.completedFuture(
                    Authentication.refused(Refusal.badRequest("malformed bearer token")));
        }
        if (token == null) {
            return CompletableFuture.completedFuture(challenge);
        }
        return tokens.verify(token)
                .thenApply(principal -> principal == null ? invalid : Authentication.granted(principal));
    }

    /** @throws IllegalArgumentException if what should hold a token is malformed */
    private @Nullable String token(AuthenticationRequest request) {
        String token = request.credentials(SCHEME);
        if (token != null) {
            return requireToken68(token);
        }
        token = ofSubprotocol(request.head());
        if (token == null && queryParameter != null) {
            token = ofQuery(request.head().query(), queryParameter);
        }
        if (token == null && cookie != null) {
            token = request.head().cookie(cookie);
        }
        return token;
    }

    static String requireToken68(String token) {
        if (!token.matches("[A-Za-z0-9._~+/-]+=*")) {
            throw new IllegalArgumentException("bearer token with a character that it cannot have");
        }
        return token;
    }

    private static @Nullable String ofSubprotocol(RequestHead request) {
        String found = null;
        for (String name : request.headers().tokens("Sec-WebSocket-Protocol")) {
            if (name.startsWith(SUBPROTOCOL_PREFIX)) {
                if (found != null) {
                    throw new IllegalArgumentException("two tokens");
                }
                found = name.substring(SUBPROTOCOL_PREFIX.length());
            }
        }
        return found == null ? null : decoded(found);
    }

    private static String decoded(String base64url) {
        try {
            byte[] token = Base64.getUrlDecoder().decode(base64url);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(token))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new IllegalArgumentException("no UTF-8", malformed);
        }
    }

    private static @Nullable String ofQuery(@Nullable String query, String name) {
        if (query == null) {
            return null;
        }
        for (String parameter : query.split("&")) {
            if (parameter.startsWith(name + "=")) {
                String token = HeaderText.decodePercents(parameter.substring(name.length() + 1));
                if (token == null) {
                    throw new IllegalArgumentException("malformed escape");
                }
                return token;
            }
        }
        return null;
    }

    /** Collects where tokens may be. One caller at a time. */
    public static final class Builder {

        private final String realm;
        private final TokenVerifier tokens;
        private @Nullable String cookie;
        private @Nullable String queryParameter;

        private Builder(String realm, TokenVerifier tokens) {
            this.realm = Realm.require(realm);
            this.tokens = Objects.requireNonNull(tokens, "tokens");
        }

        /**
         * A cookie that holds a token (none). Browsers send it for every page, so the origins of the route must not be
         * {@link io.twsj.handshake.OriginPolicy any}.
         */
        public Builder cookie(String name) {
            cookie = Objects.requireNonNull(name, "name");
            return this;
        }

        /**
         * A query parameter that holds a token (none). This library logs no query, but others do, and browsers remember
         * them: for tokens that are good once, and not for long.
         */
        public Builder queryParameter(String name) {
            queryParameter = Objects.requireNonNull(name, "name");
            return this;
        }

        /** The authenticator. */
        public BearerAuthenticator build() {
            return new BearerAuthenticator(this);
        }
    }
}
