package io.twsj.handshake;

import io.twsj.http.HttpSyntax;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The proof that a server understood the handshake: {@code Sec-WebSocket-Accept} made from {@code Sec-WebSocket-Key}
 * (RFC 6455 sections 4.2.1 and 4.2.2). Thread-safe.
 */
public final class AcceptKey {

    /** Length of every accept value: base64 of a SHA-1 hash. */
    static final int LENGTH = 28;

    private static final byte[] GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11".getBytes(StandardCharsets.ISO_8859_1);
    private static final int KEY_LENGTH = 24;
    private static final int NONCE_LENGTH = 16;

    /** Never fed itself: a copy is cheaper than a look-up of the algorithm, and belongs to its caller alone. */
    private static final MessageDigest PROTOTYPE = lookUp();

    private AcceptKey() {}

    /** The accept value for a key, taken as the text that was received. */
    public static String of(String key) {
        return new String(bytes(key), StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String key) {
        MessageDigest sha1 = sha1();
        sha1.update(key.getBytes(StandardCharsets.ISO_8859_1));
        return Base64.getEncoder().encode(sha1.digest(GUID));
    }

    /** Makes the key of a request from 16 random bytes, fresh ones for each request. */
    public static String keyOf(byte[] nonce) {
        if (nonce.length != NONCE_LENGTH) {
            throw new IllegalArgumentException("nonce of " + nonce.length + " bytes, not " + NONCE_LENGTH);
        }
        return Base64.getEncoder().encodeToString(nonce);
    }

    /**
     * Tells whether a key is the base64 form of 16 bytes, padding included.
     *
     * <p>Bits of the last character that stand for nothing may be set: the RFC's own example does it.
     */
    public static boolean isValid(String key) {
        if (key.length() != KEY_LENGTH || !key.endsWith("==")) {
            return false;
        }
        for (int i = 0; i < KEY_LENGTH - 2; i++) {
            if (!isBase64(key.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBase64(char c) {
        return HttpSyntax.isLetter(c) || HttpSyntax.isDigit(c) || c == '+' || c == '/';
    }

    private static MessageDigest sha1() {
        try {
            return (MessageDigest) PROTOTYPE.clone();
        } catch (CloneNotSupportedException e) {
            return lookUp();
        }
    }

    private static MessageDigest lookUp() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
