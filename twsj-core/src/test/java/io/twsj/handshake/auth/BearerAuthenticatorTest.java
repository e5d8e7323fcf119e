package io.twsj.handshake.auth;

import static io.twsj.handshake.auth.Asking.ask;
import static io.twsj.handshake.auth.Asking.challenges;
import static io.twsj.handshake.auth.Asking.nameFrom;
import static io.twsj.handshake.auth.Asking.refusalStatus;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bearer tokens (RFC 6750), from the header and the three places that a browser has. */
class BearerAuthenticatorTest {

    private final List<String> asked = new CopyOnWriteArrayList<>();

    private final TokenVerifier tokens = token -> {
        asked.add(token);
        return CompletableFuture.completedFuture(token.startsWith("good") ? AuthenticatedPrincipal.of(token) : null);
    };

    private final BearerAuthenticator strict =
            BearerAuthenticator.builder("r", tokens).build();

    private final BearerAuthenticator everywhere = BearerAuthenticator.builder("r", tokens)
            .cookie("session")
            .queryParameter("access_token")
            .build();

    private static String subprotocols(String token) {
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.UTF_8));
        return "Sec-WebSocket-Protocol: chat.v1, bearer." + encoded;
    }

    @Test
    void whoShowsNoTokenIsChallengedWithoutAnError() {
        assertThat(challenges(ask(strict, "/", "Authorization: Basic x", "Sec-WebSocket-Protocol: chat")))
                .containsExactly(new Challenge("Bearer", null, Map.of("realm", "r")));
        assertThat(asked).isEmpty();
    }

    @Test
    void aTokenThatIsGoodForNothingIsSaidToBeInvalid() {
        assertThat(challenges(ask(strict, "/", "Authorization: Bearer bad")))
                .containsExactly(new Challenge("Bearer", null, Map.of("realm", "r", "error", "invalid_token")));
    }

    @Test
    void theHeaderHoldsAToken() {
        assertThat(nameFrom(ask(strict, "/", "Authorization: bearer good-._~+/==")))
                .isEqualTo("good-._~+/==");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "=good", "go=od", "good,", "g\u00f6\u00f6d", "\"good\""})
    void aMalformedTokenIsRefused(String token) {
        assertThat(refusalStatus(ask(strict, "/", "Authorization: Bearer " + token)))
                .isEqualTo(400);
        assertThat(asked).isEmpty();
    }

    @Test
    void aSubprotocolHoldsAToken() {
        assertThat(nameFrom(ask(strict, "/", subprotocols("good, ünd with spaces"))))
                .isEqualTo("good, ünd with spaces");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer.*", "bearer._w", "bearer.Z29vZA, bearer.Z29vZA2"})
    void aMalformedTokenInASubprotocolIsRefused(String names) {
        assertThat(refusalStatus(ask(strict, "/", "Sec-WebSocket-Protocol: " + names)))
                .isEqualTo(400);
    }

    @Test
    void cookieAndQueryAreLookedAtOnlyIfSwitchedOn() {
        String target = "/?access_token=good";
        String cookie = "Cookie: session=good";
        assertThat(challenges(ask(strict, target, cookie))).hasSize(1);
        assertThat(asked).isEmpty();
        assertThat(nameFrom(ask(everywhere, target))).isEqualTo("good");
        assertThat(nameFrom(ask(everywhere, "/", cookie))).isEqualTo("good");
    }

    @Test
    void theRightCookieIsTaken() {
        assertThat(nameFrom(ask(everywhere, "/", "Cookie: xsession=bad; a=b", "Cookie: c=d;session=good=1; session=2")))
                .isEqualTo("good=1");
        assertThat(nameFrom(ask(everywhere, "/", "Cookie: session=\"good\""))).isEqualTo("good");
    }

    @Test
    void theRightParameterIsTaken() {
        assertThat(nameFrom(ask(everywhere, "/?xaccess_token=bad&access_token=good%2B%C3%BC&access_token=bad")))
                .isEqualTo("good+ü");
        assertThat(refusalStatus(ask(everywhere, "/?access_token=%zz"))).isEqualTo(400);
        assertThat(challenges(ask(everywhere, "/?access_token"))).hasSize(1);
    }

    @Test
    void whatThePageCanChooseCountsBeforeWhatTheBrowserAdds() {
        assertThat(nameFrom(ask(
                        everywhere,
                        "/?access_token=good3",
                        "Authorization: Bearer good1",
                        subprotocols("good2"),
                        "Cookie: session=good4")))
                .isEqualTo("good1");
        assertThat(nameFrom(ask(everywhere, "/?access_token=good3", subprotocols("good2"), "Cookie: session=good4")))
                .isEqualTo("good2");
        assertThat(nameFrom(ask(everywhere, "/?access_token=good3", "Cookie: session=good4")))
                .isEqualTo("good3");
        assertThat(asked).hasSize(3);
    }
}
