package io.twsj.handshake.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nonces of a server (RFC 7616 sections 3.3 and 5.12): forged, old and used ones are worth nothing. */
class NoncesTest {

    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private long now = 1_000_000;
    private final Nonces nonces =
            new Nonces("realm", LIFETIME, 100, () -> java.time.Instant.ofEpochMilli(now), Nonces.randomSecret());

    @Test
    void everyNonceIsAnother() {
        Set<String> issued = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            issued.add(nonces.next());
        }
        assertThat(issued).hasSize(1000).allMatch(nonce -> nonce.matches("[A-Za-z0-9_-]{43}"));
    }

    @Test
    void issuingKeepsNothing() {
        for (int i = 0; i < 1000; i++) {
            nonces.next();
        }
        assertThat(nonces.remembered()).isZero();
    }

    @Test
    void aCountIsGoodOnce() {
        String nonce = nonces.next();
        assertThat(nonces.use(nonce, 1)).isTrue();
        assertThat(nonces.use(nonce, 1)).isFalse();
        assertThat(nonces.use(nonce, 2)).isTrue();
        assertThat(nonces.use(nonce, 2)).isFalse();
    }

    @Test
    void requestsOnParallelConnectionsMayOvertakeEachOther() {
        String nonce = nonces.next();
        assertThat(nonces.use(nonce, 70)).isTrue();
        assertThat(nonces.use(nonce, 7)).isTrue();
        assertThat(nonces.use(nonce, 7)).isFalse();
        assertThat(nonces.use(nonce, 69)).isTrue();
        // More than 64 behind: nobody knows any more.
        assertThat(nonces.use(nonce, 6)).isFalse();
        assertThat(nonces.use(nonce, 0xffff_ffffL)).isTrue();
        assertThat(nonces.use(nonce, 69)).isFalse();
        assertThat(nonces.use(nonce, 0xffff_fffeL)).isTrue();
    }

    @Test
    void aNonceEndsWithItsLifeTime() {
        String used = nonces.next();
        String unused = nonces.next();
        assertThat(nonces.use(used, 1)).isTrue();
        now += LIFETIME.toMillis();
        assertThat(nonces.use(used, 2)).isTrue();
        now++;
        assertThat(nonces.use(used, 3)).isFalse();
        assertThat(nonces.use(unused, 1)).isFalse();
        assertThat(nonces.remembered()).isZero();
    }

    @Test
    void aForgedNonceIsWorthNothing() {
        byte[] bytes = Base64.getUrlDecoder().decode(nonces.next());
        for (int i = 0; i < bytes.length; i++) {
            byte[] forged = bytes.clone();
            forged[i] ^= 1;
            String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
            assertThat(nonces.use(nonce, 1)).as("byte %d", i).isFalse();
        }
        for (String nonsense : List.of("", "x", "\u00e4", "A".repeat(43), "A".repeat(10_000))) {
            assertThat(nonces.use(nonsense, 1)).isFalse();
        }
        assertThat(nonces.remembered()).isZero();
    }

    @Test
    void anotherServersNonceIsWorthNothing() {
        Nonces other =
                new Nonces("realm", LIFETIME, 100, () -> java.time.Instant.ofEpochMilli(now), Nonces.randomSecret());
        assertThat(nonces.use(other.next(), 1)).isFalse();
    }

    @Test
    void whatIsRememberedIsBoundedAndNothingForgottenCanBeReplayed() {
        List<String> used = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            now++;
            String nonce = nonces.next();
            assertThat(nonces.use(nonce, 1)).isTrue();
            used.add(nonce);
            assertThat(nonces.remembered()).isLessThanOrEqualTo(100);
        }
        assertThat(used).noneMatch(nonce -> nonces.use(nonce, 1));
        // Those that are remembered go on.
        assertThat(nonces.use(used.get(249), 2)).isTrue();
        assertThat(nonces.use(used.get(0), 2)).isFalse();
    }
}
