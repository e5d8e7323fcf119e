package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twsj.RawClient.End;
import io.twsj.RawClient.Response;
import io.twsj.close.CloseReason;
import io.twsj.handshake.Refusal;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.handshake.auth.Authentication;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.handshake.auth.BasicAuthenticator;
import io.twsj.handshake.auth.BearerAuthenticator;
import io.twsj.handshake.auth.CertificateAuthenticator;
import io.twsj.handshake.auth.DigestAuthenticator;
import io.twsj.handshake.auth.InMemoryCredentials;
import io.twsj.message.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may connect to a server: the way from an authenticator's answer to a connection or a refusal. */
@Timeout(60)
class AuthenticationTest {

    private static final InMemoryCredentials USERS = InMemoryCredentials.of("alice", "sésame");
    private static final Authenticator BASIC = new BasicAuthenticator("r", USERS);

    /** Answers each message with the name of its sender. */
    private static final WebSocketListener NAMING = new WebSocketListener() {
        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            AuthenticatedPrincipal principal = connection.principal();
            connection.send(principal == null ? "nobody" : principal.getName());
        }
    };

    private static WebSocketServer serving(Authenticator authenticator) {
        return Servers.start(Servers.builder().loops(1).route("/", NAMING).authenticator(authenticator));
    }

    private static String basic(String pair) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static Response answer(WebSocketServer server, String path, String... lines) throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            return client.write(RawClient.request(path, lines)).readResponse();
        }
    }

    private static String nameOnConnection(WebSocketServer server, String path, String... lines) throws IOException {
        try (RawClient client = RawClient.open(server.port(), path, lines)) {
            return client.send(WireFrame.text("who")).readText();
        }
    }

    private static Authenticator always(Supplier<Authentication> found) {
        return request -> CompletableFuture.completedFuture(found.get());
    }

    private static Authentication until(Instant end) {
        return Authentication.granted(AuthenticatedPrincipal.of("mayfly", Map.of(), end));
    }

    /** Code and reason of the Close frame that comes next. */
    private static String closeOf(RawClient client) throws IOException {
        WireFrame frame = client.readFrame();
        assertThat(frame.opcode()).isEqualTo(WireFrame.CLOSE);
        return frame.closeCode() + " "
                + new String(frame.payload(), 2, frame.payload().length - 2, StandardCharsets.UTF_8);
    }

    // Let in or not

    @Test
    void whoIsKnownIsLetInUnderItsName() throws IOException {
        try (WebSocketServer server = serving(BASIC)) {
            assertThat(nameOnConnection(server, "/", basic("alice:sésame"))).isEqualTo("alice");
        }
    }

    @Test
    void whoIsNotKnownIsChallengedAndTcpEnds() throws IOException {
        try (WebSocketServer server = serving(BASIC);
                RawClient client = RawClient.connect(server.port())) {
            Response response = client.write(RawClient.request("/")).readResponse();
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.header("WWW-Authenticate")).isEqualTo("Basic realm=\"r\", charset=\"UTF-8\"");
            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(client.readEnd()).isEqualTo(End.EOF);
            assertThat(answer(server, "/", basic("alice:wrong")).status()).isEqualTo(401);
            assertThat(server.openConnections()).isZero();
        }
    }

    @Test
    void severalSchemesAreOfferedInOneAnswer() throws IOException {
        Authenticator both =
                Authenticator.firstOf(DigestAuthenticator.builder("r", USERS).build(), BASIC);
        try (WebSocketServer server = serving(both)) {
            assertThat(answer(server, "/").header("WWW-Authenticate"))
                    .matches("Digest realm=\"r\", .*, Basic realm=\"r\", charset=\"UTF-8\"");
        }
    }

    @Test
    void aRouteMayAskOtherwiseThanItsServer() throws IOException {
        Authenticator bob = always(() -> Authentication.granted(AuthenticatedPrincipal.of("bob")));
        try (WebSocketServer server = Servers.start(Servers.builder()
                .authenticator(BASIC)
                .route("/servers", NAMING)
                .route(Route.of("/own", NAMING).authenticator(bob).build())
                .route(Route.of("/open", NAMING)
                        .authenticator(Authenticator.ANYONE)
                        .build()))) {
            assertThat(answer(server, "/servers").status()).isEqualTo(401);
            assertThat(nameOnConnection(server, "/own")).isEqualTo("bob");
            assertThat(nameOnConnection(server, "/open")).isEqualTo("nobody");
        }
    }

    @Test
    void aRefusalIsAnsweredAsItIs() throws IOException {
        Refusal busy = Refusal.of(429, "too many tries").with("Retry-After", "60");
        try (WebSocketServer server = serving(always(() -> Authentication.refused(busy)))) {
            Response response = answer(server, "/");
            assertThat(response.status()).isEqualTo(429);
            assertThat(response.header("Retry-After")).isEqualTo("60");
            assertThat(response.text()).isEqualTo("too many tries\n");
        }
    }

    @Test
    void withoutAChallengeTheAnswerIs403() throws IOException {
        try (WebSocketServer server = serving(new CertificateAuthenticator())) {
            Response response = answer(server, "/");
            assertThat(response.status()).isEqualTo(403);
            assertThat(response.header("WWW-Authenticate")).isNull();
        }
    }

    @Test
    void twoOpinionsOnWhoItIsAreRefused() throws IOException {
        try (WebSocketServer server = serving(BASIC)) {
            assertThat(answer(server, "/", basic("alice:sésame"), basic("alice:sésame"))
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void whoIsNotALegalHandshakeOrOfAWrongOriginIsNotEvenAsked() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        Authenticator counting = request -> {
            asked.incrementAndGet();
            return CompletableFuture.completedFuture(Authentication.anonymous());
        };
        try (WebSocketServer server = serving(counting)) {
            assertThat(answer(server, "/", "Origin: https://evil.example").status())
                    .isEqualTo(403);
            assertThat(answer(server, "/", "Sec-WebSocket-Version: 8").status()).isEqualTo(400);
            assertThat(answer(server, "/nowhere").status()).isEqualTo(404);
            assertThat(asked).hasValue(0);
            assertThat(answer(server, "/").status()).isEqualTo(101);
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void anAuthenticatorSeesWhereTheRequestComesFrom() throws IOException {
        Authenticator looking =
                request -> CompletableFuture.completedFuture(Authentication.granted(AuthenticatedPrincipal.of(
                        request.head().path() + " " + request.remoteAddress() + " " + request.tlsSession())));
        try (WebSocketServer server = serving(looking);
                RawClient client = RawClient.open(server.port(), "/")) {
            assertThat(client.send(WireFrame.text("who")).readText())
                    .isEqualTo("/ /127.0.0.1:" + client.socket().getLocalPort() + " null");
        }
    }

    @Test
    void framesThatAPeerSendsTooEarlyWaitForTheAnswer() throws IOException {
        CountDownLatch release = new CountDownLatch(1);
        Authenticator slow = request -> CompletableFuture.supplyAsync(() -> {
            awaitLatch(release);
            return Authentication.granted(AuthenticatedPrincipal.of("late"));
        });
        try (WebSocketServer server = serving(slow);
                RawClient client = RawClient.connect(server.port())) {
            byte[] request = RawClient.request("/");
            byte[] frame = WireFrame.wire(WireFrame.text("who"));
            byte[] both = java.util.Arrays.copyOf(request, request.length + frame.length);
            System.arraycopy(frame, 0, both, request.length, frame.length);
            client.write(both);
            release.countDown();
            assertThat(client.readResponse().status()).isEqualTo(101);
            assertThat(client.readText()).isEqualTo("late");
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    // Answers that take time, or never come

    @Test
    void anAuthenticatorThatBlocksStopsNobodyElse() throws IOException {
        CountDownLatch release = new CountDownLatch(1);
        Authenticator blocking = request -> {
            if (request.head().query() != null) {
                awaitLatch(release);
            }
            return CompletableFuture.completedFuture(Authentication.anonymous());
        };
        try (WebSocketServer server = serving(blocking);
                RawClient slow = RawClient.connect(server.port())) {
            slow.write(RawClient.request("/?slow"));
            assertThat(nameOnConnection(server, "/")).isEqualTo("nobody");
            release.countDown();
            assertThat(slow.readResponse().status()).isEqualTo(101);
        }
    }

    @Test
    void anAnswerThatDoesNotComeInTimeIs503() throws IOException {
        try (LogCapture log = LogCapture.start();
                WebSocketServer server = Servers.start(Servers.builder()
                        .route("/", NAMING)
                        .handshakeTimeout(Duration.ofMillis(200))
                        .authenticator(request -> new CompletableFuture<>()))) {
            Response response = answer(server, "/?secret");
            assertThat(response.status()).isEqualTo(503);
            assertThat(log.records(Level.SEVERE))
                    .extracting(LogRecord::getMessage)
                    .containsExactly("an authenticator or interceptor did not answer in time for GET /");
        }
    }

    @Test
    void anAnswerThatComesTooLateHarmsNobody() throws IOException {
        CompletableFuture<Authentication> late = new CompletableFuture<>();
        try (LogCapture log = LogCapture.start();
                WebSocketServer server = Servers.start(Servers.builder()
                        .loops(1)
                        .route("/", NAMING)
                        .route(Route.of("/open", NAMING)
                                .authenticator(Authenticator.ANYONE)
                                .build())
                        .handshakeTimeout(Duration.ofMillis(200))
                        .authenticator(request -> late))) {
            assertThat(answer(server, "/").status()).isEqualTo(503);
            late.complete(Authentication.anonymous());
            assertThat(nameOnConnection(server, "/open")).isEqualTo("nobody");
            await().until(() -> server.openConnections() == 0);
            assertThat(log.records(Level.SEVERE)).hasSize(1);
        }
    }

    static List<Authenticator> broken() {
        return List.of(
                request -> {
                    throw new IllegalStateException("secret");
                },
                request -> {
                    throw new StackOverflowError("secret");
                },
                request -> CompletableFuture.failedFuture(new IOException("secret")),
                request -> CompletableFuture.completedFuture(null),
                request -> null);
    }

    @ParameterizedTest
    @MethodSource("broken")
    void anAuthenticatorThatFailsIsAnsweredWith500AndNoDetails(Authenticator broken) throws IOException {
        try (LogCapture log = LogCapture.start();
                WebSocketServer server = serving(broken)) {
            Response response = answer(server, "/");
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.text()).isEqualTo("internal error\n");
            assertThat(log.records(Level.SEVERE))
                    .extracting(LogRecord::getMessage)
                    .containsExactly("an authenticator failed for GET /");
        }
    }

    @Test
    void withoutAWorkerTheAnswerIs503() throws IOException {
        try (LogCapture log = LogCapture.start();
                WebSocketServer server = Servers.start(Servers.builder()
                        .route("/", NAMING)
                        .authenticator(BASIC)
                        .executor(task -> {
                            throw new RejectedExecutionException("full");
                        }))) {
            assertThat(answer(server, "/").status()).isEqualTo(503);
            assertThat(log.records(Level.SEVERE)).hasSize(1);
        }
    }

    /** Unknown peers must not lock out those that are let in. */
    @Test
    void whoIsNotLetInTakesNoPlaceAmongTheConnections() throws IOException {
        CompletableFuture<Authentication> pending = new CompletableFuture<>();
        Authenticator byQuery = request -> request.head().query() == null
                ? CompletableFuture.completedFuture(Authentication.anonymous())
                : pending;
        try (WebSocketServer server = Servers.start(
                        Servers.builder().route("/", NAMING).maxConnections(1).authenticator(byQuery));
                RawClient waiting = RawClient.connect(server.port())) {
            waiting.write(RawClient.request("/?waits"));
            try (RawClient one = RawClient.open(server.port(), "/")) {
                assertThat(one.send(WireFrame.text("who")).readText()).isEqualTo("nobody");
                pending.complete(Authentication.anonymous());
                assertThat(waiting.readResponse().status()).isEqualTo(503);
            }
        }
    }

    // Expiry

    @Test
    void aConnectionEndsWithItsCredentials() throws Exception {
        Recorder recorder = new Recorder();
        try (WebSocketServer server = Servers.start(Servers.builder()
                        .route("/", recorder)
                        .authenticator(always(() -> until(Instant.now().plusMillis(300)))));
                RawClient client = RawClient.open(server.port(), "/")) {
            WebSocketConnection connection = recorder.awaitOpen();
            assertThat(connection.principal().getName()).isEqualTo("mayfly");
            assertThat(closeOf(client)).isEqualTo("1008 credentials expired");
            assertThat(client.readEnd()).isEqualTo(End.EOF);
            assertThat(Instant.now()).isAfterOrEqualTo(connection.principal().expiresAt());
            assertThat(recorder.awaitClose().code()).isEqualTo(1008);
        }
    }

    @Test
    void whatEndsItCanBeChosen() throws Exception {
        ConnectionOptions options = ConnectionOptions.builder()
                .credentialsExpired(new CloseReason(3000, "log in again"))
                .build();
        try (WebSocketServer server = Servers.start(Route.of("/", NAMING)
                        .options(options.toBuilder().build())
                        .authenticator(always(() -> until(Instant.now().plusMillis(100))))
                        .build());
                RawClient client = RawClient.open(server.port(), "/")) {
            assertThat(closeOf(client)).isEqualTo("3000 log in again");
        }
        assertThatThrownBy(() -> ConnectionOptions.builder().credentialsExpired(CloseReason.ABNORMAL))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whoHasExpiredAlreadyIsNotLetIn() throws IOException {
        try (WebSocketServer server = serving(always(() -> until(Instant.now().minusMillis(1))))) {
            assertThat(answer(server, "/").status()).isEqualTo(403);
        }
    }

    @Test
    void credentialsMayLastForEver() throws IOException {
        try (WebSocketServer server = serving(always(() -> until(Instant.MAX)))) {
            assertThat(nameOnConnection(server, "/")).isEqualTo("mayfly");
        }
    }

    @Test
    void aConnectionCanBeAuthenticatedAgain() throws Exception {
        Instant first = Instant.now().plusMillis(500);
        AuthenticatedPrincipal renewed = AuthenticatedPrincipal.of("phoenix", Map.of(), first.plusMillis(500));
        WebSocketListener renewing = new WebSocketListener() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) {
                connection.authenticated(renewed);
                connection.send(connection.principal().getName());
            }
        };
        try (WebSocketServer server = Servers.start(
                        Servers.builder().route("/", renewing).authenticator(always(() -> until(first))));
                RawClient client = RawClient.open(server.port(), "/")) {
            assertThat(client.send(WireFrame.text("token")).readText()).isEqualTo("phoenix");
            assertThat(closeOf(client)).isEqualTo("1008 credentials expired");
            assertThat(Instant.now()).isAfterOrEqualTo(first.plusMillis(500));
        }
    }

    @Test
    void aConnectionOfNobodyCanBecomeSomebodys() throws Exception {
        Recorder recorder = new Recorder();
        try (WebSocketServer server = Servers.worker(recorder);
                RawClient client = RawClient.open(server.port(), "/")) {
            WebSocketConnection connection = recorder.awaitOpen();
            assertThat(connection.principal()).isNull();
            connection.authenticated(AuthenticatedPrincipal.of("known"));
            assertThat(connection.principal()).hasToString("known");
            connection.authenticated(
                    AuthenticatedPrincipal.of("gone", Map.of(), Instant.now().minusMillis(1)));
            assertThat(closeOf(client)).isEqualTo("1008 credentials expired");
        }
    }

    // Schemes that need more than a request

    @Test
    void aTokenInASubprotocolIsNotEchoed() throws IOException {
        BearerAuthenticator bearer = BearerAuthenticator.builder(
                        "r", token -> CompletableFuture.completedFuture(AuthenticatedPrincipal.of(token)))
                .build();
        try (WebSocketServer server = Servers.start(Route.of("/", NAMING)
                .subprotocols(List.of("chat.v1"))
                .authenticator(bearer)
                .build())) {
            // "token" in base64url
            Response response = answer(server, "/", "Sec-WebSocket-Protocol: bearer.dG9rZW4, chat.v1");
            assertThat(response.status()).isEqualTo(101);
            assertThat(response.header("Sec-WebSocket-Protocol")).isEqualTo("chat.v1");
        }
    }

    @Test
    void aCertificateIsACredential() throws Exception {
        TlsOptions tls = TlsTesting.server("ec")
                .trustCertificates(TlsTesting.file("client.crt"))
                .clientAuth(ClientAuth.WANT)
                .build();
        try (WebSocketServer server = TlsTesting.echo(
                        tls,
                        builder -> builder.authenticator(new CertificateAuthenticator())
                                .route("/name", NAMING));
                RawTlsClient client = new RawTlsClient(TlsTesting.clientAs("client", "ec"), server.port());
                RawTlsClient nobody = new RawTlsClient(TlsTesting.client("ec"), server.port())) {
            assertThat(client.upgrade("/name")).startsWith("HTTP/1.1 101");
            assertThat(client.echo("who")).isEqualTo("CN=client");
            assertThat(nobody.upgrade("/name")).startsWith("HTTP/1.1 403");
        }
    }

    // Secrets

    @Test
    void noSecretIsLogged() throws IOException {
        Logger logger = Logger.getLogger("io.twsj");
        Level before = logger.getLevel();
        Authenticator every = Authenticator.firstOf(
                BearerAuthenticator.builder("r", token -> CompletableFuture.completedFuture(null))
                        .queryParameter("token")
                        .cookie("token")
                        .build(),
                DigestAuthenticator.builder("r", USERS).build(),
                BASIC);
        logger.setLevel(Level.ALL);
        try (LogCapture log = LogCapture.start();
                WebSocketServer server = Servers.start(
                        Servers.builder().route("/", NAMING).logEvents(true).authenticator(every))) {
            answer(server, "/", basic("alice:geheim"));
            answer(server, "/", "Authorization: Bearer geheim");
            answer(server, "/", "Authorization: Digest response=geheim");
            answer(server, "/", "Authorization: Digest geheim=\"geheim");
            answer(server, "/?token=geheim");
            answer(server, "/", "Cookie: token=geheim");
            answer(server, "/", "Sec-WebSocket-Protocol: bearer.geheim, bearer.geheim");
            answer(server, "/", "Authorization: geheim");
            nameOnConnection(server, "/", basic("alice:sésame"));
            assertThat(log.records(Level.ALL))
                    .hasSizeGreaterThan(8)
                    .allSatisfy(line -> assertThat(line.getMessage() + line.getThrown())
                            .doesNotContain("geheim", "sésame", "YWxpY2U6"));
        } finally {
            logger.setLevel(before);
        }
    }
}
