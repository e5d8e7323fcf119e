package io.twsj.handshake.auth;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A user's name and password (RFC 7617 section 2). Immutable.
 *
 * @param user without a colon
 * @param password may have colons
 */
public record Credentials(String user, String password) {

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if the user has a colon, or one of them a control character
     */
    public Credentials {
        if (user.indexOf(':') >= 0) {
            throw new IllegalArgumentException("user name with a colon, which separates it from the password");
        }
        if (hasControl(user) || hasControl(password)) {
            throw new IllegalArgumentException("user name or password with a control character");
        }
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    /** The value of {@code Authorization} or {@code Proxy-Authorization} for the scheme Basic, in UTF-8. */
    public String basic() {
        // RFC 7617 2.1: in the composed form, so that both sides mean the same bytes.
        String pair = Normalizer.normalize(user + ":" + password, Normalizer.Form.NFC);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads what stands behind {@code Basic}; null if it is malformed. */
    static @Nullable Credentials parseBasic(String token) {
        try {
            String pair = HeaderText.decode(Base64.getDecoder().decode(token));
            // RFC 7617 2: the first colon separates, the password may have others.
            int colon = pair.indexOf(':');
            return colon < 0 ? null : new Credentials(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    /** The user only. */
    @Override
    public String toString() {
        return "Credentials[user=" + user + "]";
    }
}
