package io.twsj.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may connect: RFC 6455 section 10.2, RFC 6454. */
class OriginPolicyTest {

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
        http://example.com,        example.com,       true
        http://example.com:80,     example.com,       true
        http://example.com,        example.com:80,    true
        https://example.com,       example.com,       true
        https://example.com,       example.com:443,   true
        https://example.com,       example.com:80,    false
        http://example.com,        example.com:443,   false
        http://example.com:8000,   example.com:8000,  true
        https://example.com:8000,  example.com:8000,  true
        http://example.com:8000,   example.com,       false
        http://example.com,        example.com:8000,  false
        http://example.com:8000,   example.com:8001,  false
        HTTP://EXAMPLE.com,        example.COM,       true
        http://[::1]:8000,         [::1]:8000,        true
        http://[2001:DB8::1],      [2001:db8::1],     true
        http://[::1],              [::2],             false
        http://evil.example,       example.com,       false
        http://example.com.evil.example, example.com, false
        http://sub.example.com,    example.com,       false
        http://my_service:8000,    my_service:8000,   true
        ftp://example.com,         example.com,       false
        chrome-extension://abc,    abc,               false
        null,                      example.com,       false
        null,                      null,              false
        '',                        example.com,       false
        example.com,               example.com,       false
        http://example.com/,       example.com,       false
        http://user@example.com,   example.com,       false
        http://example.com http://example.com, example.com, false
        http://example.com:,       example.com,       true
        http://example.com:99999,  example.com:99999, false
        http://example.com:80x,    example.com,       false
        http://,                   example.com,       false
        ://example.com,            example.com,       false
        1http://example.com,       example.com,       false
        -,                         example.com,       true
        """)
    void sameOriginComparesHostAndPort(@Nullable String origin, String host, boolean allowed) {
        assertThat(OriginPolicy.sameOrigin().allows(origin, host)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
        https://example.com,      true
        https://example.com:443,  true
        HTTPS://Example.Com,      true
        http://example.com,       false
        https://example.com:444,  false
        http://other.example:81,  true
        http://other.example,     false
        https://[::1]:8443,       true
        chrome-extension://abc,   true
        chrome-extension://abd,   false
        https://here.example,     false
        https://example.com/,     false
        null,                     false
        '',                       false
        -,                        true
        """)
    void aListComparesSchemeHostAndPort(@Nullable String origin, boolean allowed) {
        OriginPolicy policy = OriginPolicy.anyOf(List.of(
                "https://EXAMPLE.com", "http://other.example:81", "https://[::1]:8443", "chrome-extension://abc"));
        assertThat(policy.allows(origin, "here.example")).isEqualTo(allowed);
    }

    @Test
    void aDefaultPortMayBeListed() {
        OriginPolicy policy = OriginPolicy.anyOf(List.of("https://example.com:443"));
        assertThat(policy.allows("https://example.com", "x")).isTrue();
    }

    @Test
    void sandboxedPagesConnectOnlyIfListed() {
        assertThat(OriginPolicy.anyOf(List.of("null")).allows("null", "x")).isTrue();
        assertThat(OriginPolicy.anyOf(List.of()).allows("null", "x")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "https://example.com/",
                "https://example.com/path",
                "https://",
                "*",
                "",
                "https://*.example.com:x",
                "https://a b",
                "https://user@example.com",
                "https://example.com:70000",
                "https://[::1"
            })
    void whatIsNoOriginCannotBeListed(String origin) {
        assertThatThrownBy(() -> OriginPolicy.anyOf(List.of("https://a.example", origin)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + origin + "\" is no origin");
    }

    @Test
    void anyAllowsEvenWhatIsNoOrigin() {
        assertThat(OriginPolicy.any().allows("null", "x")).isTrue();
        assertThat(OriginPolicy.any().allows("?", "x")).isTrue();
        assertThat(OriginPolicy.any().allows(null, "x")).isTrue();
    }

    @Test
    void presenceMayBeRequired() {
        OriginPolicy policy = OriginPolicy.sameOrigin().requirePresent();
        assertThat(policy.allows(null, "example.com")).isFalse();
        assertThat(policy.allows("http://example.com", "example.com")).isTrue();
        assertThat(policy.allows("http://evil.example", "example.com")).isFalse();
        assertThat(OriginPolicy.any().requirePresent().allows(null, "x")).isFalse();
    }

    /** Schemes and ports are compared as in a list; only what stands for the star is free. */
    @ParameterizedTest
    @CsvSource({
        "https://*.example.com, https://a.example.com, true",
        "https://*.example.com, https://a.b.example.com, true",
        "https://*.example.com, https://A.EXAMPLE.com:443, true",
        "https://*.example.com, https://example.com, false",
        "https://*.example.com, https://.example.com, false",
        "https://*.example.com, https://evilexample.com, false",
        "https://*.example.com, https://a.example.com.evil.example, false",
        "https://*.example.com, http://a.example.com, false",
        "https://*.example.com, https://a.example.com:8443, false",
        "https://*.example.com:8443, https://a.example.com:8443, true"
    })
    void aStarStandsForSubdomains(String pattern, String origin, boolean allowed) {
        assertThat(OriginPolicy.anyOf(List.of(pattern)).allows(origin, "example.com"))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://*", "https://*.", "https://*example.com", "https://a.*.com", "https://**.example.com"})
    void aStarAnywhereElseIsRefused(String pattern) {
        assertThatThrownBy(() -> OriginPolicy.anyOf(List.of(pattern))).isInstanceOf(IllegalArgumentException.class);
    }
}
