package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.twsj.close.CloseReason;
import io.twsj.extension.Extension;
import io.twsj.extension.ExtensionParameters;
import io.twsj.extension.ExtensionSession;
import io.twsj.handshake.HandshakeException;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's opening handshake over sockets: RFC 6455 section 4.1. */
class ClientHandshakeOverSocketsTest {

    private static final String[] AGREEMENT = {
        "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Accept: ACCEPT"
    };

    private final WebSocketClient client = WebSocketClient.create();
    private final Recorder recorder = new Recorder();

    @AfterEach
    void close() {
        client.close();
    }

    /** Sends lines in answer to the request, with ACCEPT in place of the value that belongs to its key. */
    private static RawServer.Script answering(String body, String... lines) {
        return peer -> {
            String accept = RawPeer.acceptOf(peer.request().header("Sec-WebSocket-Key"));
            peer.answer(
                    body,
                    Arrays.stream(lines)
                            .map(line -> line.replace("ACCEPT", accept))
                            .toArray(String[]::new));
        };
    }

    private HandshakeException refused(RawServer server, ConnectOptions options) {
        return catchThrowableOfType(
                HandshakeException.class, () -> client.connectBlocking(server.uri("/"), options, recorder));
    }

    private HandshakeException refused(RawServer server) {
        return refused(server, ConnectOptions.DEFAULT);
    }

    // The request

    @Test
    void theRequestSaysWhatTheOptionsSay() throws Exception {
        Extension toy = new Extension() {
            @Override
            public String name() {
                return "toy";
            }

            @Override
            public List<ExtensionParameters> offers() {
                return List.of(ExtensionParameters.of("toy").with("level", "9"));
            }

            @Override
            public ExtensionSession accept(ExtensionParameters offer) {
                throw new AssertionError("a client accepts nothing");
            }

            @Override
            public ExtensionSession confirm(ExtensionParameters response) {
                throw new AssertionError("nothing was agreed");
            }
        };
        ConnectOptions options = ConnectOptions.builder()
                .header("X-Room", "one")
                .header("X-Room", "two")
                .cookie("session", "a=b")
                .cookie("theme", "dark")
                .origin("https://example.com")
                .subprotocols(List.of("chat", "superchat"))
                .extensions(List.of(toy))
                .build();
        RawServer.Script script = peer -> {
            RawPeer.Request request = peer.accept("Sec-WebSocket-Protocol: superchat");
            assertThat(request.line()).isEqualTo("GET /chat?room=1 HTTP/1.1");
            assertThat(request.header("Host")).startsWith("127.0.0.1:");
            assertThat(request.header("Sec-WebSocket-Key")).hasSize(24);
            assertThat(request.lines())
                    .contains(
                            "Upgrade: websocket",
                            "Connection: Upgrade",
                            "Sec-WebSocket-Version: 13",
                            "X-Room: one",
                            "X-Room: two",
                            "Cookie: session=a=b; theme=dark",
                            "Origin: https://example.com",
                            "Sec-WebSocket-Protocol: chat, superchat",
                            "Sec-WebSocket-Extensions: toy; level=9");
            peer.awaitClose();
        };
        try (RawServer server = RawServer.start(script)) {
            WebSocketConnection connection = client.connectBlocking(server.uri("/chat?room=1"), options, recorder);
            assertThat(connection.subprotocol()).isEqualTo("superchat");
            assertThat(connection.path()).isEqualTo("/chat");
            connection.close();
            assertThat(recorder.awaitClose()).isEqualTo(CloseReason.NORMAL);
        }
    }

