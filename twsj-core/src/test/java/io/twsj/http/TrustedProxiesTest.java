package io.twsj.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.http.TrustedProxies.Forwarding;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who the client is behind proxies: RFC 7239 sections 4 to 7 and 8.1, and the headers that came before it. */
class TrustedProxiesTest {

    private static final InetSocketAddress PROXY = address("10.0.0.1", 40_000);
    private static final TrustedProxies TEN = TrustedProxies.of(List.of("10.0.0.0/8", "fd00::/8"));

    private static InetSocketAddress address(String host, int port) {
        InetAddress address = IpLiteral.parse(host);
        assertThat(address).isNotNull();
        return new InetSocketAddress(address, port);
    }

    private static Forwarding judge(TrustedProxies proxies, String... lines) throws HttpException {
        Headers.Builder headers = Headers.builder();
        for (String line : lines) {
            int colon = line.indexOf(':');
            headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return proxies.judge(PROXY, headers.build());
    }

    /** Expected: address and port, and what the proxy said besides. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", quoteCharacter = '\'', textBlock = """
        Forwarded: for=192.0.2.43                                     | 192.0.2.43  | 0    | -     | -
        forwarded: For=192.0.2.43:4711; Proto=HTTPS; HOST=example.com | 192.0.2.43  | 4711 | https | example.com
        Forwarded: for="192.0.2.43:4711";by=10.0.0.1                  | 192.0.2.43  | 4711 | -     | -
        Forwarded: for="[2001:db8:cafe::17]:4711"                     | 2001:db8:cafe::17 | 4711 | - | -
        Forwarded: for="[2001:db8:cafe::17]"                          | 2001:db8:cafe::17 | 0    | - | -
        Forwarded: for="192.0.2.43:_port"                             | 192.0.2.43  | 0    | -     | -
        Forwarded: for=6.6.6.6, for=192.0.2.43                        | 192.0.2.43  | 0    | -     | -
        Forwarded: for=192.0.2.43;proto=https, for=10.1.1.1;proto=http | 192.0.2.43 | 0    | https | -
        Forwarded: for=10.2.2.2, for=10.1.1.1                         | 10.2.2.2    | 0    | -     | -
        Forwarded: for=192.0.2.43;proto=gopher                        | 192.0.2.43  | 0    | -     | -
        Forwarded: by=";", for=192.0.2.43                             | 192.0.2.43  | 0    | -     | -
        Forwarded: by=" , for=192.0.2.43                              | 192.0.2.43  | 0    | -     | -
        Forwarded: by=" , for="[2001:db8::1]:1"                       | 2001:db8::1 | 1    | -     | -
        Forwarded: by="\\", for=192.0.2.43                            | 192.0.2.43  | 0    | -     | -
        Forwarded: for=unknown                                        | 10.0.0.1    | 40000 | -    | -
        Forwarded: for=_hidden, for=10.1.1.1                          | 10.1.1.1    | 0    | -     | -
        Forwarded: nonsense                                           | 10.0.0.1    | 40000 | -    | -
        Forwarded: for=example.com                                    | 10.0.0.1    | 40000 | -    | -
        Forwarded: for=300.0.0.1                                      | 10.0.0.1    | 40000 | -    | -
        Forwarded: for=192.0.2.43;                                    | 10.0.0.1    | 40000 | -    | -
        X-Forwarded-For: 192.0.2.43                                   | 192.0.2.43  | 0    | -     | -
        X-Forwarded-For: 6.6.6.6, 192.0.2.43                          | 192.0.2.43  | 0    | -     | -
        X-Forwarded-For: 192.0.2.43, 10.1.1.1                         | 192.0.2.43  | 0    | -     | -
        X-Forwarded-For: 2001:db8::1                                  | 2001:db8::1 | 0    | -     | -
        X-Forwarded-For: ::ffff:192.0.2.43                            | 192.0.2.43  | 0    | -     | -
        X-Forwarded-For: unknown                                      | 10.0.0.1    | 40000 | -    | -
        X-Forwarded-Host: example.com                                 | 10.0.0.1    | 40000 | -    | -
        """)
    void readsTheChainFromItsEnd(String line, String client, int port, @Nullable String scheme, @Nullable String host)
            throws HttpException {
        assertThat(judge(TEN, line)).isEqualTo(new Forwarding(address(client, port), scheme, host));
    }

    @Test
    void linesOfOneNameAreOneList() throws HttpException {
        assertThat(judge(TEN, "Forwarded: by=\"", "Forwarded: for=192.0.2.43", "Forwarded: for=10.9.9.9")
                        .client())
                .isEqualTo(address("192.0.2.43", 0));
        assertThat(judge(TEN, "X-Forwarded-For: 192.0.2.43", "X-Forwarded-For: 10.9.9.9")
                        .client())
                .isEqualTo(address("192.0.2.43", 0));
    }

    /** What stands before the last comma may be the client's invention. */
    @Test
    void takesSchemeAndHostOfTheNearestProxy() throws HttpException {
        assertThat(judge(
                        TEN,
                        "X-Forwarded-For: 192.0.2.43",
                        "X-Forwarded-Proto: http, https",
                        "X-Forwarded-Host: evil.example, example.com"))
                .isEqualTo(new Forwarding(address("192.0.2.43", 0), "https", "example.com"));
    }

    /** A proxy that writes the one passes on what a client has written as the other. */
    @ParameterizedTest
    @ValueSource(strings = {"for=6.6.6.6", "for=6.6.6.6, for=10.0.0.1", "for=unknown", "nonsense", "for=10.1.1.1"})
    void refusesTwoOpinionsOnTheClient(String forwarded) {
        assertThatThrownBy(() -> judge(TEN, "X-Forwarded-For: 192.0.2.43", "Forwarded: " + forwarded))
                .isInstanceOfSatisfying(
                        HttpException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(400))
                .hasMessage("Forwarded and X-Forwarded-For name different clients");
    }

    @Test
    void ofTwoThatAgreeOnTheClientOnlyWhatBothSayCounts() throws HttpException {
        assertThat(judge(
                        TEN,
                        "Forwarded: for=\"192.0.2.43:4711\";proto=https;host=example.com",
                        "X-Forwarded-For: 192.0.2.43",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: example.com"))
                .isEqualTo(new Forwarding(address("192.0.2.43", 4711), "https", "example.com"));
        assertThat(judge(
                        TEN,
                        "Forwarded: for=192.0.2.43;proto=https;host=evil.example",
                        "X-Forwarded-For: 192.0.2.43",
                        "X-Forwarded-Proto: http"))
                .isEqualTo(new Forwarding(address("192.0.2.43", 0), null, null));
    }

    @Test
    void believesNobodyElse() throws HttpException {
        TrustedProxies others = TrustedProxies.of(List.of("10.0.0.2", "192.0.2.0/24"));
        for (TrustedProxies proxies : List.of(TrustedProxies.NONE, others)) {
            assertThat(judge(proxies, "Forwarded: for=192.0.2.43;proto=https;host=example.com"))
                    .isEqualTo(new Forwarding(PROXY, null, null));
        }
        UnixDomainSocketAddress unix = UnixDomainSocketAddress.of("/run/x");
        assertThat(TEN.judge(
                                unix,
                                Headers.builder()
                                        .add("Forwarded", "for=192.0.2.43")
                                        .build())
                        .client())
                .isSameAs(unix);
    }

    // Ranges

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/9, 10.127.0.0, true",
        "10.0.0.0/9, 10.128.0.0, false",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "192.0.2.1/31, 192.0.2.0, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::1, ::1, true",
        "::ffff:10.0.0.0, 10.0.0.0, true"
    })
    void aRangeIsItsFirstBits(String range, String address, boolean contained) {
        InetAddress parsed = IpLiteral.parse(address);
        assertThat(parsed).isNotNull();
        assertThat(IpRange.parse(range).contains(parsed)).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "10.0.0",
                "10.0.0.256",
                "example.com",
                "localhost",
                "10.0.0.0/33",
                "::/129",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "1:2",
                "fe80::1%eth0"
            })
    void refusesWhatIsNoRange(String text) {
        assertThatThrownBy(() -> TrustedProxies.of(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }
}
