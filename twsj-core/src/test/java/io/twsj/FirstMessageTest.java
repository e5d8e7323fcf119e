package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twsj.close.CloseReason;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.handshake.auth.Authentication;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.handshake.auth.BearerAuthenticator;
import io.twsj.handshake.auth.TokenVerifier;
import io.twsj.message.Message;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that tells in its first message who it is, since its opening handshake could not. */
@Timeout(60)
class FirstMessageTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String GOOD = "{\"type\":\"auth\",\"token\":\"good-one\"}";

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    /** Tells each event with the name of the moment, and echoes. */
    private final WebSocketListener recording = new WebSocketListener() {
        @Override
        public void onOpen(WebSocketConnection connection) {
            events.add("open " + connection.principal().getName());
        }

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            events.add("message " + message.size());
            connection.send(message);
        }

        @Override
        public void onPing(WebSocketConnection connection, ByteBuffer payload) {
            events.add("ping");
        }

        @Override
        public void onError(WebSocketConnection connection, Throwable error) {
            events.add("error");
        }

        @Override
        public void onClose(WebSocketConnection connection, CloseReason reason) {
            events.add("close " + reason.code());
        }
    };

    private static Authenticator bearer(TokenVerifier tokens) {
        return BearerAuthenticator.builder("r", tokens).build();
    }

    private static final Authenticator KNOWS_GOOD = bearer(token ->
            CompletableFuture.completedFuture(token.equals("good-one") ? AuthenticatedPrincipal.of("ann") : null));

    private Route.Builder route(Authenticator authenticator) {
        return Route.of("/", recording)
                .execution(Execution.INLINE)
                .authenticator(authenticator)
                .firstMessage(LONG);
    }

    /** With one loop, so that what happens to one connection comes before what happens to the next. */
    private static WebSocketServer start(Route route) {
        return Servers.start(Servers.builder().loops(1).route(route));
    }

    private static String closeOf(RawClient client) throws IOException {
        WireFrame frame = client.readFrame();
        assertThat(frame.opcode()).isEqualTo(WireFrame.CLOSE);
        return frame.closeCode() + " "
                + new String(frame.payload(), 2, frame.payload().length - 2, StandardCharsets.UTF_8);
    }

    private String nextEvent() throws InterruptedException {
        return events.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void whoBecomesKnownCountsAsAConnectionOfThatUser() throws Exception {
        try (WebSocketServer server = Servers.start(Servers.builder()
                .loops(1)
                .maxConnectionsPerUser(1)
                .route(route(KNOWS_GOOD).build()))) {
            try (RawClient first = RawClient.open(server.port(), "/").send(WireFrame.text(GOOD));
                    RawClient second = RawClient.open(server.port(), "/")) {
                assertThat(nextEvent()).isEqualTo("open ann");
                second.send(WireFrame.text(GOOD));
                assertThat(closeOf(second)).isEqualTo("1008 too many connections of one user");
                first.send(WireFrame.close(1000)).readFrame();
            }
            assertThat(nextEvent()).isEqualTo("close 1000");
            try (RawClient third = RawClient.open(server.port(), "/").send(WireFrame.text(GOOD))) {
                assertThat(nextEvent()).isEqualTo("open ann");
                assertThat(third.send(WireFrame.text("a")).readText()).isEqualTo("a");
            }
        }
    }

    /** What the listener hears first is of another peer. */
    private void assertNothingWasToldBefore(WebSocketServer server) throws Exception {
        try (RawClient witness = RawClient.open(server.port(), "/", "Authorization: Bearer good-one")) {
            witness.send(WireFrame.text("witness")).readText();
            assertThat(nextEvent()).isEqualTo("open ann");
            assertThat(nextEvent()).isEqualTo("message 7");
        }
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void theListenerHearsOfTheConnectionWhenThePeerIsKnown(Execution execution) throws Exception {
        try (WebSocketServer server =
                        start(route(KNOWS_GOOD).execution(execution).build());
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text(GOOD), WireFrame.text("next"), WireFrame.text("last"));
            assertThat(client.readText()).isEqualTo("next");
            assertThat(client.readText()).isEqualTo("last");
            client.close();
            assertThat(List.of(nextEvent(), nextEvent(), nextEvent()))
                    .containsExactly("open ann", "message 4", "message 4");
        }
    }

    @Test
    void whatComesMeanwhileWaitsForTheAnswer() throws Exception {
        CompletableFuture<AuthenticatedPrincipal> answer = new CompletableFuture<>();
        CompletableFuture<String> asked = new CompletableFuture<>();
        Authenticator later = bearer(token -> {
            asked.complete(token);
            return answer;
        });
        try (WebSocketServer server = start(route(later).build());
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text(GOOD), WireFrame.ping("p"), WireFrame.text("early"));
            assertThat(asked.get(10, TimeUnit.SECONDS)).isEqualTo("good-one");
            assertThat(server.connections().all().count()).isZero();
            assertThat(events).isEmpty();
            answer.complete(AuthenticatedPrincipal.of("bob"));
            assertThat(List.of(nextEvent(), nextEvent(), nextEvent())).containsExactly("open bob", "ping", "message 5");
            assertThat(server.connections().user("bob").count()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hello",
                "{\"type\":\"auth\",\"token\":\"\"}",
                "{\"type\":\"auth\"}",
                "{\"type\":\"say\",\"token\":\"good-one\"}",
                "{\"type\":\"auth\",\"token\":\"good-one\",\"token\":\"good-one\"}",
                "{\"type\":\"auth\",\"token\":\"good one\"}",
                "{\"type\":\"auth\",\"token\":\"good-one\\r\\nX: y\"}"
            })
    void anythingElseComesFirstInVain(String text) throws Exception {
        try (WebSocketServer server = start(route(KNOWS_GOOD).build());
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text(text), WireFrame.text(GOOD));
            assertThat(closeOf(client)).startsWith("1008 the first message has to be");
            assertNothingWasToldBefore(server);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " { \"token\" : \"good-one\" ,\n\t\"type\" : \"auth\" } ",
                "{\"token\":\"good-one\",\"type\":\"auth\"}"
            })
    void theMembersComeInAnyOrderAndWithBlanks(String text) throws Exception {
        try (WebSocketServer server = start(route(KNOWS_GOOD).build());
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text(text));
            assertThat(nextEvent()).isEqualTo("open ann");
        }
    }

    @Test
    void aBinaryMessageIsNone() throws Exception {
        try (WebSocketServer server = start(route(KNOWS_GOOD).build());
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.binary(GOOD.getBytes(StandardCharsets.UTF_8)));
            assertThat(closeOf(client)).startsWith("1008");
        }
    }

    @Test
    void aTokenThatIsWorthNothingEndsTheConnectionAndShowsNowhere() throws Exception {
        try (LogCapture log = LogCapture.start();
                WebSocketServer server = start(route(KNOWS_GOOD).build());
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text(GOOD.replace("good-one", "xyzzy-forged")));
            assertThat(closeOf(client)).isEqualTo("1008 not authenticated");
            assertNothingWasToldBefore(server);
            assertThat(log.records(Level.ALL))
                    .extracting(LogRecord::getMessage)
                    .noneMatch(line -> line.contains("xyzzy"));
        }
    }

    @Test
    void anAuthenticatorThatFailsIsAnErrorOfTheServer() throws Exception {
        Authenticator broken = bearer(token -> CompletableFuture.failedFuture(new IOException("database is down")));
        try (LogCapture log = LogCapture.start();
                WebSocketServer server = start(route(broken).build());
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text(GOOD));
            assertThat(closeOf(client)).startsWith("1011").doesNotContain("database");
            assertThat(log.records(Level.ALL))
                    .anySatisfy(
                            line -> assertThat(line.getMessage()).contains("an authenticator failed for connection"));
        }
    }

    @Test
    void whoSaysNothingIsFailedWhenTheTimeIsOver() throws Exception {
        Route hasty = route(KNOWS_GOOD).firstMessage(Duration.ofMillis(100)).build();
        try (WebSocketServer server = start(hasty);
                RawClient client = RawClient.open(server.port(), "/")) {
            assertThat(closeOf(client)).isEqualTo("1008 not authenticated in time");
            assertThat(client.readEnd()).isEqualTo(RawClient.End.EOF);
        }
        assertThat(events).isEmpty();
    }

    @Test
    void soIsWhoseTokenNobodyJudgesInTime() throws Exception {
        Route slow = route(bearer(token -> new CompletableFuture<>()))
                .firstMessage(Duration.ofMillis(100))
                .build();
        try (WebSocketServer server = start(slow);
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text(GOOD));
            assertThat(closeOf(client)).isEqualTo("1008 not authenticated in time");
        }
    }

    @Test
    void theTimeIsOverForTheUnknownOnly() throws Exception {
        Route hasty = route(KNOWS_GOOD).firstMessage(Duration.ofSeconds(1)).build();
        try (WebSocketServer server = start(hasty);
                RawClient known = RawClient.open(server.port(), "/").send(WireFrame.text(GOOD));
                RawClient unknown = RawClient.open(server.port(), "/")) {
            assertThat(nextEvent()).isEqualTo("open ann");
            assertThat(closeOf(unknown)).startsWith("1008");
            assertThat(known.send(WireFrame.text("still here")).readText()).isEqualTo("still here");
        }
    }

    @Test
    void aFirstMessageHas16KiBAtMostAndLaterOnesWhatTheRouteTakes() throws Exception {
        String large = "x".repeat(100_000);
        try (WebSocketServer server = start(route(KNOWS_GOOD).build());
                RawClient greedy = RawClient.open(server.port(), "/");
                RawClient client = RawClient.open(server.port(), "/")) {
            greedy.send(WireFrame.text("x".repeat((16 << 10) + 1)));
            assertThat(closeOf(greedy)).startsWith("1009");
            client.send(WireFrame.text(GOOD), WireFrame.text(large));
            assertThat(client.readText()).hasSize(large.length());
        }
    }

    @Test
    void itHasAsManyWhenItIsCompressed() throws Exception {
        Route compressed = route(KNOWS_GOOD)
                .extensions(List.of(PermessageDeflate.of(DeflateOptions.DEFAULT)))
                .build();
        try (WebSocketServer server = start(compressed);
                WebSocketClient client = WebSocketClient.create()) {
            CompletableFuture<Integer> closed = new CompletableFuture<>();
            ConnectOptions options = ConnectOptions.builder()
                    .extensions(List.of(PermessageDeflate.of(DeflateOptions.DEFAULT)))
                    .build();
            WebSocketConnection greedy =
                    client.connectBlocking(Servers.uri(server, "/"), options, new WebSocketListener() {
                        @Override
                        public void onClose(WebSocketConnection connection, CloseReason reason) {
                            closed.complete(reason.code());
                        }
                    });
            greedy.send("x".repeat((16 << 10) + 1));
            assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo(1009);
        }
    }

    @Test
    void whatTheServerSendsToManyDoesNotReachTheUnknown() throws Exception {
        try (WebSocketServer server = start(route(KNOWS_GOOD).build());
                RawClient unknown = RawClient.open(server.port(), "/");
                RawClient known = RawClient.open(server.port(), "/")) {
            known.send(WireFrame.text(GOOD));
            assertThat(nextEvent()).isEqualTo("open ann");
            server.connections().all().send("to all");
            assertThat(known.readText()).isEqualTo("to all");
            unknown.send(WireFrame.text("not a token"));
            assertThat(closeOf(unknown)).startsWith("1008");
        }
    }

    @Test
    void theHandshakesOwnCredentialsCountAndWrongOnesAreRefusedThere() throws Exception {
        try (WebSocketServer server = start(route(KNOWS_GOOD).build())) {
            assertNothingWasToldBefore(server);
            try (RawClient client = RawClient.connect(server.port())) {
                client.write(RawClient.request("/", "Authorization: Bearer forged"));
                assertThat(client.readResponse().status()).isEqualTo(401);
            }
        }
    }

    @Test
    void whoMayConnectAsNobodyNeedNotTell() throws Exception {
        AtomicReference<String> first = new AtomicReference<>();
        Authenticator anyone = request -> CompletableFuture.completedFuture(Authentication.anonymous());
        WebSocketListener listener = new WebSocketListener() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) {
                first.set(message.text());
                connection.send(String.valueOf(connection.principal()));
            }
        };
        Route open =
                Route.of("/", listener).authenticator(anyone).firstMessage(LONG).build();
        try (WebSocketServer server = start(open);
                RawClient client = RawClient.open(server.port(), "/")) {
            assertThat(client.send(WireFrame.text(GOOD)).readText()).isEqualTo("null");
            assertThat(first).hasValue(GOOD);
        }
    }

    @Test
    void theConnectionEndsWithTheTokensTime() throws Exception {
        Authenticator brief = bearer(token -> CompletableFuture.completedFuture(
                AuthenticatedPrincipal.of("mayfly", Map.of(), Instant.now().plusMillis(300))));
        try (WebSocketServer server = start(route(brief).build());
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text(GOOD));
            assertThat(nextEvent()).isEqualTo("open mayfly");
            assertThat(closeOf(client)).isEqualTo("1008 credentials expired");
        }
    }

    @Test
    void onlyARouteThatSaysSoTakesIt() throws Exception {
        Route plain = Route.of("/", recording).authenticator(KNOWS_GOOD).build();
        try (WebSocketServer server = start(plain);
                RawClient client = RawClient.connect(server.port())) {
            client.write(RawClient.request("/"));
            assertThat(client.readResponse().status()).isEqualTo(401);
        }
        assertThatThrownBy(() -> Route.of("/", recording).firstMessage(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "true, true"})
    void itIsTheSameOverTlsAndOnSharedConnections(boolean overTls, boolean shared) throws Exception {
        WebSocketServer.Builder builder =
                Servers.builder().route(route(KNOWS_GOOD).build()).mux(MuxOptions.DEFAULT);
        ConnectOptions trusting =
                ConnectOptions.builder().tls(TlsTesting.trusting("ec").build()).build();
        WebSocketClient.Builder clients = WebSocketClient.builder().options(trusting);
        Recorder heard = new Recorder();
        Recorder refused = new Recorder();
        try (WebSocketServer server = Servers.start(
                        overTls ? builder.tls(TlsTesting.server("ec").build()) : builder);
                WebSocketClient client = (shared ? clients.mux(MuxOptions.DEFAULT) : clients).build()) {
            URI uri = overTls ? TlsTesting.uri(server.port(), "/") : Servers.uri(server, "/");
            WebSocketConnection ann = client.connectBlocking(uri, heard);
            WebSocketConnection forger = client.connectBlocking(uri, refused);
            ann.send(GOOD);
            assertThat(nextEvent()).isEqualTo("open ann");
            forger.send(GOOD.replace("good-one", "forged"));
            assertThat(refused.awaitClose().code()).isEqualTo(1008);
            ann.send("still here");
            await().until(() -> heard.events().contains("message still here"));
            assertThat(server.statistics().acceptedConnections()).isEqualTo(shared ? 1 : 2);
            assertThat(server.connections().user("ann").count()).isEqualTo(1);
        }
    }

    @Test
    void whoIsRefusedIsCountedAndTold() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        ServerObserver observer = new ServerObserver() {
            @Override
            public void onFirstMessageRefused(SocketAddress client, String reason) {
                told.add(reason);
            }
        };
        try (LogCapture log = LogCapture.start();
                WebSocketServer server = Servers.start(Servers.builder()
                        .observer(observer)
                        .route(route(KNOWS_GOOD).build()));
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text(GOOD.replace("good-one", "forged")));
            assertThat(closeOf(client)).isEqualTo("1008 not authenticated");
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("not authenticated");
            assertThat(server.statistics().refusedFirstMessages()).isEqualTo(1);
            assertThat(server.statistics().openedConnections()).isZero();
            assertThat(log.records(Level.INFO))
                    .extracting(LogRecord::getMessage)
                    .anyMatch(line -> line.endsWith("not let in: not authenticated"));
        }
    }
}
