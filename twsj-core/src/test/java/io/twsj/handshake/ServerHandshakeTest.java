package io.twsj.handshake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.frame.FrameBits;
import io.twsj.http.HeadParser;
import io.twsj.http.Headers;
import io.twsj.http.HttpException;
import io.twsj.http.HttpLimits;
import io.twsj.http.RequestHead;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's side of the opening handshake: RFC 6455 sections 4.2 and 4.4. */
class ServerHandshakeTest {

    private static final List<String> PLAIN = List.of(
            "Host: example.com",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13");
    private static final String SUCCESS = "HTTP/1.1 101 Switching Protocols\r\n"
            + "Upgrade: websocket\r\n"
            + "Connection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";

    private final ToyExtension one = new ToyExtension("one", FrameBits.RSV1);
    private final ToyExtension two = new ToyExtension("two", FrameBits.RSV2);
    private final ToyExtension three = new ToyExtension("three", FrameBits.RSV2 | FrameBits.RSV3);

    @Test
    void theRequestOfTheRfcGetsTheResponseOfTheRfc() throws HttpException {
        // RFC 6455 1.2 and 1.3
        String request = "GET /chat HTTP/1.1\r\n"
                + "Host: server.example.com\r\n"
                + "Upgrade: websocket\r\n"
                + "Connection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Origin: http://example.com\r\n"
                + "Sec-WebSocket-Protocol: chat, superchat\r\n"
                + "Sec-WebSocket-Version: 13\r\n"
                + "\r\n";
        HeadParser<RequestHead> parser = HeadParser.forRequest(HttpLimits.DEFAULT);
        assertThat(parser.feed(ByteBuffer.wrap(request.getBytes(ISO_8859_1)))).isTrue();
        HandshakeOptions options = HandshakeOptions.DEFAULT
                .withSubprotocols(List.of("superchat", "chat"))
                .withOrigins(OriginPolicy.anyOf(List.of("http://example.com")));

        Agreement agreement = agreed(parser.head(), options);

        assertThat(agreement.subprotocol()).isEqualTo("chat");
        assertThat(text(agreement)).isEqualTo(SUCCESS + "Sec-WebSocket-Protocol: chat\r\n\r\n");
    }

    @Test
    void aPlainRequestGetsThreeHeaderLines() {
        Agreement agreement = agreed(request(), HandshakeOptions.DEFAULT);
        assertThat(text(agreement)).isEqualTo(SUCCESS + "\r\n");
        assertThat(agreement.subprotocol()).isNull();
        assertThat(agreement.extensions()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Upgrade: WebSocket                             | legal
        Upgrade: h2c, websocket                        | legal
        Upgrade: h2c + Upgrade: websocket              | legal
        Connection: keep-alive, Upgrade                | legal
        Connection: upgrade                            | legal
        Connection: keep-alive + Connection: UPGRADE   | legal
        Origin: http://example.com                     | legal
        Content-Length: 0                              | legal
        Expect: 100-continue                           | legal
        Host: [::1]:8000                               | legal
        Host: my_service                               | legal
        Host: example.com:                             | legal
        Sec-WebSocket-Protocol: unknown                | legal
        Sec-WebSocket-Extensions: unknown; x="1"       | legal
        Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEC==    | legal

        -Host                                          | 400 Host is missing
        Host: a + Host: a                              | 400 Host is repeated
        Host:                                          | 400 Host is malformed
        Host: a b                                      | 400 Host is malformed
        Host: a,b                                      | 400 Host is malformed
        Host: a/b                                      | 400 Host is malformed
        Host: user@a                                   | 400 Host is malformed
        Host: a:x                                      | 400 Host is malformed
        Host: a:65536                                  | 400 Host is malformed
        Host: :80                                      | 400 Host is malformed
        Host: [::1                                     | 400 Host is malformed
        Host: []                                       | 400 Host is malformed
        Host: [::1]x                                   | 400 Host is malformed

        Content-Length: 5                              | 400 Content-Length announces a body, and none is taken here
        Content-Length: 0 + Content-Length: 5          | 400 Content-Length announces a body, and none is taken here
        Content-Length: -1                             | 400 Content-Length announces a body, and none is taken here
        Content-Length: 0, 0                           | 400 Content-Length announces a body, and none is taken here
        Content-Length:                                | 400 Content-Length announces a body, and none is taken here
        Transfer-Encoding: chunked                     | 400 Transfer-Encoding announces a body, and none is taken here
        Transfer-Encoding: identity                    | 400 Transfer-Encoding announces a body, and none is taken here

        -Upgrade                                       | 426 this is a WebSocket endpoint, and the request asks for no upgrade
        Upgrade: h2c                                   | 426 this is a WebSocket endpoint, and the request asks for no upgrade
        Upgrade: websocket/13                          | 426 this is a WebSocket endpoint, and the request asks for no upgrade
        -Connection                                    | 426 this is a WebSocket endpoint, and the request asks for no upgrade
        Connection: keep-alive                         | 426 this is a WebSocket endpoint, and the request asks for no upgrade
        Connection: Upgraded                           | 426 this is a WebSocket endpoint, and the request asks for no upgrade

        -Sec-WebSocket-Version                         | 400 Sec-WebSocket-Version is missing
        Sec-WebSocket-Version: 13 + Sec-WebSocket-Version: 13 | 400 Sec-WebSocket-Version is repeated
        Sec-WebSocket-Version: 13, 8                   | 400 Sec-WebSocket-Version is malformed
        Sec-WebSocket-Version:                         | 400 Sec-WebSocket-Version is malformed
        Sec-WebSocket-Version: 013                     | 400 Sec-WebSocket-Version is malformed
        Sec-WebSocket-Version: +13                     | 400 Sec-WebSocket-Version is malformed
        Sec-WebSocket-Version: 13.0                    | 400 Sec-WebSocket-Version is malformed
        Sec-WebSocket-Version: 256                     | 400 Sec-WebSocket-Version is malformed
        Sec-WebSocket-Version: 1000                    | 400 Sec-WebSocket-Version is malformed
        Sec-WebSocket-Version: 0                       | 426 WebSocket version 0 is not supported, only 13 is
        Sec-WebSocket-Version: 8                       | 426 WebSocket version 8 is not supported, only 13 is
        Sec-WebSocket-Version: 255                     | 426 WebSocket version 255 is not supported, only 13 is

        -Sec-WebSocket-Key                             | 400 Sec-WebSocket-Key is missing
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== + Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== | 400 Sec-WebSocket-Key is repeated
        Sec-WebSocket-Key:                             | 400 Sec-WebSocket-Key is not base64 of 16 bytes
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ      | 400 Sec-WebSocket-Key is not base64 of 16 bytes
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZXM=    | 400 Sec-WebSocket-Key is not base64 of 16 bytes

        Origin: http://evil.example                    | 403 this origin is not allowed here
        Origin: null                                   | 403 this origin is not allowed here
        Origin: http://example.com + Origin: http://example.com | 403 this origin is not allowed here

        Sec-WebSocket-Protocol:                        | 400 list of subprotocols with an empty element
        Sec-WebSocket-Protocol: a,,b                   | 400 list of subprotocols with an empty element
        Sec-WebSocket-Protocol: a b                    | 400 subprotocol that is no token
        Sec-WebSocket-Protocol: a + Sec-WebSocket-Protocol: a | 400 a subprotocol is listed twice

        Sec-WebSocket-Extensions:                      | 400 list of extensions without an element
        Sec-WebSocket-Extensions: a;                   | 400 list of extensions lacks a parameter name at character 3
        Sec-WebSocket-Extensions: a; b=                | 400 list of extensions lacks a parameter value at character 6
        """)
    void eachConditionHasItsStatus(String change, String expected) {
        assertThat(outcome(request(change.split(" \\+ ")))).isEqualTo(expected);
    }

    private static String outcome(RequestHead request) {
        ServerHandshake.Outcome outcome = judge(request, HandshakeOptions.DEFAULT);
        return outcome instanceof Refusal refusal ? refusal.status() + " " + refusal.reason() : "legal";
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "OPTIONS", "CONNECT", "get", "TRACE", "X"})
    void otherMethodsAreNotAllowed(String method) {
        RequestHead request = new RequestHead(method, "/", request().headers());
        Refusal refusal = ServerHandshake.judgeRequest(request);
        assertThat(refusal).isEqualTo(Refusal.methodNotAllowed());
        assertThat(text(Refusal.methodNotAllowed()))
                .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
                .contains("Allow: GET\r\n");
        assertThat(ServerHandshake.negotiate(request, HandshakeOptions.DEFAULT)).isEqualTo(refusal);
        assertThat(ServerHandshake.isUpgrade(request)).isFalse();
    }

    @Test
    void headIsNoHandshakeYetMayBeAnsweredPlainly() {
        RequestHead request = new RequestHead("HEAD", "/", request().headers());
        assertThat(ServerHandshake.judgeRequest(request)).isNull();
        assertThat(ServerHandshake.isUpgrade(request)).isFalse();
        assertThat(ServerHandshake.negotiate(request, HandshakeOptions.DEFAULT)).isEqualTo(Refusal.methodNotAllowed());
    }

    @Test
    void anAnnouncedBodyIsRefusedWhateverTheMethod() {
        RequestHead request =
                new RequestHead("POST", "/", request("Content-Length: 3").headers());
        assertThat(ServerHandshake.judgeRequest(request))
                .extracting(refusal -> refusal == null ? 0 : refusal.status())
                .isEqualTo(400);
    }

    @Test
    void theHostOfAnAbsoluteTargetCountsForTheOrigin() {
        Headers headers = request("Origin: http://target.example").headers();
        RequestHead request = new RequestHead("GET", "ws://target.example/", headers);
        assertThat(outcome(request)).isEqualTo("legal");
        assertThat(outcome(new RequestHead("GET", "ws://user@target.example/", headers)))
                .isEqualTo("400 Host is malformed");
    }

    @Test
    void anUpgradeIsRecognisedByItsHeaders() {
        assertThat(ServerHandshake.isUpgrade(request())).isTrue();
        assertThat(ServerHandshake.isUpgrade(request("-Sec-WebSocket-Key"))).isTrue();
        assertThat(ServerHandshake.isUpgrade(request("-Upgrade"))).isFalse();
        assertThat(ServerHandshake.isUpgrade(request("Connection: close"))).isFalse();
    }

    @Test
    void aRefusalIsAWholeAnswerThatEndsTheConnection() {
        assertThat(text(Refusal.notFound("/nowhere")))
                .isEqualTo("HTTP/1.1 404 Not Found\r\n"
                        + "Content-Type: text/plain; charset=utf-8\r\n"
                        + "Content-Length: 23\r\n"
                        + "Connection: close\r\n"
                        + "\r\n"
                        + "nothing is at /nowhere\n");
        assertThat(Refusal.notFound("/" + "x".repeat(9000)).toBytes()).hasSizeLessThan(300);
    }

    @Test
    void aRefusalThatAsksForAnUpgradeNamesProtocolAndVersion() {
        assertThat(text(Refusal.upgradeRequired()))
                .startsWith("HTTP/1.1 426 Upgrade Required\r\n")
                .contains("Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")
                .contains("Connection: Upgrade, close\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Sec-WebSocket-Version", "Sec-WebSocket-Version: x", "Sec-WebSocket-Version: 8"})
    void aRefusedVersionIsToldWhichOneIsSupported(String change) {
        assertThat(text(refused(request(change)))).contains("\r\nSec-WebSocket-Version: 13\r\n");
    }

    @Test
    void whatIsNotHttpIsRefusedAsTheParserSays() {
        HttpException unreadable = new HttpException(505, "too new", Headers.of("X", "y"));
        assertThat(text(Refusal.of(unreadable)))
                .startsWith("HTTP/1.1 505 HTTP Version Not Supported\r\n")
                .contains("\r\nX: y\r\n")
                .endsWith("\r\n\r\ntoo new\n");
    }

    @Test
    void aRefusalHasAStatusThatRefuses() {
        for (int status : new int[] {101, 200, 299, 304, 600}) {
            assertThatThrownBy(() -> Refusal.of(status, "x")).hasMessage("status " + status + " refuses nothing");
        }
        assertThatThrownBy(() -> Refusal.of(503, "x").with("Retry-After", "1\r\nX: y"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        one                            | one
        two, one                       | one, two
        one; bad                       | -
        one; bad, one; x=1, one; y     | one; x=1
        one; x="1"                     | one; x=1
        unknown, One, two              | two
        two, three                     | two
        three, two                     | two
        three, one                     | one, three
        one, two, three                | one, two
        """)
    void theFirstAcceptableOfferOfEachExtensionIsTaken(String offers, @Nullable String agreed) {
        RequestHead request = request("Sec-WebSocket-Extensions: " + offers);
        Agreement agreement = agreed(request, HandshakeOptions.DEFAULT.withExtensions(List.of(one, two, three)));
        String line = agreed == null ? "" : "Sec-WebSocket-Extensions: " + agreed + "\r\n";
        assertThat(text(agreement)).isEqualTo(SUCCESS + line + "\r\n");
        assertThat(openSessions()).isEqualTo(agreement.extensions().size());

        agreement.discard();
        assertThat(openSessions()).isZero();
    }

    @Test
    void sessionsStandInTheOrderOfTheResponse() {
        RequestHead request = request("Sec-WebSocket-Extensions: two; x", "Sec-WebSocket-Extensions: one");
        HandshakeOptions options =
                HandshakeOptions.DEFAULT.withExtensions(List.of(one, two)).withSubprotocols(List.of("chat"));
        List<ExtensionParameters> agreed = agreed(request, options).extensions().stream()
                .map(ExtensionSession::agreed)
                .toList();
        assertThat(agreed)
                .containsExactly(
                        ExtensionParameters.of("one"),
                        ExtensionParameters.of("two").with("x"));
    }

    @Test
    void anExtensionThatThrowsLeavesNoSessionOpen() {
        RequestHead request = request("Sec-WebSocket-Extensions: one, two; explode");
        HandshakeOptions options = HandshakeOptions.DEFAULT.withExtensions(List.of(one, two));
        assertThatThrownBy(() -> ServerHandshake.negotiate(request, options)).hasMessage("boom");
        assertThat(one.opened).isEqualTo(1);
        assertThat(openSessions()).isZero();
    }

    @Test
    void aRefusedHandshakeOpensNoSession() {
        HandshakeOptions options = HandshakeOptions.DEFAULT.withExtensions(List.of(one));
        RequestHead request = request("Sec-WebSocket-Extensions: one", "Origin: null");
        assertThat(ServerHandshake.negotiate(request, options)).isEqualTo(Refusal.forbiddenOrigin());
        assertThat(one.opened).isZero();
    }

    @Test
    void optionsAreChecked() {
        HandshakeOptions options = HandshakeOptions.DEFAULT;
        assertThatThrownBy(() -> options.withSubprotocols(List.of("a b"))).hasMessage("subprotocol that is no token");
        assertThatThrownBy(() -> options.withSubprotocols(List.of("a", "a")))
                .hasMessage("a subprotocol is listed twice");
        assertThatThrownBy(() -> options.withExtensions(List.of(one, one))).hasMessage("extension one is listed twice");
    }

    private int openSessions() {
        return one.opened + two.opened + three.opened - one.closed - two.closed - three.closed;
    }

    /** A plain request with changes: {@code Name: value} replaces the lines of that name, {@code -Name} drops them. */
    private static RequestHead request(String... changes) {
        Headers.Builder headers = Headers.builder();
        for (String line : PLAIN) {
            if (!isChanged(name(line), changes)) {
                headers.add(name(line), value(line));
            }
        }
        for (String change : changes) {
            if (!change.startsWith("-")) {
                headers.add(name(change), value(change));
            }
        }
        return new RequestHead("GET", "/chat", headers.build());
    }

    private static boolean isChanged(String name, String... changes) {
        return List.of(changes).stream()
                .anyMatch(change -> change.equals("-" + name) || name(change).equals(name));
    }

    private static String name(String line) {
        return line.contains(":") ? line.substring(0, line.indexOf(':')) : "";
    }

    private static String value(String line) {
        return line.substring(line.indexOf(':') + 1);
    }

    private static ServerHandshake.Outcome judge(RequestHead request, HandshakeOptions options) {
        Refusal refusal = ServerHandshake.judgeRequest(request);
        return refusal == null ? ServerHandshake.negotiate(request, options) : refusal;
    }

    private static Agreement agreed(RequestHead request, HandshakeOptions options) {
        ServerHandshake.Outcome outcome = judge(request, options);
        assertThat(outcome).isInstanceOf(Agreement.class);
        return (Agreement) outcome;
    }

    private static Refusal refused(RequestHead request) {
        ServerHandshake.Outcome outcome = judge(request, HandshakeOptions.DEFAULT);
        assertThat(outcome).isInstanceOf(Refusal.class);
        return (Refusal) outcome;
    }

    private static String text(Agreement agreement) {
        return new String(agreement.response(), ISO_8859_1);
    }

    private static String text(Refusal refusal) {
        return new String(refusal.toBytes(), ISO_8859_1);
    }
}
