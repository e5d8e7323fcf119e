package io.twsj.handshake.auth;

import static io.twsj.handshake.auth.Asking.ask;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A path for everybody that knows its peers where they show credentials. */
class OrAnonymousTest {

    private static final InMemoryCredentials USERS = InMemoryCredentials.of("ann", "sesame");
    private static final TokenVerifier TOKENS =
            token -> CompletableFuture.completedFuture(token.equals("good") ? AuthenticatedPrincipal.of("bob") : null);

    private static final Authenticator OPTIONAL = Authenticator.firstOf(
                    DigestAuthenticator.builder("r", USERS).build(),
                    BearerAuthenticator.builder("r", TOKENS)
                            .cookie("token")
                            .queryParameter("token")
                            .build(),
                    new CertificateAuthenticator(),
                    new BasicAuthenticator("r", USERS))
            .orAnonymous();

    private static String basic(String pair) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whoShowsNothingIsLetInAsNobodyInParticular() {
        assertThat(ask(OPTIONAL, "/", "Cookie: other=1", "Sec-WebSocket-Protocol: chat"))
                .isEqualTo(Authentication.anonymous());
    }

    @Test
    void whoShowsGoodCredentialsIsKnown() {
        assertThat(Asking.nameFrom(ask(OPTIONAL, "/", basic("ann:sesame")))).isEqualTo("ann");
        assertThat(Asking.nameFrom(ask(OPTIONAL, "/?token=good"))).isEqualTo("bob");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer forged",
                "Authorization: Unheard of",
                "Authorization: Digest username=\"ann\", realm=\"r\", nonce=\"n\", uri=\"/\", response=\"0\", qop=auth,"
                        + " nc=00000001, cnonce=\"c\", algorithm=SHA-256",
                "Cookie: token=forged",
                "Sec-WebSocket-Protocol: chat, bearer.Zm9yZ2Vk"
            })
    void credentialsThatAreWorthNothingAreNotTakenForNone(String header) {
        assertThat(Asking.challenges(ask(OPTIONAL, "/", header)))
                .extracting(Challenge::scheme)
                .containsExactly("Digest", "Bearer", "Basic");
    }

    @Test
    void aWrongPasswordOrTokenInTheQueryIsChallengedToo() {
        assertThat(ask(OPTIONAL, "/", basic("ann:wrong"))).isInstanceOf(Authentication.Challenged.class);
        assertThat(ask(OPTIONAL, "/", basic("nobody:sesame"))).isInstanceOf(Authentication.Challenged.class);
        assertThat(ask(OPTIONAL, "/?token=forged")).isInstanceOf(Authentication.Challenged.class);
    }

    @Test
    void aRefusalStaysOne() {
        assertThat(Asking.refusalStatus(ask(OPTIONAL, "/", "Authorization: Basic !")))
                .isEqualTo(400);
    }
}
