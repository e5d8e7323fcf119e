package io.twsj.handshake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.twsj.extension.ExtensionParameters;
import io.twsj.frame.FrameBits;
import io.twsj.http.Headers;
import io.twsj.http.ResponseHead;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's side of the opening handshake: RFC 6455 section 4.1. */
class ClientHandshakeTest {

    private static final byte[] NONCE = Base64.getDecoder().decode("dGhlIHNhbXBsZSBub25jZQ==");
    private static final WebSocketUri URI_OF_RFC = WebSocketUri.of(URI.create("ws://server.example.com/chat"));
    private static final List<String> SUCCESS =
            List.of("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");

    private final ToyExtension one = new ToyExtension("one", FrameBits.RSV1);
    private final ToyExtension two = new ToyExtension("two", FrameBits.RSV2);
    private final ToyExtension rival = new ToyExtension("rival", FrameBits.RSV2);
    private final ToyExtension silent = new ToyExtension("silent", FrameBits.RSV3).offering();

    private final ClientHandshake handshake = new ClientHandshake(
            URI_OF_RFC,
            ClientHandshakeOptions.DEFAULT
                    .withSubprotocols(List.of("chat", "superchat"))
                    .withExtensions(List.of(one, two, rival, silent)),
            NONCE);

    @Test
    void thePlainRequestHasWhatTheRfcAsksFor() {
        ClientHandshake plain = new ClientHandshake(URI_OF_RFC, ClientHandshakeOptions.DEFAULT, NONCE);
        assertThat(new String(plain.request().toBytes(), ISO_8859_1))
                .isEqualTo("GET /chat HTTP/1.1\r\n"
                        + "Host: server.example.com\r\n"
                        + "Upgrade: websocket\r\n"
                        + "Connection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + "Sec-WebSocket-Version: 13\r\n"
                        + "\r\n");
    }

    @Test
    void subprotocolsOffersAndLinesOfTheCallersOwnFollow() {
        one.offering(ExtensionParameters.of("one").with("x").with("y", "10"), ExtensionParameters.of("one"));
        ClientHandshakeOptions options = ClientHandshakeOptions.DEFAULT
                .withSubprotocols(List.of("chat", "superchat"))
                .withExtensions(List.of(silent, one, two))
                .withHeaders(Headers.builder()
                        .add("Origin", "http://example.com")
                        .add("Cookie", "a=b")
                        .build());
        ClientHandshake full = new ClientHandshake(URI_OF_RFC, options, NONCE);
        assertThat(new String(full.request().toBytes(), ISO_8859_1))
                .endsWith("Sec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Protocol: chat, superchat\r\n"
                        + "Sec-WebSocket-Extensions: one; x; y=10, one, two\r\n"
                        + "Origin: http://example.com\r\n"
                        + "Cookie: a=b\r\n"
                        + "\r\n");
    }

