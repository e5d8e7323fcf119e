package io.twsj.handshake.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;

/** A verifier that has the password. Immutable. */
record KnownPassword(Credentials credentials, AuthenticatedPrincipal principal) implements PasswordVerifier {

    /** Hashed first: a comparison in constant time still shows lengths. */
    @Override
    public boolean isPassword(String password) {
        return MessageDigest.isEqual(hash(credentials.password()), hash(password));
    }

    private static byte[] hash(String password) {
        String composed = Normalizer.normalize(password, Normalizer.Form.NFC);
        return DigestAlgorithm.SHA_256.hash(composed).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String digestSecret(DigestAlgorithm algorithm, String realm) {
        return algorithm.secret(credentials.user(), realm, credentials.password());
    }
}
