package io.twsj.handshake.auth;

import io.twsj.http.Headers;
import io.twsj.http.RequestHead;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request shows for Digest (RFC 7616 section 3.4). Immutable.
 *
 * @param user a name, or the hash of one
 * @param userhash whether it is a hash
 * @param algorithm null if it is none we know
 * @param response in lower case
 * @param nonceCount null without qop
 * @param cnonce empty where there is none
 */
record DigestCredentials(
        String user,
        boolean userhash,
        String realm,
        String nonce,
        String uri,
        @Nullable DigestAlgorithm algorithm,
        String response,
        @Nullable String nonceCount,
        String cnonce) {

    /**
     * Reads and checks the syntax. Looser than the RFC: every value may be quoted or not.
     *
     * @throws IllegalArgumentException if something is malformed, missing, or there twice; the message holds no value
     */
    static DigestCredentials parse(String text) {
        Challenge found = new ChallengeReader("Digest " + text).readCredentials();
        boolean userhash = "true".equalsIgnoreCase(found.parameter("userhash"));
        String qop = found.parameter("qop");
        require(qop == null || qop.equalsIgnoreCase(DigestComputation.QOP), "qop");
        DigestAlgorithm algorithm =
                DigestAlgorithm.of(orElse(found.parameter("algorithm"), DigestAlgorithm.MD5.token()));
        boolean needsCnonce = qop != null || (algorithm != null && algorithm.isSession());
        return new DigestCredentials(
                user(found, userhash),
                userhash,
                required(found, "realm"),
                required(found, "nonce"),
                required(found, "uri"),
                algorithm,
                required(found, "response").toLowerCase(Locale.ROOT),
                qop == null ? null : nonceCount(required(found, "nc")),
                needsCnonce ? required(found, "cnonce") : "");
    }

    /** RFC 7616 3.4: exactly one of the two forms. */
    private static String user(Challenge found, boolean userhash) {
        String extended = found.parameter("username*");
        require(extended == null || !(userhash || found.parameters().containsKey("username")), "username");
        if (extended == null) {
            String user = required(found, "username");
            return userhash ? user.toLowerCase(Locale.ROOT) : HeaderText.decode(user);
        }
        String user = HeaderText.decodeExtended(extended);
        require(user != null, "username*");
        return Objects.requireNonNull(user);
    }

    /** RFC 7616 3.4: eight digits, from 1 on. */
    private static String nonceCount(String digits) {
        require(digits.matches("[0-9a-fA-F]{8}") && !digits.equals("00000000"), "nc");
        return digits;
    }

    private static String required(Challenge found, String name) {
        String value = found.parameter(name);
        require(value != null, name);
        return Objects.requireNonNull(value);
    }

    private static void require(boolean condition, String name) {
        if (!condition) {
            throw new IllegalArgumentException("credentials for Digest with a wrong or missing " + name);
        }
    }

    private static String orElse(@Nullable String value, String other) {
        return value != null ? value : other;
    }

    /** RFC 7616 3.4.6: tells whether they are for the resource that the request asks for. */
    boolean isFor(RequestHead request) {
        if (uri.equals(request.target())) {
            return true;
        }
        try {
            // A proxy may have written the target in its other form.
            RequestHead named = new RequestHead("GET", uri, Headers.EMPTY);
            return named.path().equals(request.path()) && Objects.equals(named.query(), request.query());
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** The response that the right password makes of these values. */
    String expected(DigestAlgorithm used, String secret, String method) {
        String a1 = DigestComputation.a1(used, secret, nonce, cnonce);
        String a2 = DigestComputation.a2(method, uri);
        return nonceCount == null
                ? DigestComputation.responseWithoutQop(used, a1, nonce, a2)
                : DigestComputation.response(used, a1, nonce, nonceCount, cnonce, DigestComputation.QOP, a2);
    }

    /** The user only. */
    @Override
    public String toString() {
        return "DigestCredentials[user=" + user + "]";
    }
}
