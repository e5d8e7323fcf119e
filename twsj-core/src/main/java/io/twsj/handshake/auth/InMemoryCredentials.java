package io.twsj.handshake.auth;

import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A few users whose passwords are known to the program, good for Basic and for Digest. Who has more users keeps slow
 * hashes of their passwords, in a {@link CredentialStore} of one's own. Immutable.
 */
public final class InMemoryCredentials implements CredentialStore {

    private static final int DECOY_BYTES = 16;

    private final Map<String, PasswordVerifier> users;
    private final Map<Protection, Map<String, PasswordVerifier>> hashed = new ConcurrentHashMap<>();
    private final PasswordVerifier decoy = decoyVerifier();

    /** What a hashed name depends on. */
    private record Protection(DigestAlgorithm algorithm, String realm) {}

    private InMemoryCredentials(Map<String, PasswordVerifier> users) {
        this.users = Map.copyOf(users);
    }

    private static PasswordVerifier decoyVerifier() {
        byte[] random = new byte[DECOY_BYTES];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        return PasswordVerifier.of(new Credentials("decoy", password), AuthenticatedPrincipal.of("decoy"));
    }

    /** One user, whose principal has the user's name. */
    public static InMemoryCredentials of(String user, String password) {
        return builder().user(user, password).build();
    }

    /** Starts without users. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public CompletionStage<@Nullable PasswordVerifier> find(String user) {
        return CompletableFuture.completedFuture(users.get(composed(user)));
    }

    @Override
    public CompletionStage<@Nullable PasswordVerifier> findHashed(
            DigestAlgorithm algorithm, String realm, String userhash) {
        Map<String, PasswordVerifier> names =
                hashed.computeIfAbsent(new Protection(algorithm, realm), this::hashedNames);
        return CompletableFuture.completedFuture(names.get(userhash));
    }

    private Map<String, PasswordVerifier> hashedNames(Protection protection) {
        return users.entrySet().stream()
                .collect(Collectors.toMap(
                        user -> protection.algorithm().userhash(user.getKey(), protection.realm()),
                        Map.Entry::getValue));
    }

    @Override
    public PasswordVerifier decoy() {
        return decoy;
    }

    private static String composed(String user) {
        return Normalizer.normalize(user, Normalizer.Form.NFC);
    }

    /** How many users there are. */
    @Override
    public String toString() {
        return users.size() + " users";
    }

    /** Collects the users. One caller at a time. */
    public static final class Builder {

        private final Map<String, PasswordVerifier> users = new HashMap<>();

        private Builder() {}

        /** A user whose principal has the user's name; see {@link #user(String, String, AuthenticatedPrincipal)}. */
        public Builder user(String user, String password) {
            return user(user, password, AuthenticatedPrincipal.of(user));
        }

        /**
         * A user.
         *
         * @param user without a colon
         * @throws IllegalArgumentException if the user has a colon, user or password a control character, or there is
         *     such a user already
         */
        public Builder user(String user, String password, AuthenticatedPrincipal principal) {
            PasswordVerifier verifier = PasswordVerifier.of(new Credentials(user, password), principal);
            if (users.putIfAbsent(composed(user), verifier) != null) {
                throw new IllegalArgumentException("user " + user + " is there twice");
            }
            return this;
        }

        /** The users as collected so far. */
        public InMemoryCredentials build() {
            return new InMemoryCredentials(users);
        }
    }
}
