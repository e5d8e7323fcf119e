package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.RawClient.Response;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.handshake.auth.Authentication;
import io.twsj.http.HttpResponse;
import io.twsj.http.TrustedProxies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interceptors of the opening handshake: what they see, add and refuse. */
@Timeout(60)
class HandshakeInterceptorTest {

    private static HandshakeInterceptor deciding(Function<HandshakeRequest, HandshakeDecision> decision) {
        return request -> CompletableFuture.completedFuture(decision.apply(request));
    }

    private static HandshakeInterceptor adding(String name, String value) {
        return deciding(request -> HandshakeDecision.proceed().with(name, value));
    }

    private static WebSocketServer serving(HandshakeInterceptor interceptor) {
        return Servers.start(Servers.builder().loops(1).route("/", Servers.ECHO).interceptor(interceptor));
    }

    private static Response answer(WebSocketServer server, String path, String... lines) throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            return client.write(RawClient.request(path, lines)).readResponse();
        }
    }

    // Going on

    @Test
    void linesAreAddedToTheAnswerAndTheConnectionOpens() throws IOException {
        HandshakeInterceptor interceptor = deciding(request ->
                HandshakeDecision.proceed().with("Set-Cookie", "a=1; HttpOnly").with("X-Served-By", "b"));
        try (WebSocketServer server = serving(interceptor);
                RawClient client = RawClient.connect(server.port())) {
            Response response = client.write(RawClient.request("/")).readResponse();
            assertThat(response.status()).isEqualTo(101);
            assertThat(response.header("Set-Cookie")).isEqualTo("a=1; HttpOnly");
            assertThat(response.header("X-Served-By")).isEqualTo("b");
            assertThat(response.header("Sec-WebSocket-Accept")).isEqualTo(RawClient.ACCEPT);
            assertThat(client.send(WireFrame.text("open")).readText()).isEqualTo("open");
        }
    }

    @Test
    void theServersAreAskedBeforeTheRoutesAndAllAdd() throws IOException {
        try (WebSocketServer server = Servers.start(Servers.builder()
                .interceptor(adding("X-By", "server 1"))
                .interceptor(adding("X-By", "server 2"))
                .route("/", Servers.ECHO)
                .route(Route.of("/own", Servers.ECHO)
                        .interceptor(adding("X-By", "route"))
                        .build()))) {
            assertThat(answer(server, "/").header("X-By")).isEqualTo("server 1, server 2");
            assertThat(answer(server, "/own").header("X-By")).isEqualTo("server 1, server 2, route");
        }
    }

    @Test
    void itSeesTheRequestAndWhatIsKnownOfIt() throws IOException {
        AtomicReference<HandshakeRequest> seen = new AtomicReference<>();
        try (WebSocketServer server = Servers.start(Servers.builder()
                .trustedProxies(TrustedProxies.of(List.of("127.0.0.1")))
                .authenticator(request ->
                        CompletableFuture.completedFuture(Authentication.granted(AuthenticatedPrincipal.of("alice"))))
                .route(Route.of("/rooms/{room}", Servers.ECHO)
                        .subprotocols(List.of("chat.v1"))
                        .interceptor(deciding(request -> {
                            seen.set(request);
                            return HandshakeDecision.proceed();
                        }))
                        .build()))) {
            answer(
                    server,
                    "/rooms/lobby?a=b",
                    "Cookie: session=42",
                    "Sec-WebSocket-Protocol: other, chat.v1",
                    "Forwarded: for=192.0.2.43;proto=https;host=chat.example");
            HandshakeRequest request = seen.get();
            assertThat(request.head().query()).isEqualTo("a=b");
            assertThat(request.head().cookie("session")).isEqualTo("42");
            assertThat(request.pathVariables()).containsEntry("room", "lobby");
            assertThat(request.remoteAddress()).hasToString("/192.0.2.43:0");
            assertThat(request.host()).isEqualTo("chat.example");
            assertThat(request.secure()).isTrue();
            assertThat(request.subprotocol()).isEqualTo("chat.v1");
            assertThat(request.principal()).extracting("name").isEqualTo("alice");
            assertThat(request.tlsSession()).isNull();

            answer(server, "/rooms/lobby");
            assertThat(seen.get().host()).isEqualTo("localhost");
            assertThat(seen.get().secure()).isFalse();
            assertThat(seen.get().subprotocol()).isNull();
        }
    }

    @Test
    void itRunsOnAWorkerAndMayAnswerLater() throws IOException {
        AtomicReference<String> thread = new AtomicReference<>();
        HandshakeInterceptor later = request -> {
            thread.set(Thread.currentThread().getName());
            return CompletableFuture.supplyAsync(HandshakeDecision::proceed);
        };
        try (WebSocketServer server = serving(later);
                RawClient client = RawClient.connect(server.port())) {
            client.write(RawClient.request("/"));
            assertThat(client.readResponse().status()).isEqualTo(101);
            assertThat(thread.get()).doesNotContain("loop");
        }
    }

    // Lines that would do harm

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-B: c", "a\rb", "a\nb", "a\0b"})
    void noValueEndsItsLine(String value) {
        assertThatThrownBy(() -> HandshakeDecision.proceed().with("Set-Cookie", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Set-Cookie");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "upgrade",
                "Content-Length",
                "Transfer-Encoding",
                "Sec-WebSocket-Accept",
                "sec-websocket-protocol"
            })
    void theHandshakesOwnLinesAreNotToBeAdded(String name) {
        assertThatThrownBy(() -> HandshakeDecision.proceed().with(name, "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    // Refusing

    @Test
    void aRefusalIsAnsweredWithItsStatusLinesAndBodyAndNobodyElseIsAsked() throws IOException {
        HttpResponse moved = HttpResponse.of(302, "text/html", "<p>moved".getBytes(StandardCharsets.UTF_8))
                .with("Location", "https://elsewhere.example/")
                .with("Set-Cookie", "a=1");
        AtomicBoolean askedNext = new AtomicBoolean();
        try (WebSocketServer server = Servers.start(Servers.builder()
                .route("/", Servers.ECHO)
                .interceptor(adding("X-A", "b"))
                .interceptor(deciding(request -> HandshakeDecision.refuse(moved)))
                .interceptor(deciding(request -> {
                    askedNext.set(true);
                    return HandshakeDecision.proceed();
                })))) {
            Response response = answer(server, "/");
            assertThat(response.status()).isEqualTo(302);
            assertThat(response.header("Location")).isEqualTo("https://elsewhere.example/");
            assertThat(response.header("Set-Cookie")).isEqualTo("a=1");
            assertThat(response.header("X-A")).isNull();
            assertThat(response.text()).isEqualTo("<p>moved");
            assertThat(askedNext).isFalse();
            assertThat(server.openConnections()).isZero();
        }
    }

    @Test
    void whoIsRefusedForOtherReasonsIsNotShownToIt() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        HandshakeInterceptor counting = deciding(request -> {
            asked.incrementAndGet();
            return HandshakeDecision.proceed();
        });
        try (WebSocketServer server = Servers.start(Servers.builder()
                .interceptor(counting)
                .authenticator(request -> CompletableFuture.completedFuture(Authentication.challenge("Basic")))
                .route("/", Servers.ECHO))) {
            assertThat(answer(server, "/").status()).isEqualTo(401);
            assertThat(answer(server, "/", "Origin: https://evil.example").status())
                    .isEqualTo(403);
            assertThat(answer(server, "/nowhere").status()).isEqualTo(404);
            assertThat(asked).hasValue(0);
        }
    }

    @Test
    void malformedSubprotocolsAreRefusedAllTheSame() throws IOException {
        try (WebSocketServer server = serving(adding("X-A", "b"))) {
            assertThat(answer(server, "/", "Sec-WebSocket-Protocol: a b").status())
                    .isEqualTo(400);
        }
    }

    // Failing

    @Test
    void oneThatFailsIsAnsweredWith500AndLogged() throws IOException {
        List<HandshakeInterceptor> failing = List.of(
                request -> {
                    throw new IllegalStateException("secret");
                },
                request -> CompletableFuture.failedFuture(new IllegalStateException("secret")),
                request -> CompletableFuture.completedFuture(null));
        for (HandshakeInterceptor interceptor : failing) {
            try (LogCapture log = LogCapture.start();
                    WebSocketServer server = serving(interceptor)) {
                Response response = answer(server, "/");
                assertThat(response.status()).isEqualTo(500);
                assertThat(response.text()).doesNotContain("secret");
                assertThat(log.records(Level.SEVERE))
                        .extracting(logged -> logged.getMessage())
                        .containsExactly("an interceptor failed for GET /");
            }
        }
    }

    @Test
    void oneThatDoesNotAnswerIsWaitedForAsLongAsForAHandshake() throws IOException {
        try (LogCapture log = LogCapture.start();
                WebSocketServer server = Servers.start(Servers.builder()
                        .handshakeTimeout(Duration.ofMillis(200))
                        .route("/", Servers.ECHO)
                        .interceptor(request -> new CompletableFuture<>()))) {
            assertThat(answer(server, "/").status()).isEqualTo(503);
            assertThat(log.records(Level.SEVERE)).hasSize(1);
        }
    }

    @Test
    void withoutAWorkerItIsNotAskedAndTheAnswerIs503() throws IOException {
        try (LogCapture log = LogCapture.start();
                WebSocketServer server = Servers.start(Servers.builder()
                        .route("/", Servers.ECHO)
                        .executor(task -> {
                            throw new RejectedExecutionException("full");
                        })
                        .interceptor(adding("X-A", "b")))) {
            assertThat(answer(server, "/").status()).isEqualTo(503);
            assertThat(log.records(Level.SEVERE)).hasSize(1);
        }
    }
}
