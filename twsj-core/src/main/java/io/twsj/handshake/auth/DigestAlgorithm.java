package io.twsj.handshake.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The algorithms of Digest (RFC 7616 section 3.3). The variants with {@code -sess} hash the nonces of both sides into the
 * secret.
 *
 * <p>SHA-512-256 is the hash of FIPS 180-4. The example in RFC 7616 section 3.9.2 is not: it shows SHA-512 cut short.
 */
public enum DigestAlgorithm {
    /** For compatibility only. */
    MD5("MD5", "MD5", false),
    /** For compatibility only. */
    MD5_SESS("MD5-sess", "MD5", true),
    /** What every implementation must have. */
    SHA_256("SHA-256", "SHA-256", false),
    /** The same with a secret of the session's own. */
    SHA_256_SESS("SHA-256-sess", "SHA-256", true),
    /** Rare, and understood in two ways; better not the only one offered. */
    SHA_512_256("SHA-512-256", "SHA-512/256", false),
    /** The same with a secret of the session's own. */
    SHA_512_256_SESS("SHA-512-256-sess", "SHA-512/256", true);

    private final String token;
    private final String function;
    private final boolean session;

    DigestAlgorithm(String token, String function, boolean session) {
        this.token = token;
        this.function = function;
        this.session = session;
    }

    /** The algorithm of a token, whose case does not count; null if it is unknown. */
    public static @Nullable DigestAlgorithm of(String token) {
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.token.equalsIgnoreCase(token)) {
                return algorithm;
            }
        }
        return null;
    }

    /** The name in the parameter {@code algorithm}. */
    public String token() {
        return token;
    }

    /**
     * What stands for a user's password within a realm: the hash of name, realm and password. Who has it can pass for the
     * user there, so it is to be kept as well as the password. The same with and without {@code -sess}.
     *
     * @return lower-case hexadecimal digits
     */
    public String secret(String user, String realm, String password) {
        return hash(composed(user) + ":" + realm + ":" + composed(password));
    }

    /** The name of a user who does not want to be known (RFC 7616 section 3.4.4), as lower-case hexadecimal digits. */
    public String userhash(String user, String realm) {
        return hash(composed(user) + ":" + realm);
    }

    /** RFC 7616 4: in the composed form, so that both sides mean the same bytes. */
    private static String composed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    boolean isSession() {
        return session;
    }

    /** Of two offers, the one that uses MD5 is the weaker. */
    boolean isWeak() {
        return function.equals("MD5");
    }

    /** H of the RFC: lower-case hexadecimal digits of the hash of a text in UTF-8. */
    String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance(function).digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this Java platform has no " + function, missing);
        }
    }
}
