package io.twsj.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Any text as {@code Origin} and {@code Host} (RFC 6454, RFC 3986 3.2). */
class OriginFuzzTest {

    private static final OriginPolicy LISTED = OriginPolicy.anyOf(List.of("https://good.example"));
    private static final OriginPolicy SUBDOMAINS = OriginPolicy.anyOf(List.of("https://*.good.example"));

    /** No spelling but its own gets an origin through a list. */
    @FuzzTest
    void origins(byte[] bytes) {
        String origin = new String(bytes, StandardCharsets.ISO_8859_1);
        String lower = origin.toLowerCase(Locale.ROOT);
        if (LISTED.allows(origin, "good.example")) {
            assertThat(lower).matches("https://good\\.example(:|:0*443)?");
        }
        if (SUBDOMAINS.allows(origin, "good.example")) {
            assertThat(lower).matches("https://[^/?#@:\\[\\]]+\\.good\\.example(:|:0*443)?");
        }
        if (OriginPolicy.sameOrigin().allows(origin, "good.example:8443")) {
            assertThat(lower).matches("[a-z][a-z0-9+.-]*://good\\.example:0*8443");
        }
    }

    /** What is read of a host means the same when it is written down and read again, and a page of it has its origin. */
    @FuzzTest
    void hosts(byte[] bytes) {
        String host = new String(bytes, StandardCharsets.ISO_8859_1);
        Authority read = Authority.parse(host);
        assertThat(Authority.isWellFormed(host)).isEqualTo(read != null);
        assertThat(AllowedHosts.ANY.judge(host) == null).isEqualTo(read != null);
        if (read == null) {
            return;
        }
        String written = read.host() + (read.port() == Authority.NO_PORT ? "" : ":" + read.port());
        assertThat(Authority.parse(written)).isEqualTo(read);
        assertThat(OriginPolicy.sameOrigin().allows("http://" + host, host)).isTrue();
        assertThat(OriginPolicy.sameOrigin().allows("http://x" + written, host)).isFalse();
    }

    /** A URI of any form is taken apart or refused, and what comes of it holds no space, CR or LF. */
    @FuzzTest
    void uris(byte[] bytes) {
        try {
            WebSocketUri uri = WebSocketUri.of(URI.create("ws://" + new String(bytes, StandardCharsets.UTF_8)));
            assertThat(uri.resourceName()).matches("/[\\x21-\\x7e]*");
            assertThat(uri.hostHeader()).matches("[\\x21-\\x7e]+");
            assertThat(uri.port()).isBetween(1, 65535);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
