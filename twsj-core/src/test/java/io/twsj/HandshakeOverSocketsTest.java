package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.RawClient.End;
import io.twsj.RawClient.Response;
import io.twsj.http.HttpLimits;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The server's opening handshake over sockets: RFC 6455 section 4.2 and RFC 9112. */
class HandshakeOverSocketsTest {

    private static WebSocketServer server;

    @BeforeAll
    static void start() {
        server = Servers.start(Servers.builder()
                .route(Route.of("/", Servers.ECHO).execution(Execution.INLINE).build())
                .route(Route.of("/spoken", Servers.ECHO)
                        .subprotocols(List.of("chat.v1", "chat.v2"))
                        .build()));
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @Test
    void aLegalRequestIsAccepted() throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.write(RawClient.request("/"));
            Response response = client.readResponse();
            assertThat(response.status()).isEqualTo(101);
            assertThat(response.headers())
                    .containsOnly(
                            java.util.Map.entry("upgrade", "websocket"),
                            java.util.Map.entry("connection", "Upgrade"),
                            java.util.Map.entry("sec-websocket-accept", RawClient.ACCEPT));
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refused(400, "no Host", without("Host")),
                refused(400, "two Hosts", RawClient.request("/", "Host: localhost")),
                refused(400, "no key", without("Sec-WebSocket-Key")),
                refused(400, "two keys", RawClient.request("/", "Sec-WebSocket-Key: " + RawClient.KEY)),
                refused(400, "a short key", changed("Sec-WebSocket-Key", "c2hvcnQ=")),
                refused(400, "no version", without("Sec-WebSocket-Version")),
                refused(400, "two versions", RawClient.request("/", "Sec-WebSocket-Version: 13")),
                refused(400, "a body", RawClient.request("/", "Content-Length: 5")),
                refused(400, "a chunked body", RawClient.request("/", "Transfer-Encoding: chunked")),
                refused(400, "a folded line", RawClient.request("/", "X-A: b\r\n c")),
                refused(400, "space before the colon", RawClient.request("/", "X-A : b")),
                refused(400, "NUL", RawClient.request("/", "X-A: b\0c")),
                refused(400, "bare CR", RawClient.request("/", "X-A: b\rc")),
                refused(400, "bare LF", RawClient.request("/", "X-A: b\nX-B: c")),
                refused(400, "HTTP 1.0", RawClient.head("GET / HTTP/1.0", "Host: localhost")),
                refused(400, "malformed subprotocols", RawClient.request("/", "Sec-WebSocket-Protocol: a b")),
                refused(400, "malformed extensions", RawClient.request("/", "Sec-WebSocket-Extensions: ;;")),
                refused(403, "a foreign origin", RawClient.request("/", "Origin: https://elsewhere.example")),
                refused(403, "the null origin", RawClient.request("/", "Origin: null")),
                refused(404, "no such path", RawClient.request("/nowhere")),
                refused(404, "a plain request for no such path", RawClient.head("GET /nowhere HTTP/1.1", "Host: a")),
                refused(405, "POST", RawClient.head("POST / HTTP/1.1", "Host: localhost")),
                refused(414, "a long request line", RawClient.request("/?" + "q".repeat(8192))),
                refused(426, "no upgrade", RawClient.head("GET / HTTP/1.1", "Host: localhost")),
                refused(426, "another version", changed("Sec-WebSocket-Version", "8")),
                refused(431, "a long head", RawClient.request("/", "X-A: " + "b".repeat(16384))),
                refused(431, "many headers", RawClient.request("/", manyHeaders(96))),
                refused(505, "HTTP 2.0", RawClient.head("GET / HTTP/2.0", "Host: localhost")));
    }

    private static Arguments refused(int status, String why, byte[] request) {
        return Arguments.of(status, why, request);
    }

    private static byte[] without(String name) {
        return edited(lines -> lines.filter(line -> !line.startsWith(name + ":")));
    }

    private static byte[] changed(String name, String value) {
        return edited(lines -> lines.map(line -> line.startsWith(name + ":") ? name + ": " + value : line));
    }

    private static byte[] edited(java.util.function.UnaryOperator<Stream<String>> edit) {
        String request = new String(RawClient.request("/"), StandardCharsets.ISO_8859_1);
        return RawClient.head(
                edit.apply(request.lines().filter(line -> !line.isEmpty())).toArray(String[]::new));
    }

    private static String[] manyHeaders(int count) {
        return IntStream.range(0, count).mapToObj(i -> "X-" + i + ": v").toArray(String[]::new);
    }

    @ParameterizedTest(name = "{0} for {1}")
    @MethodSource("refusals")
    void aRefusedRequestIsAnsweredAndTheConnectionEnds(int status, String why, byte[] request) throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.write(request);
            Response response = client.readResponse();
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.header("Connection")).containsIgnoringCase("close");
            assertThat(response.text()).isNotBlank();
            assertThat(client.readEnd()).isEqualTo(End.EOF);
        }
    }

    @Test
    void refusalsNameWhatWouldBeRight() throws IOException {
        assertThat(answerTo(changed("Sec-WebSocket-Version", "8")).header("Sec-WebSocket-Version"))
                .isEqualTo("13");
        assertThat(answerTo(RawClient.head("GET / HTTP/1.1", "Host: a")).header("Upgrade"))
                .isEqualTo("websocket");
        assertThat(answerTo(RawClient.head("PUT / HTTP/1.1", "Host: a")).header("Allow"))
                .isEqualTo("GET");
    }

    private static Response answerTo(byte[] request) throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            return client.write(request).readResponse();
        }
    }

    @Test
    void whatFollowsARefusedRequestIsNeverLookedAt() throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.write(RawClient.request("/nowhere"));
            client.write(RawClient.request("/"));
            assertThat(client.readResponse().status()).isEqualTo(404);
            assertThat(client.readEnd()).isEqualTo(End.EOF);
        }
    }

    @Test
    void theSameOriginIsAccepted() throws IOException {
        RawClient.open(server.port(), "/", "Origin: http://localhost").close();
        RawClient.open(server.port(), "/", "Origin: https://localhost").close();
    }

    @Test
    void theFirstKnownSubprotocolOfTheClientIsAgreed() throws IOException {
        Response response = answerTo(RawClient.request("/spoken", "Sec-WebSocket-Protocol: x, chat.v2, chat.v1"));
        assertThat(response.header("Sec-WebSocket-Protocol")).isEqualTo("chat.v2");
        Response none = answerTo(RawClient.request("/spoken", "Sec-WebSocket-Protocol: x"));
        assertThat(none.status()).isEqualTo(101);
        assertThat(none.header("Sec-WebSocket-Protocol")).isNull();
    }

    @Test
    void theHeadMayComeInAnyTwoPieces() throws IOException {
        byte[] request = RawClient.request("/");
        for (int cut = 1; cut < request.length; cut++) {
            try (RawClient client = RawClient.connect(server.port())) {
                client.write(Arrays.copyOf(request, cut));
                client.write(Arrays.copyOfRange(request, cut, request.length));
                assertThat(client.readResponse().status()).as("cut at %d", cut).isEqualTo(101);
            }
        }
    }

    @Test
    void theHeadMayComeByteByByte() throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.writeChopped(RawClient.request("/"), 1);
            assertThat(client.readResponse().status()).isEqualTo(101);
        }
    }

    @Test
    void framesMayComeInTheSameSegmentAsTheRequest() throws IOException {
        byte[] request = RawClient.request("/");
        byte[] frames = WireFrame.wire(WireFrame.text("early"), WireFrame.ping("bird"));
        byte[] both = Arrays.copyOf(request, request.length + frames.length);
        System.arraycopy(frames, 0, both, request.length, frames.length);
        for (int cut = request.length - 2; cut <= both.length; cut++) {
            try (RawClient client = RawClient.connect(server.port())) {
                client.write(Arrays.copyOf(both, cut));
                client.write(Arrays.copyOfRange(both, cut, both.length));
                assertThat(client.readResponse().status()).isEqualTo(101);
                assertThat(client.readFrame()).isEqualTo(WireFrame.text("early"));
                assertThat(client.readFrame()).isEqualTo(WireFrame.pong("bird"));
            }
        }
    }

    @Test
    void aHalfClosedHalfRequestIsAnswered() throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.write("GET / HT".getBytes(StandardCharsets.ISO_8859_1)).shutdownOutput();
            assertThat(client.readResponse().status()).isEqualTo(400);
            assertThat(client.readEnd()).isEqualTo(End.EOF);
        }
    }

    // Time

    @Test
    void bytesThatDripDoNotExtendTheDeadline() throws IOException {
        try (WebSocketServer impatient = impatient();
                RawClient client = RawClient.connect(impatient.port()).timeout(20)) {
            long start = System.nanoTime();
            byte[] request = RawClient.request("/", "X-Long: " + "x".repeat(10_000));
            int sent = 0;
            while (!answerBegins(client)) {
                client.write(new byte[] {request[sent++]});
            }
            client.timeout(RawClient.TIMEOUT_MILLIS);
            assertThat(client.readResponse().status()).isEqualTo(408);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(300), Duration.ofSeconds(3));
            assertThat(client.readEnd()).isEqualTo(End.EOF);
        }
    }

    private static boolean answerBegins(RawClient client) throws IOException {
        try {
            return !client.isAtEnd();
        } catch (SocketTimeoutException notYet) {
            return false;
        }
    }

    @Test
    void aSilentPeerIsDroppedWithoutAnAnswer() throws IOException {
        try (WebSocketServer impatient = impatient();
                RawClient client = RawClient.connect(impatient.port())) {
            client.readEnd();
        }
    }

    @Test
    void theDeadlineEndsWithTheHandshake() throws IOException {
        try (WebSocketServer impatient = impatient();
                RawClient client = RawClient.open(impatient.port(), "/");
                RawClient silent = RawClient.connect(impatient.port())) {
            // By the time the younger one is dropped, the older one's deadline has passed too.
            silent.readEnd();
            assertThat(client.send(WireFrame.text("still here")).readText()).isEqualTo("still here");
        }
    }

    private static WebSocketServer impatient() {
        return Servers.start(Servers.builder()
                .handshakeTimeout(Duration.ofMillis(300))
                .route(Route.of("/", Servers.ECHO).execution(Execution.INLINE).build()));
    }

    // Limits

    @Test
    void atTheMostConnectionsHandshakesAreRefusedWith503() throws IOException {
        try (WebSocketServer small =
                        Servers.start(Servers.builder().maxConnections(2).route("/", Servers.ECHO));
                RawClient first = RawClient.open(small.port(), "/");
                RawClient second = RawClient.open(small.port(), "/")) {
            try (RawClient third = RawClient.connect(small.port())) {
                Response response = third.write(RawClient.request("/")).readResponse();
                assertThat(response.status()).isEqualTo(503);
                assertThat(response.header("Retry-After")).matches("[1-9][0-9]*");
                assertThat(third.readEnd()).isEqualTo(End.EOF);
            }
            assertThat(first.send(WireFrame.text("a")).readText()).isEqualTo("a");
            second.send(WireFrame.close(1000)).readFramesToEnd();
            second.close();
            await().until(() -> small.openConnections() == 1);
            RawClient.open(small.port(), "/").close();
        }
    }

    @RepeatedTest(5)
    void theMostConnectionsHoldAlsoForHandshakesAtTheSameTime() throws Exception {
        try (WebSocketServer small =
                Servers.start(Servers.builder().loops(4).maxConnections(10).route("/", Servers.ECHO))) {
            List<RawClient> clients = new java.util.concurrent.CopyOnWriteArrayList<>();
            List<CompletableFuture<Integer>> statuses = IntStream.range(0, 40)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> statusOf(small.port(), clients), task -> Background.start(task::run)))
                    .toList();
            int accepted = 0;
            for (CompletableFuture<Integer> status : statuses) {
                int found = status.get(10, TimeUnit.SECONDS);
                assertThat(found).isIn(101, 503);
                accepted += found == 101 ? 1 : 0;
            }
            assertThat(accepted).isEqualTo(10);
            clients.forEach(RawClient::close);
        }
    }

    private static int statusOf(int port, List<RawClient> clients) {
        try {
            RawClient client = RawClient.connect(port);
            clients.add(client);
            return client.write(RawClient.request("/")).readResponse().status();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Test
    void theLimitsOfTheHeadAreOptions() throws IOException {
        try (WebSocketServer strict = Servers.start(
                Servers.builder().httpLimits(new HttpLimits(64, 512, 8)).route("/", Servers.ECHO))) {
            RawClient.open(strict.port(), "/").close();
            assertThat(statusAt(strict, RawClient.request("/?" + "q".repeat(64))))
                    .isEqualTo(414);
            assertThat(statusAt(strict, RawClient.request("/", "X-A: " + "b".repeat(512))))
                    .isEqualTo(431);
            assertThat(statusAt(strict, RawClient.request("/", manyHeaders(9)))).isEqualTo(431);
        }
    }

    private static int statusAt(WebSocketServer server, byte[] request) throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            return client.write(request).readResponse().status();
        }
    }

    // What the listener sees

    @Test
    void theRequestIsThereInOnOpenOnlyUnlessKept() throws Exception {
        Recorder forgetful = new Recorder() {
            @Override
            public void onOpen(WebSocketConnection connection) throws Exception {
                assertThat(connection.handshake().headers().first("X-Who")).isEqualTo("me");
                super.onOpen(connection);
            }
        };
        Recorder keeping = new Recorder();
        try (WebSocketServer both = Servers.start(Servers.builder()
                .route("/forgets", forgetful)
                .route(Route.of("/keeps", keeping).keepHandshake(true).build()))) {
            try (RawClient one = RawClient.open(both.port(), "/forgets?a=b", "X-Who: me");
                    RawClient two = RawClient.open(both.port(), "/keeps?a=b", "X-Who: me")) {
                WebSocketConnection kept = keeping.awaitOpen();
                assertThat(kept.handshake().query()).isEqualTo("a=b");
                WebSocketConnection forgotten = forgetful.awaitOpen();
                await().untilAsserted(() -> org.assertj.core.api.Assertions.assertThatThrownBy(forgotten::handshake)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("keepHandshake"));
            }
        }
    }

    @Test
    void anOriginPolicyThatThrowsIsAnsweredWith500() throws IOException {
        try (WebSocketServer broken = Servers.start(Route.of("/", Servers.ECHO)
                .origins((origin, host) -> {
                    throw new IllegalStateException("no policy");
                })
                .build())) {
            try (RawClient client = RawClient.connect(broken.port())) {
                Response response = client.write(RawClient.request("/")).readResponse();
                assertThat(response.status()).isEqualTo(500);
                assertThat(response.text()).doesNotContain("no policy");
                assertThat(client.readEnd()).isEqualTo(End.EOF);
            }
            assertThat(broken.openConnections()).isZero();
        }
    }
}