    @Test
    void everyAttemptHasAKeyOfItsOwn() throws Exception {
        List<String> keys = new CopyOnWriteArrayList<>();
        try (RawServer server = RawServer.start(peer -> {
            keys.add(peer.accept().header("Sec-WebSocket-Key"));
            peer.awaitClose();
        })) {
            for (int i = 0; i < 20; i++) {
                client.connectBlocking(server.uri("/"), recorder).close();
                recorder.awaitClose();
            }
        }
        assertThat(keys).hasSize(20).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost/, neither ws nor wss",
        "ws://me:secret@localhost/, user-info",
        "ws://localhost/#there, fragment",
        "ws:///path, host",
        "ws+unix:relative, path of a socket",
        "ws+unix:/run/app.sock:room, begin with a slash"
    })
    void aUriThatIsWrongIsRefusedAtTheCall(URI uri, String why) {
        assertThatThrownBy(() -> client.connect(uri, recorder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Sec-WebSocket-Key", "Upgrade", "Connection", "Content-Length"})
    void headersOfTheHandshakeItselfCannotBeSet(String name) {
        ConnectOptions.Builder options = ConnectOptions.builder().header(name, "x");
        assertThatThrownBy(options::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @Test
    void headersAndCookiesCannotSmuggleLines() {
        ConnectOptions.Builder options = ConnectOptions.builder();
        assertThatThrownBy(() -> options.header("X", "a\r\nY: b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.cookie("a", "b; c=d")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.cookie("a b", "c")).isInstanceOf(IllegalArgumentException.class);
    }

    // The response

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=|the key",
                "Upgrade: websocket|Connection: Upgrade|X: y|the key",
                "Upgrade: websocket|Connection: close|Sec-WebSocket-Accept: ACCEPT|Connection",
                "Upgrade: websocket|X: y|Sec-WebSocket-Accept: ACCEPT|Connection",
                "Upgrade: h2c|Connection: Upgrade|Sec-WebSocket-Accept: ACCEPT|Upgrade",
                "X: y|Connection: Upgrade|Sec-WebSocket-Accept: ACCEPT|Upgrade",
            })
    void aResponse101WithoutWhatItNeedsFails(String first, String second, String third, String why) throws Exception {
        try (RawServer server =
                RawServer.start(answering("", "HTTP/1.1 101 Switching Protocols", first, second, third))) {
            HandshakeException failure = refused(server);
            assertThat(failure).hasMessageContaining(why);
            assertThat(failure.status()).isEqualTo(101);
            assertThat(recorder.events()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sec-WebSocket-Extensions: permessage-deflate|permessage-deflate",
                "Sec-WebSocket-Protocol: chat|was not asked for",
                "Sec-WebSocket-Accept: ACCEPT|the key",
            })
    void whatWasNotAskedForFails(String line, String why) throws Exception {
        String[] lines = Arrays.copyOf(AGREEMENT, AGREEMENT.length + 1);
        lines[AGREEMENT.length] = line;
        try (RawServer server = RawServer.start(answering("", lines))) {
            assertThat(refused(server)).hasMessageContaining(why);
        }
    }

    @Test
    void noSubprotocolIsAnAgreementUnlessOneIsRequired() throws Exception {
        ConnectOptions.Builder asking = ConnectOptions.builder().subprotocols(List.of("chat"));
        try (RawServer server = RawServer.start(answering("", AGREEMENT))) {
            assertThat(client.connectBlocking(server.uri("/"), asking.build(), recorder)
                            .subprotocol())
                    .isNull();
            assertThat(refused(server, asking.requireSubprotocol(true).build()))
                    .hasMessageContaining("agreed to no subprotocol of [chat]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK",
                "HTTP/1.1 404 Not Found",
                "HTTP/1.1 401 Unauthorized",
                "HTTP/1.1 302 Found",
                "HTTP/1.1 503 Service Unavailable"
            })
    void aRefusalTellsStatusHeadersAndBody(String statusLine) throws Exception {
        try (RawServer server =
                RawServer.start(answering("no such room", statusLine, "Content-Length: 12", "Location: /else"))) {
            HandshakeException failure = refused(server);
            assertThat(failure.status()).isEqualTo(Integer.parseInt(statusLine.substring(9, 12)));
            assertThat(failure)
                    .hasMessageContaining(statusLine.substring(9, 12))
                    .hasMessageContaining(statusLine.substring(13));
            assertThat(failure.headers().first("location")).isEqualTo("/else");
            assertThat(failure.bodyText()).isEqualTo("no such room");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aBodyMayBeChunkedOrEndWithTheConnection() throws Exception {
        try (RawServer server = RawServer.start(
                answering(
                        "7;x=y\r\nno such\r\n005\r\n room\r\n0\r\n\r\n",
                        "HTTP/1.1 404 Not Found",
                        "Transfer-Encoding: chunked"),
                answering("no such room", "HTTP/1.0 404 Not Found"))) {
            assertThat(refused(server).bodyText()).isEqualTo("no such room");
            assertThat(refused(server).bodyText()).isEqualTo("no such room");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100000", "Transfer-Encoding: chunked", "X: until the end"})
    void onlyTheBeginningOfABodyIsTaken(String line) throws Exception {
        String body = line.endsWith("chunked") ? "ffffffffffff\r\n" + "x".repeat(20_000) : "x".repeat(20_000);
        RawServer.Script script = peer -> {
            answering(body, "HTTP/1.1 500 Oops", line).run(peer);
            peer.awaitEnd();
        };
        try (RawServer server = RawServer.start(script)) {
            assertThat(refused(server).bodyText()).isEqualTo("x".repeat(8192));
        }
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedForForLong() throws Exception {
        RawServer.Script script = peer -> {
            answering("no su", "HTTP/1.1 404 Not Found", "Content-Length: 12").run(peer);
            peer.awaitEnd();
        };
        try (RawServer server = RawServer.start(script)) {
            assertThat(refused(server).bodyText()).isEqualTo("no su");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/2.0 101 Switching Protocols",
                "HTTP/1.0 101 Switching Protocols",
                "SSH-2.0-OpenSSH_9.2",
                "HTTP/1.1 9999 Hm"
            })
    void whatIsNoResponseFails(String statusLine) throws Exception {
        String[] lines = AGREEMENT.clone();
        lines[0] = statusLine;
        try (RawServer server = RawServer.start(answering("", lines))) {
            HandshakeException failure = refused(server);
            assertThat(failure.status()).isZero();
            assertThat(failure).hasMessageStartingWith("opening handshake: ");
        }
    }

    @Test
    void aHeadOfMoreThan16KibibytesFails() throws Exception {
        RawServer.Script script = peer -> {
            peer.request();
            peer.send(("HTTP/1.1 101 Hello\r\nX: " + "x".repeat(17_000)).getBytes(StandardCharsets.ISO_8859_1));
            peer.awaitEnd();
        };
        try (RawServer server = RawServer.start(script)) {
            assertThat(refused(server)).hasMessageContaining("16384");
        }
    }

    @Test
    void anEndWithoutAnAnswerFails() throws Exception {
        try (RawServer server = RawServer.start(RawPeer::request, peer -> {
            peer.request();
            peer.send("HTTP/1.1 101 Swi".getBytes(StandardCharsets.ISO_8859_1));
        })) {
            assertThat(refused(server)).hasMessageContaining("closed the connection before it answered");
            assertThat(refused(server)).hasMessageContaining("closed the connection before it answered");
        }
    }

    @Test
    void interimResponsesAreSkippedIfFew() throws Exception {
        byte[] hint = RawClient.head("HTTP/1.1 103 Early Hints", "Link: </style.css>");
        RawServer.Script few = peer -> {
            RawPeer.Request request = peer.request();
            peer.send(hint);
            peer.send(hint);
            peer.send(RawPeer.accepting(request));
            peer.awaitClose();
        };
        RawServer.Script many = peer -> {
            peer.request();
            for (int i = 0; i < 9; i++) {
                peer.send(hint);
            }
            peer.awaitEnd();
        };
        try (RawServer server = RawServer.start(few, many)) {
            client.connectBlocking(server.uri("/"), recorder).close();
            assertThat(recorder.awaitClose()).isEqualTo(CloseReason.NORMAL);
            assertThat(refused(server)).hasMessageContaining("interim");
        }
    }

    // What follows the response

    @Test
    void framesBehindTheResponseArriveWhereverTheSegmentsAreCut() throws Exception {
        int[] cut = {0};
        RawServer.Script script = peer -> {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(RawPeer.accepting(peer.request()));
            all.writeBytes(WireFrame.text("early").unmasked());
            all.writeBytes(WireFrame.ping("?").unmasked());
            byte[] bytes = all.toByteArray();
            peer.send(Arrays.copyOf(bytes, cut[0]));
            peer.send(Arrays.copyOfRange(bytes, cut[0], bytes.length));
            assertThat(peer.readFrame()).isEqualTo(WireFrame.pong("?"));
            peer.send(WireFrame.close(1000));
            assertThat(peer.readFrame().opcode()).isEqualTo(WireFrame.CLOSE);
        };
        try (RawServer server = RawServer.start(script)) {
            for (cut[0] = 1; cut[0] < 139; cut[0]++) {
                Recorder heard = new Recorder();
                client.connectBlocking(server.uri("/"), heard);
                heard.awaitClose();
                assertThat(heard.events()).containsExactly("open", "message early", "ping 1", "close 1000");
            }
        }
    }

    @Test
    void aMaskedFrameFailsTheConnection() throws Exception {
        RawServer.Script script = peer -> {
            peer.accept();
            peer.send(WireFrame.text("hello").masked());
            assertThat(peer.readFrame().closeCode()).isEqualTo(1002);
        };
        try (RawServer server = RawServer.start(script)) {
            client.connectBlocking(server.uri("/"), recorder);
            assertThat(recorder.awaitClose().code()).isEqualTo(1002);
        }
    }
}
