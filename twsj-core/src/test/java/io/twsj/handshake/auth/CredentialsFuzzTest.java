package io.twsj.handshake.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.twsj.http.Headers;
import io.twsj.http.HttpSyntax;
import io.twsj.http.RequestHead;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Any text where clients and servers authenticate (RFC 9110 11, RFC 7616, RFC 7617). */
class CredentialsFuzzTest {

    private static final CredentialStore NOBODY_KNOWS = InMemoryCredentials.of("ann", "f5Lr0xPb8Qw2");
    private static final Authenticator DIGEST =
            DigestAuthenticator.builder("r", NOBODY_KNOWS).withoutQop(true).build();
    private static final Authenticator BASIC = new BasicAuthenticator("r", NOBODY_KNOWS);

    /** Nobody gets in without the password; what is malformed is a 400, the rest is asked again. */
    @FuzzTest
    void digestCredentials(byte[] bytes) {
        ask(DIGEST, "Digest ", bytes);
    }

    @FuzzTest
    void basicCredentials(byte[] bytes) {
        ask(BASIC, "Basic ", bytes);
    }

    private static void ask(Authenticator authenticator, String scheme, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (!HttpSyntax.isFieldValue(text)) {
            return;
        }
        Headers headers = Headers.builder().add("Authorization", scheme + text).build();
        Authentication found = authenticator
                .authenticate(new AuthenticationRequest(
                        new RequestHead("GET", "/", headers), new InetSocketAddress("127.0.0.1", 1), null))
                .toCompletableFuture()
                .join();
        if (found instanceof Authentication.Refused refused) {
            assertThat(refused.refusal().status()).isEqualTo(400);
        } else {
            assertThat(found).isInstanceOf(Authentication.Challenged.class);
        }
    }

    /** Challenges of any form are read without an exception, and a client with a password answers or passes on. */
    @FuzzTest
    void challenges(byte[] bytes) {
        String line = new String(bytes, StandardCharsets.ISO_8859_1);
        List<Challenge> found = Challenge.parse(List.of(line));
        assertThat(found.size()).isLessThanOrEqualTo(line.length());
        for (Challenge challenge : found) {
            assertThat(HttpSyntax.isToken(challenge.scheme())).isTrue();
            assertThat(challenge.parameters().keySet()).allMatch(HttpSyntax::isToken);
            assertThat(challenge.token68() == null || challenge.parameters().isEmpty())
                    .isTrue();
        }
    }
}
