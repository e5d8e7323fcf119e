package io.twsj.handshake.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The nonces of a server (RFC 7616 section 3.3): signed, so that issuing them keeps nothing, and remembered for as long as
 * they live once a right response has used them, so that no nonce count is used twice. Thread-safe.
 *
 * <pre>
 *  base64url( milliseconds (8) | random (8) | HMAC-SHA-256 of both and the realm (16) )
 * </pre>
 *
 * <p>At most so many are remembered; when the oldest has to go, all that were issued up to then are worth nothing more.
 */
final class Nonces {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String MAC = "HmacSHA256";

    /** The least that a secret has. */
    static final int KEY_BYTES = 32;

    private static final int SIGNED_BYTES = 16;
    private static final int BYTES = 32;

    private final InstantSource clock;
    private final long lifetimeMillis;
    private final int mostRemembered;
    private final byte[] realm;
    private final SecretKeySpec key;

    /** Those that were used, in the order of their issue. */
    private final TreeMap<Issue, CountWindow> used = new TreeMap<>();

    /** Nonces issued up to this moment are worth nothing. */
    private long worthlessUntil = Long.MIN_VALUE;

    /** What tells one nonce from another. */
    private record Issue(long millis, long random) implements Comparable<Issue> {

        @Override
        public int compareTo(Issue other) {
            int byTime = Long.compare(millis, other.millis);
            return byTime != 0 ? byTime : Long.compare(random, other.random);
        }
    }

    /** @param secret what nonces are signed with */
    Nonces(String realm, Duration lifetime, int mostRemembered, InstantSource clock, byte[] secret) {
        this.clock = clock;
        this.lifetimeMillis = lifetime.toMillis();
        this.mostRemembered = mostRemembered;
        this.realm = realm.getBytes(StandardCharsets.UTF_8);
        this.key = new SecretKeySpec(secret, MAC);
    }

    /** A secret that nobody else has. */
    static byte[] randomSecret() {
        byte[] secret = new byte[KEY_BYTES];
        RANDOM.nextBytes(secret);
        return secret;
    }

    /** A fresh nonce. */
    String next() {
        ByteBuffer nonce = ByteBuffer.allocate(BYTES);
        nonce.putLong(clock.millis()).putLong(RANDOM.nextLong());
        nonce.put(signature(nonce.array()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce.array());
    }

    /**
     * Uses a nonce for a response that was right.
     *
     * @param count the nonce count
     * @return false if the nonce is not ours, too old, or was used with this count before
     */
    boolean use(String nonce, long count) {
        Issue issue = verified(nonce);
        return issue != null && use(issue, count);
    }

    private synchronized boolean use(Issue issue, long count) {
        long oldest = clock.millis() - lifetimeMillis;
        forgetThoseBefore(oldest);
        if (issue.millis() < oldest || issue.millis() <= worthlessUntil) {
            return false;
        }
        boolean first = used.computeIfAbsent(issue, unused -> new CountWindow()).add(count);
        if (used.size() > mostRemembered) {
            worthlessUntil = used.pollFirstEntry().getKey().millis();
        }
        return first;
    }

    private void forgetThoseBefore(long millis) {
        while (!used.isEmpty() && used.firstKey().millis() < millis) {
            used.pollFirstEntry();
        }
    }

    synchronized int remembered() {
        return used.size();
    }

    private @Nullable Issue verified(String nonce) {
        byte[] bytes = decoded(nonce);
        if (bytes.length != BYTES) {
            return null;
        }
        byte[] shown = Arrays.copyOfRange(bytes, SIGNED_BYTES, BYTES);
        ByteBuffer signed = ByteBuffer.wrap(bytes);
        return MessageDigest.isEqual(signature(bytes), shown) ? new Issue(signed.getLong(), signed.getLong()) : null;
    }

    private static byte[] decoded(String nonce) {
        try {
            return Base64.getUrlDecoder().decode(nonce);
        } catch (IllegalArgumentException malformed) {
            return new byte[0];
        }
    }

    private byte[] signature(byte[] nonce) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            mac.update(nonce, 0, SIGNED_BYTES);
            return Arrays.copyOf(mac.doFinal(realm), BYTES - SIGNED_BYTES);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has " + MAC, impossible);
        }
    }
}
