package io.twsj.handshake.auth;

import io.twsj.handshake.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks for Digest (RFC 7616), {@code qop=auth}: passwords do not show on the way, but who sees a connection may guess at
 * weak ones. Thread-safe.
 *
 * <p>A nonce is good for every request within its life time, once for each nonce count; a replayed request is asked for a
 * new nonce. Servers that share a name behind a balancer take each other's nonces if they share a
 * {@linkplain Builder#nonceSecret secret}.
 */
public final class DigestAuthenticator implements Authenticator {

    /** So many connections may open within the life time of a nonce, each with a nonce of its own; about 6 MB. */
    private static final int MOST_REMEMBERED = 50_000;

    private static final String SCHEME = "Digest";

    private final String realm;
    private final CredentialStore store;
    private final Set<DigestAlgorithm> algorithms;
    private final boolean userhash;
    private final boolean withoutQop;
    private final Nonces nonces;

    private DigestAuthenticator(Builder builder) {
        realm = builder.realm;
        store = builder.store;
        algorithms = builder.algorithms;
        userhash = builder.userhash;
        withoutQop = builder.withoutQop;
        nonces = new Nonces(realm, builder.nonceLifetime, MOST_REMEMBERED, builder.clock, builder.nonceSecret);
    }

    /**
     * Starts with SHA-256.
     *
     * @param realm what is protected, to be shown to users; should name the host
     * @param store whose verifiers have a {@link PasswordVerifier#digestSecret}
     * @throws IllegalArgumentException if the realm is not printable ASCII
     */
    public static Builder builder(String realm, CredentialStore store) {
        return new Builder(realm, store);
    }

    @Override
    public CompletionStage<Authentication> authenticate(AuthenticationRequest request) {
        String text = request.credentials(SCHEME);
        if (text == null) {
            return CompletableFuture.completedFuture(Authentication.challenge(challenges(false)));
        }
        DigestCredentials shown;
        try {
            shown = DigestCredentials.parse(text);
        } catch (IllegalArgumentException malformed) {
            return CompletableFuture.completedFuture(refused(String.valueOf(malformed.getMessage())));
        }
        return judge(shown, request);
    }

    private CompletionStage<Authentication> judge(DigestCredentials shown, AuthenticationRequest request) {
        if (!shown.isFor(request.head())) {
            return CompletableFuture.completedFuture(refused("credentials for another resource"));
        }
        if (shown.nonceCount() == null && !withoutQop) {
            return CompletableFuture.completedFuture(refused("credentials for Digest without qop"));
        }
        DigestAlgorithm algorithm = shown.algorithm();
        if (algorithm == null
                || !algorithms.contains(algorithm)
                || !shown.realm().equals(realm)) {
            return CompletableFuture.completedFuture(rejected(false));
        }
        String method = request.head().method();
        return find(shown, algorithm).thenApply(found -> judge(found, shown, algorithm, method));
    }

    private CompletionStage<@Nullable PasswordVerifier> find(DigestCredentials shown, DigestAlgorithm algorithm) {
        return shown.userhash() ? store.findHashed(algorithm, realm, shown.user()) : store.find(shown.user());
    }

    private Authentication judge(
            @Nullable PasswordVerifier found, DigestCredentials shown, DigestAlgorithm algorithm, String method) {
        PasswordVerifier verifier = found != null ? found : store.decoy();
        String secret = verifier.digestSecret(algorithm, realm);
        boolean right = secret != null && isEqual(shown.expected(algorithm, secret, method), shown.response());
        if (!right || found == null) {
            return rejected(false);
        }
        // RFC 7616 3.3: stale says that the password was right, so it is looked at last.
        return nonces.use(shown.nonce(), count(shown)) ? Authentication.granted(found.principal()) : rejected(true);
    }

    private static boolean isEqual(String expected, String shown) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.ISO_8859_1), shown.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Without qop a nonce is good for one request. */
    private static long count(DigestCredentials shown) {
        String digits = shown.nonceCount();
        return digits == null ? 1 : Long.parseLong(digits, 16);
    }

    private static Authentication refused(String reason) {
        return Authentication.refused(Refusal.badRequest(reason));
    }

    private Authentication rejected(boolean stale) {
        return Authentication.rejected(challenges(stale));
    }

    /** RFC 7616 3.7: one challenge an algorithm, the preferred one first. */
    private String[] challenges(boolean stale) {
        String nonce = nonces.next();
        return algorithms.stream()
                .map(algorithm -> challenge(algorithm, nonce, stale))
                .toArray(String[]::new);
    }

    private String challenge(DigestAlgorithm algorithm, String nonce, boolean stale) {
        ParameterList challenge = new ParameterList(SCHEME)
                .quoted("realm", realm)
                .quoted("qop", DigestComputation.QOP)
                .token("algorithm", algorithm.token())
                .quoted("nonce", nonce)
                .token("charset", "UTF-8");
        if (userhash) {
            challenge.token("userhash", "true");
        }
        if (stale) {
            challenge.token("stale", "true");
        }
        return challenge.toString();
    }

    /** Collects the terms. One caller at a time. */
    public static final class Builder {

        private final String realm;
        private final CredentialStore store;
        private Set<DigestAlgorithm> algorithms = Set.of(DigestAlgorithm.SHA_256);
        private Duration nonceLifetime = Duration.ofMinutes(5);
        private boolean userhash;
        private boolean withoutQop;
        private byte[] nonceSecret = Nonces.randomSecret();
        private InstantSource clock = InstantSource.system();

        private Builder(String realm, CredentialStore store) {
            this.realm = Realm.require(realm);
            this.store = Objects.requireNonNull(store, "store");
        }

        /**
         * What is offered, the preferred one first (SHA-256).
         *
         * @throws IllegalArgumentException if there is none
         */
        public Builder algorithms(DigestAlgorithm... offered) {
            if (offered.length == 0) {
                throw new IllegalArgumentException("no algorithm; Digest needs one");
            }
            algorithms = new LinkedHashSet<>(List.of(offered));
            return this;
        }

        /** For how long a nonce is good (5 min). */
        public Builder nonceLifetime(Duration lifetime) {
            if (lifetime.isZero() || lifetime.isNegative()) {
                throw new IllegalArgumentException("nonceLifetime is " + lifetime + "; it must be positive");
            }
            nonceLifetime = lifetime;
            return this;
        }

        /** Whether clients may hide the user's name (no); see {@link CredentialStore#findHashed}. */
        public Builder userhash(boolean invite) {
            userhash = invite;
            return this;
        }

        /** Whether answers without qop are taken, from clients of RFC 2069 (no); each needs a nonce of its own. */
        public Builder withoutQop(boolean allow) {
            withoutQop = allow;
            return this;
        }

        /**
         * What nonces are signed with (a random one): servers with the same secret and realm take each other's nonces. Which
         * of them were used each server remembers for itself, so what is seen on the way can be replayed once at every other
         * server, and at one that was started again, within the life time of its nonce: use TLS, or a short life time. Their
         * clocks must agree to well within it.
         *
         * @param secret at least 32 random bytes, copied
         * @throws IllegalArgumentException if it is shorter
         */
        public Builder nonceSecret(byte[] secret) {
            if (secret.length < Nonces.KEY_BYTES) {
                throw new IllegalArgumentException(
                        "nonceSecret has " + secret.length + " bytes; it needs " + Nonces.KEY_BYTES);
            }
            nonceSecret = secret.clone();
            return this;
        }

        Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /** The authenticator, with nonces of its own. */
        public DigestAuthenticator build() {
            return new DigestAuthenticator(this);
        }
    }
}
