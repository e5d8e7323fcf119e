package io.twsj.handshake.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.handshake.WebSocketUri;
import io.twsj.handshake.auth.ClientAuthenticator.Refused;
import io.twsj.http.Headers;
import io.twsj.http.RequestHead;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client's answers to Digest (RFC 7616 section 3.4) and Bearer (RFC 6750), and the choice among schemes. */
class ClientDigestTest {

    private static final Credentials MUFASA = new Credentials("Mufasa", "Circle of Life");

    /** RFC 7616 3.9.1. */
    private static final String CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    private static final String COMMON = "realm=\"http-auth@example.org\", qop=\"auth, auth-int\", "
            + "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
            + "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

    private static final ClientDigest DIGEST = new ClientDigest(MUFASA, () -> CNONCE);

    private static Refused refused(String uri, Headers headers, String... challenges) {
        WebSocketUri target = WebSocketUri.of(URI.create(uri));
        return new Refused(
                target, new RequestHead("GET", target.resourceName(), headers), Challenge.parse(List.of(challenges)));
    }

    private static String answer(ClientAuthenticator authenticator, String... challenges) {
        return authenticator.answer(refused("ws://example.org/dir/index.html", Headers.EMPTY, challenges));
    }

    private static Challenge parsed(String answer) {
        return new ChallengeReader(answer).readCredentials();
    }

