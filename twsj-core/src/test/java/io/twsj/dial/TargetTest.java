package io.twsj.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a client connects to, and in which order. */
class TargetTest {

    private static Target target(String uri) {
        return Target.of(URI.create(uri));
    }

    @ParameterizedTest
    @CsvSource({
        "ws+unix:/run/app.sock, /run/app.sock, /",
        "ws+unix:/run/app.sock:/chat?a=b, /run/app.sock, /chat?a=b",
        "ws+unix:///run/app.sock:/chat, /run/app.sock, /chat",
        "ws+unix:/run/a%20b%3Ac.sock:/x%20y, /run/a b:c.sock, /x%20y",
        "ws+unix:/run/app.sock:, /run/app.sock, /",
    })
    void aUnixDomainSocketHasAPathAndAResource(String uri, String socket, String resource) {
        Target target = target(uri);
        assertThat(target.socket()).isEqualTo(Path.of(socket));
        assertThat(target.uri().resourceName()).isEqualTo(resource);
        assertThat(target.uri().hostHeader()).isEqualTo("localhost");
        assertThat(target.uri().secure()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "ws://a/, wss://a/x, wss://a/x",
        "ws://a/, https://a:8443/x?y=z, wss://a:8443/x",
        "ws://a/, HTTP://b/, ws://b/",
        "wss://a/b/c, d, wss://a/b/d",
        "wss://a/b/c, //e/f, wss://e/f",
        "ws+unix:/s:/a, /b, ws+unix:/s:/b"
    })
    void aRedirectIsResolved(String from, String location, String to) {
        assertThat(target(from).redirected(location)).hasToString(to);
    }

    @ParameterizedTest
    @CsvSource({
        "wss://a/, ws://a/, from wss to ws",
        "wss://a/, http://a/, from wss to ws",
        "ws+unix:/s:/a, http://b/, away from a Unix domain socket",
        "ws://a/, ws+unix:/s:/b, neither ws nor wss",
    })
    void someRedirectsAreNotFollowed(String from, String location, String why) {
        assertThatThrownBy(() -> target(from).redirected(location))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({
        "ws://a/x, ws://A:80/y, true",
        "ws://a/, wss://a/, false",
        "ws://a/, ws://a:81/, false",
        "ws://a/, ws://b.a/, false",
        "ws://localhost/, ws+unix:/s, false",
        "ws+unix:/s:/a, ws+unix:/s:/b, true",
        "ws+unix:/s, ws+unix:/t, false"
    })
    void anOriginIsSchemeHostAndPort(String one, String other, boolean same) {
        assertThat(target(one).isSameOrigin(target(other))).isEqualTo(same);
    }

    @Test
    void familiesAlternate() throws Exception {
        assertThat(ordered("::1", "::2", "::3", "1.0.0.1", "1.0.0.2"))
                .containsExactly("::1", "1.0.0.1", "::2", "1.0.0.2", "::3");
        assertThat(ordered("1.0.0.1", "1.0.0.2", "::1")).containsExactly("1.0.0.1", "::1", "1.0.0.2");
        assertThat(ordered("1.0.0.1")).containsExactly("1.0.0.1");
        assertThat(ordered()).isEmpty();
    }

    private static List<String> ordered(String... literals) throws Exception {
        InetAddress[] found = new InetAddress[literals.length];
        for (int i = 0; i < literals.length; i++) {
            found[i] = InetAddress.getByName(literals[i]);
        }
        List<InetAddress> ordered = Addresses.alternating(found, 80).stream()
                .map(address -> ((InetSocketAddress) address).getAddress())
                .toList();
        return ordered.stream()
                .map(address -> literals[Arrays.asList(found).indexOf(address)])
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "255.255.255.255, true",
        "::1, true",
        "localhost, false",
        "256.0.0.1, false",
        "1.2.3, false",
        "1.2.3.4.5, false",
        "1.2.3.4., false",
        "1.2.3.4.example, false"
    })
    void onlyLiteralsNeedNoResolving(String host, boolean literal) {
        assertThat(Addresses.ofLiteral(host, 80) != null).isEqualTo(literal);
    }
}
