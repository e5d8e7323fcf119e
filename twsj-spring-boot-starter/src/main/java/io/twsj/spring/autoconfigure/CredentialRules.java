package io.twsj.spring.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Which values of {@code twsj.server.auth.*} can work. What it says names the property and never shows a secret. */
final class CredentialRules {

    private static final String PREFIX = "twsj.server.auth.";
    private static final int LEAST_SECRET_BYTES = 32;

    private CredentialRules() {}

    /**
     * Checks all values.
     *
     * @throws UnusableCredentialsException for the first that cannot work
     */
    static void check(AuthProperties auth) {
        realm(auth.realm());
        auth.basic().users().forEach((name, password) -> user("basic.users", name, password));
        auth.digest().users().forEach((name, password) -> user("digest.users", name, password));
        nonceSecret(auth.digest().nonceSecret());
        auth.bearer().tokens().forEach(CredentialRules::token);
        unambiguous(auth.bearer().tokens());
    }

    private static void realm(String realm) {
        if (realm.isEmpty() || !realm.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new UnusableCredentialsException(
                    PREFIX + "realm is '" + realm + "', but a realm is printable ASCII and not empty.",
                    "Name what is protected, such as chat@example.org.");
        }
    }

    private static void user(String property, String name, String password) {
        if (name.isEmpty() || name.indexOf(':') >= 0 || hasControl(name)) {
            throw new UnusableCredentialsException(
                    "A user of " + PREFIX + property + " is called '" + name + "', which nobody can show: a name is not"
                            + " empty and has neither colons nor control characters.",
                    "Give the user another name.");
        }
        if (password.isEmpty() || hasControl(password)) {
            throw new UnusableCredentialsException(
                    "The password of '" + name + "' in " + PREFIX + property + " is "
                            + (password.isEmpty() ? "empty." : "one that nobody can show: it has a control character."),
                    "Set a password, or remove the user.");
        }
    }

    private static void nonceSecret(String secret) {
        int bytes = secret.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > 0 && bytes < LEAST_SECRET_BYTES) {
            throw new UnusableCredentialsException(
                    PREFIX + "digest.nonce-secret has " + bytes
                            + " bytes, which is too short to keep others from making nonces.",
                    "Make it of at least " + LEAST_SECRET_BYTES + " random bytes, as text, or leave it away.");
        }
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    /** RFC 6750 2.1: the characters of a token, and nothing else. */
    private static void token(String name, String token) {
        if (!token.matches("[A-Za-z0-9._~+/-]+=*")) {
            throw new UnusableCredentialsException(
                    "The token of '" + name + "' in " + PREFIX + "bearer.tokens is "
                            + (token.isEmpty() ? "empty." : "one that nobody can show: it has other characters."),
                    "Make it of letters, digits and any of . _ ~ + / -, with = at its end only.");
        }
    }

    private static void unambiguous(Map<String, String> tokens) {
        Map<String, String> names = new HashMap<>();
        tokens.forEach((name, token) -> {
            String other = names.put(token, name);
            if (other != null) {
                throw new UnusableCredentialsException(
                        "'" + name + "' and '" + other + "' in " + PREFIX + "bearer.tokens have the same token.",
                        "Give each of them a token of its own.");
            }
        });
    }
}
