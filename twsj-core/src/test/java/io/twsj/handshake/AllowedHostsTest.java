package io.twsj.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts a server answers for: RFC 9110 sections 7.4 and 15.5.20. */
class AllowedHostsTest {

    private static int status(AllowedHosts hosts, String host) {
        Refusal refusal = hosts.judge(host);
        return refusal == null ? 101 : refusal.status();
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com, 101",
        "example.com, EXAMPLE.com, 101",
        "Example.COM, example.com, 101",
        "example.com, example.com:8443, 101",
        "example.com, www.example.com, 421",
        "example.com, example.com.evil.test, 421",
        "example.com, evil.test, 421",
        "example.com:8443, example.com:8443, 101",
        "example.com:8443, example.com:8444, 421",
        "example.com:8443, example.com, 421",
        "example.com:8443, evil.test:8443, 421",
        "example.com:80, example.com, 101",
        "example.com:443, example.com, 101",
        "example.com:443, example.com:80, 421",
        "*.example.com, www.example.com, 101",
        "*.example.com, a.b.example.com:81, 101",
        "*.example.com, example.com, 421",
        "*.example.com, .example.com, 421",
        "*.example.com, evilexample.com, 421",
        "*.example.com:81, www.example.com:81, 101",
        "*.example.com:81, www.example.com:82, 421",
        "192.0.2.1, 192.0.2.1:8000, 101",
        "[::1], [::1]:8000, 101",
        "[::1], [::2], 421",
        "example.com, exa mple.com, 400",
        "example.com, example.com:port, 400",
        "example.com, '', 400"
    })
    void aHostIsAnsweredForIfItIsListed(String allowed, String host, int status) {
        assertThat(status(AllowedHosts.of(List.of("other.test", allowed)), host))
                .isEqualTo(status);
    }

    @Test
    void anyHostIsAnyWellFormedOne() {
        assertThat(status(AllowedHosts.ANY, "whatever.test:1")).isEqualTo(101);
        assertThat(status(AllowedHosts.ANY, "what ever")).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "*.", "*example.com", "www.*.com", "*.*.com", "https://example.com", "a/b", "a:b"})
    void whatIsNoHostCannotBeListed(String text) {
        assertThatThrownBy(() -> AllowedHosts.of(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    @Test
    void aListOfNothingWouldLetNobodyIn() {
        assertThatThrownBy(() -> AllowedHosts.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one");
    }
}