    @Test
    void theExampleOfTheRfcIsAnsweredAsThere() {
        assertThat(answer(DIGEST, "Digest algorithm=SHA-256, " + COMMON, "Digest algorithm=MD5, " + COMMON))
                .isEqualTo("Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", "
                        + "algorithm=SHA-256, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, "
                        + "cnonce=\"" + CNONCE + "\", qop=auth, "
                        + "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\", "
                        + "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
    }

    @Test
    void md5IsAnsweredWhereNothingBetterIsOffered() {
        assertThat(parsed(answer(DIGEST, "Digest algorithm=SHA-1, " + COMMON, "Digest " + COMMON))
                        .parameter("response"))
                .isEqualTo("8ca523f5e9506fed4657c9700eebdbec");
    }

    @Test
    void theStrongestIsTakenWhateverTheOrder() {
        String answer = answer(
                DIGEST,
                "Digest algorithm=MD5, " + COMMON,
                "Basic realm=x",
                "Digest algorithm=SHA-512-256, " + COMMON,
                "Digest algorithm=SHA-256, " + COMMON);
        assertThat(parsed(answer).parameter("algorithm")).isEqualTo("SHA-512-256");
        assertThat(parsed(answer).parameter("response"))
                .isEqualTo("430d05014cecc49cab6fbe03176d41a1da86cbfe24a16580e22aaad928d960d0");
    }

    /** RFC 7616 3.9.2 with the hash that the name stands for. */
    @Test
    void theNameIsHiddenWhereTheServerInvitesIt() {
        ClientDigest doe = new ClientDigest(
                new Credentials("Jäsøn Doe", "Secret, or not?"), () -> "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v");
        String challenge = "Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256, "
                + "nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", charset=UTF-8";
        Refused plain = refused("wss://api.example.org/doe.json", Headers.EMPTY, challenge);
        Refused inviting = refused("wss://api.example.org/doe.json", Headers.EMPTY, challenge + ", userhash=true");
        assertThat(parsed(doe.answer(inviting)).parameters())
                .containsEntry("username", "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b")
                .containsEntry("userhash", "true")
                .containsEntry("response", "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5");
        assertThat(parsed(doe.answer(plain)).parameters())
                .containsEntry("username*", "UTF-8''J%C3%A4s%C3%B8n%20Doe")
                .doesNotContainKeys("username", "userhash")
                .containsEntry("response", "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5");
    }

    @Test
    void withoutQopItIsAnsweredAsRfc2069() {
        ClientDigest old = new ClientDigest(new Credentials("Mufasa", "Circle Of Life"));
        String answer =
                answer(old, "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"");
        assertThat(parsed(answer).parameters())
                .containsEntry("response", "670fd8c2df070c60b045671b8b24ff02")
                .doesNotContainKeys("qop", "nc", "cnonce", "opaque");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Digest realm=x, qop=auth",
                "Digest nonce=x, qop=auth",
                "Digest realm=x, nonce=n, qop=auth-int",
                "Digest realm=x, nonce=n, algorithm=SHA-3",
                "Basic realm=x"
            })
    void whatCannotBeAnsweredIsNot(String challenge) {
        assertThat(answer(DIGEST, challenge)).isNull();
    }

    @Test
    void aSecondRefusalIsAnsweredOnlyIfTheNonceWasTheReason() {
        Headers shown = Headers.of("Authorization", "Digest username=\"Mufasa\"");
        String uri = "ws://example.org/";
        assertThat(DIGEST.answer(refused(uri, shown, "Digest " + COMMON))).isNull();
        assertThat(DIGEST.answer(refused(uri, shown, "Digest stale=false, " + COMMON)))
                .isNull();
        assertThat(DIGEST.answer(refused(uri, shown, "Digest stale=TRUE, " + COMMON)))
                .isNotNull();
    }

    @Test
    void everyAnswerHasACnonceOfItsOwn() {
        ClientDigest digest = new ClientDigest(MUFASA);
        String first = parsed(answer(digest, "Digest " + COMMON)).parameter("cnonce");
        assertThat(first)
                .hasSize(32)
                .isNotEqualTo(parsed(answer(digest, "Digest " + COMMON)).parameter("cnonce"));
    }

    @ParameterizedTest
    @EnumSource
    void ourServerTakesOurAnswers(DigestAlgorithm algorithm) {
        Credentials odd = new Credentials("Jä\"s\\øn", "pä:ss");
        InMemoryCredentials users =
                InMemoryCredentials.builder().user(odd.user(), odd.password()).build();
        for (boolean userhash : new boolean[] {false, true}) {
            DigestAuthenticator server = DigestAuthenticator.builder("a \"realm\"", users)
                    .algorithms(algorithm)
                    .userhash(userhash)
                    .build();
            String[] challenges = ((Authentication.Challenged) Asking.ask(server, "/dir/index.html"))
                    .challenges()
                    .toArray(String[]::new);
            String line = "Authorization: " + answer(new ClientDigest(odd), challenges);
            assertThat(Asking.nameFrom(Asking.ask(server, "/dir/index.html", line)))
                    .isEqualTo(odd.user());
        }
    }

    // Several schemes

    @Test
    void theFirstSchemeThatHasAnAnswerIsTaken() {
        ClientAuthenticator both = ClientAuthenticator.firstOf(DIGEST, new ClientBasic(MUFASA, true));
        assertThat(answer(both, "Basic realm=x", "Digest " + COMMON)).startsWith("Digest ");
        assertThat(answer(both, "Basic realm=x")).startsWith("Basic ");
        assertThat(answer(both, "Negotiate")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "wss://example.org/, Bearer, false, Bearer t0ken",
        "ws://example.org/, Bearer realm=x, false,",
        "ws://example.org/, bearer realm=x, true, Bearer t0ken",
        "ws://127.0.0.1/, Bearer realm=x, false, Bearer t0ken",
        "wss://example.org/, Basic realm=x, true,"
    })
    void aTokenIsShownWhereItIsAskedForAndNobodyListens(
            String uri, String challenge, boolean inClear, String expected) {
        ClientBearer bearer = new ClientBearer("t0ken", inClear);
        assertThat(bearer.answer(refused(uri, Headers.EMPTY, challenge))).isEqualTo(expected);
        Headers shown = Headers.of("Authorization", "Bearer t0ken");
        assertThat(bearer.answer(refused(uri, shown, challenge))).isNull();
    }

    @Test
    void aTokenThatFitsIntoNoHeaderIsRefusedWithoutBeingShown() {
        assertThatThrownBy(() -> new ClientBearer("sec ret", false))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("sec");
    }
}