    @Test
    void theServerOfThisLibraryAgrees() throws HandshakeException {
        HandshakeOptions options = HandshakeOptions.DEFAULT
                .withSubprotocols(List.of("superchat"))
                .withExtensions(List.of(new ToyExtension("two", FrameBits.RSV2)));
        assertThat(ServerHandshake.judgeRequest(handshake.request())).isNull();
        assertThat(ServerHandshake.negotiate(handshake.request(), options)).isInstanceOf(Agreement.class);

        Agreement agreement =
                handshake.verify(response("Sec-WebSocket-Protocol: superchat", "Sec-WebSocket-Extensions: two"));
        assertThat(agreement.subprotocol()).isEqualTo("superchat");
        assertThat(agreement.extensions()).hasSize(1);
        assertThat(agreement.response()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Upgrade: WebSocket                               | legal
        Connection: keep-alive, upgrade                  | legal
        Sec-WebSocket-Protocol: chat                     | legal
        Sec-WebSocket-Extensions: one                    | legal
        Sec-WebSocket-Extensions: two; x="1", one; y     | legal
        Sec-WebSocket-Extensions: two + Sec-WebSocket-Extensions: one | legal
        Sec-WebSocket-Version: 13                        | legal

        -Upgrade                                         | response 101 without Upgrade: websocket
        Upgrade: h2c                                     | response 101 without Upgrade: websocket
        Upgrade: websocket, h2c                          | response 101 without Upgrade: websocket
        Upgrade: websocket + Upgrade: websocket          | response 101 without Upgrade: websocket
        -Connection                                      | response 101 without Connection: Upgrade
        Connection: close                                | response 101 without Connection: Upgrade
        -Sec-WebSocket-Accept                            | Sec-WebSocket-Accept is not the one that belongs to the key
        Sec-WebSocket-Accept: S3pPLMBiTxaQ9kYGzzhZRbK+xOo= | Sec-WebSocket-Accept is not the one that belongs to the key
        Sec-WebSocket-Accept: dGhlIHNhbXBsZSBub25jZQ==   | Sec-WebSocket-Accept is not the one that belongs to the key
        Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo= + Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo= | Sec-WebSocket-Accept is not the one that belongs to the key

        Sec-WebSocket-Protocol: other                    | subprotocol "other" was not asked for
        Sec-WebSocket-Protocol: Chat                     | subprotocol "Chat" was not asked for
        Sec-WebSocket-Protocol: chat, superchat          | subprotocol "chat, superchat" was not asked for
        Sec-WebSocket-Protocol: chat + Sec-WebSocket-Protocol: chat | subprotocol "chat, chat" was not asked for
        Sec-WebSocket-Protocol:                          | subprotocol "" was not asked for

        Sec-WebSocket-Extensions: other                  | extension other was not offered
        Sec-WebSocket-Extensions: One                    | extension One was not offered
        Sec-WebSocket-Extensions: silent                 | extension silent was not offered
        Sec-WebSocket-Extensions: one, one               | extension one is in the response twice
        Sec-WebSocket-Extensions: one; bad               | "one; bad" is no legal answer to what was offered
        Sec-WebSocket-Extensions: one, two; bad          | "two; bad" is no legal answer to what was offered
        Sec-WebSocket-Extensions: two, rival             | extension rival needs an RSV bit that another one owns already
        Sec-WebSocket-Extensions: one;                   | list of extensions lacks a parameter name at character 5
        Sec-WebSocket-Extensions:                        | list of extensions without an element
        """)
    void aResponseIsCheckedInEveryPoint(String change, String expected) throws HandshakeException {
        ResponseHead response = response(change.split(" \\+ "));
        if (expected.equals("legal")) {
            handshake.verify(response).discard();
        } else {
            assertThatThrownBy(() -> handshake.verify(response))
                    .isInstanceOf(HandshakeException.class)
                    .hasMessage("opening handshake: " + expected);
        }
        assertThat(openSessions()).isZero();
    }

    @Test
    void aServerMayChooseNoSubprotocol() throws HandshakeException {
        Agreement agreement = handshake.verify(response());
        assertThat(agreement.subprotocol()).isNull();
        assertThat(agreement.extensions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 200, 301, 401, 403, 426, 503})
    void anotherStatusIsReportedWithItsHeaders(int status) {
        ResponseHead response = new ResponseHead(status, "No", Headers.of("Retry-After", "5"));
        HandshakeException refused = catchThrowableOfType(HandshakeException.class, () -> handshake.verify(response));
        assertThat(refused).hasMessage("opening handshake: the server answered " + status + " (No)");
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.headers().first("Retry-After")).isEqualTo("5");
    }

    @Test
    void aStatusWithoutPhraseIsReportedToo() {
        assertThatThrownBy(() -> handshake.verify(new ResponseHead(404, "", Headers.EMPTY)))
                .hasMessage("opening handshake: the server answered 404");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "upgrade",
                "CONNECTION",
                "Content-Length",
                "Transfer-Encoding",
                "Sec-WebSocket-Key",
                "sec-websocket-protocol",
                "Sec-WebSocket-Anything"
            })
    void headerLinesOfTheHandshakeAreNotTheCallers(String name) {
        assertThatThrownBy(() -> ClientHandshakeOptions.DEFAULT.withHeaders(Headers.of(name, "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("header " + name + " is written by the handshake itself");
    }

    @Test
    void optionsAndNonceAreChecked() {
        ClientHandshakeOptions options = ClientHandshakeOptions.DEFAULT;
        assertThatThrownBy(() -> options.withSubprotocols(List.of("")))
                .hasMessage("list of subprotocols with an empty element");
        assertThatThrownBy(() -> options.withExtensions(List.of(one, one))).hasMessage("extension one is listed twice");
        assertThatThrownBy(() -> new ClientHandshake(URI_OF_RFC, options, new byte[17]))
                .hasMessage("nonce of 17 bytes, not 16");
    }

    private int openSessions() {
        return one.opened + two.opened + rival.opened - one.closed - two.closed - rival.closed;
    }

    /** A plain success with changes: {@code Name: value} replaces the lines of that name, {@code -Name} drops them. */
    private static ResponseHead response(String... changes) {
        Headers.Builder headers = Headers.builder();
        for (String line : SUCCESS) {
            if (List.of(changes).stream().noneMatch(change -> isOf(name(line), change))) {
                headers.add(name(line), value(line));
            }
        }
        for (String change : changes) {
            if (!change.startsWith("-")) {
                headers.add(name(change), value(change));
            }
        }
        return new ResponseHead(101, "Switching Protocols", headers.build());
    }

    private static boolean isOf(String name, String change) {
        return change.equals("-" + name) || change.startsWith(name + ":");
    }

    private static String name(String line) {
        return line.substring(0, line.indexOf(':'));
    }

    private static String value(String line) {
        return line.substring(line.indexOf(':') + 1);
    }
}
