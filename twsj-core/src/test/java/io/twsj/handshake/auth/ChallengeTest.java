package io.twsj.handshake.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.handshake.WebSocketUri;
import io.twsj.http.Headers;
import io.twsj.http.RequestHead;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Challenges (RFC 9110 section 11.6.1) and the answer to Basic (RFC 7617). */
class ChallengeTest {

    private static List<Challenge> parse(String... lines) {
        return Challenge.parse(List.of(lines));
    }

    private static Challenge of(String scheme, Map<String, String> parameters) {
        return new Challenge(scheme, null, parameters);
    }

    @Test
    void commasSeparateParametersAndChallenges() {
        assertThat(parse("Basic realm=\"a, b\", Digest realm=\"x\", nonce=\"n\""))
                .containsExactly(
                        of("Basic", Map.of("realm", "a, b")), of("Digest", Map.of("realm", "x", "nonce", "n")));
        assertThat(parse("Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\", Basic realm=\"simple\""))
                .containsExactly(
                        of("Newauth", Map.of("realm", "apps", "type", "1", "title", "Login to \"apps\"")),
                        of("Basic", Map.of("realm", "simple")));
        assertThat(parse("Negotiate, Basic realm=\"x\""))
                .containsExactly(of("Negotiate", Map.of()), of("Basic", Map.of("realm", "x")));
        assertThat(parse(", , Basic realm=\"x\" ,, charset=UTF-8 ,"))
                .containsExactly(of("Basic", Map.of("realm", "x", "charset", "UTF-8")));
        assertThat(parse("Basic REALM = \"x\"", "Bearer"))
                .containsExactly(of("Basic", Map.of("realm", "x")), of("Bearer", Map.of()));
    }

    @Test
    void aChallengeMayHaveATokenInPlaceOfParameters() {
        assertThat(parse("Negotiate YWJj/+==, Basic realm=x"))
                .containsExactly(new Challenge("Negotiate", "YWJj/+==", Map.of()), of("Basic", Map.of("realm", "x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", "=", "\"", "\"x\" Basic"})
    void whatIsNoChallengeIsIgnored(String line) {
        assertThat(parse(line)).isEmpty();
    }

    @Test
    void whatStandsBeforeAMistakeCounts() {
        assertThat(parse("Basic realm=\"x\", Digest realm=\"unfinished"))
                .containsExactly(of("Basic", Map.of("realm", "x")), of("Digest", Map.of()));
    }

    @Test
    void caseDoesNotCount() {
        Challenge challenge = parse("bAsIc ReAlM=x").get(0);
        assertThat(challenge.isScheme("Basic")).isTrue();
        assertThat(challenge.parameter("REALM")).isEqualTo("x");
        assertThat(challenge.parameter("charset")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "Aladdin, open sesame, Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        "test, 123£, Basic dGVzdDoxMjPCow==",
        "ednamode, nocapes!, Basic ZWRuYW1vZGU6bm9jYXBlcyE=",
        "u, a:b, Basic dTphOmI="
    })
    void basicIsBase64OfUserAndPassword(String user, String password, String expected) {
        assertThat(new Credentials(user, password).basic()).isEqualTo(expected);
    }

    @Test
    void credentialsAreCheckedAndHidden() {
        assertThatThrownBy(() -> new Credentials("a:b", "c")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Credentials("a", "c\r\n")).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Credentials("me", "secret")).hasToString("Credentials[user=me]");
    }

    @ParameterizedTest
    @CsvSource({
        "wss://example.com/, Basic realm=x, false, true",
        "ws://example.com/, Basic realm=x, false, false",
        "ws://example.com/, Basic realm=x, true, true",
        "ws://localhost/, Basic realm=x, false, true",
        "ws://127.0.0.9/, Basic realm=x, false, true",
        "ws://127.0.0.9.example.com/, Basic realm=x, false, false",
        "ws://[::1]/, Basic realm=x, false, true",
        "wss://example.com/, Digest realm=x, false, false"
    })
    void basicIsAnsweredWhereNobodyListens(URI uri, String challenge, boolean inClear, boolean answered) {
        ClientAuthenticator basic = new ClientBasic(new Credentials("me", "secret"), inClear);
        RequestHead request = new RequestHead("GET", "/", Headers.EMPTY);
        assertThat(basic.answer(new ClientAuthenticator.Refused(WebSocketUri.of(uri), request, parse(challenge)))
                        != null)
                .isEqualTo(answered);
    }
}
