package io.twsj.handshake.auth;

/**
 * What both sides of Digest compute (RFC 7616 section 3.4): all values unquoted, all hashes in lower-case hexadecimal
 * digits. Without state.
 */
final class DigestComputation {

    static final String QOP = "auth";

    private DigestComputation() {}

    /** H(A1), from the {@linkplain DigestAlgorithm#secret secret} of the user (RFC 7616 section 3.4.2). */
    static String a1(DigestAlgorithm algorithm, String secret, String nonce, String cnonce) {
        return algorithm.isSession() ? algorithm.hash(secret + ":" + nonce + ":" + cnonce) : secret;
    }

    /** A2 of a request without a body (RFC 7616 section 3.4.3). */
    static String a2(String method, String uri) {
        return method + ":" + uri;
    }

    /** The response to a challenge with qop (RFC 7616 section 3.4.1). */
    static String response(
            DigestAlgorithm algorithm, String a1, String nonce, String nc, String cnonce, String qop, String a2) {
        return algorithm.hash(String.join(":", a1, nonce, nc, cnonce, qop, algorithm.hash(a2)));
    }

    /** The response without qop, as RFC 2069 had it. */
    static String responseWithoutQop(DigestAlgorithm algorithm, String a1, String nonce, String a2) {
        return algorithm.hash(String.join(":", a1, nonce, algorithm.hash(a2)));
    }
}
