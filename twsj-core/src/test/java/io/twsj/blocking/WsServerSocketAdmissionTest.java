package io.twsj.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.twsj.LogCapture;
import io.twsj.RawClient;
import io.twsj.handshake.HandshakeException;
import io.twsj.handshake.Refusal;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.handshake.auth.Authentication;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.handshake.auth.BasicAuthenticator;
import io.twsj.handshake.auth.InMemoryCredentials;
import io.twsj.http.Headers;
import io.twsj.http.TrustedProxies;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whom a listening socket lets in: credentials, hosts, and clients behind proxies. */
@Timeout(60)
class WsServerSocketAdmissionTest {

    private static final Authenticator BASIC =
            new BasicAuthenticator("door", InMemoryCredentials.of("ada", "difference engine"));

    private static WsServerSocket bind(WsSocketOptions.Builder options) throws IOException {
        return WsServerSocket.bind(Pair.LOOPBACK, options.build());
    }

    private static WsSocketOptions.Builder options() {
        return WsSocketOptions.builder();
    }

    private static WsSocketOptions basic(String user, String password) {
        String credentials =
                Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return header("Authorization", "Basic " + credentials);
    }

    private static WsSocketOptions header(String name, String value) {
        return options().headers(Headers.of(name, value)).build();
    }

    private static HandshakeException refusal(WsServerSocket server, WsSocketOptions client) {
        HandshakeException[] refused = new HandshakeException[1];
        assertThatExceptionOfType(HandshakeException.class)
                .isThrownBy(() -> WsSocket.connect(Pair.uri(server, "/"), client))
                .satisfies(failure -> refused[0] = failure);
        return refused[0];
    }

    private static void expectNobody(WsServerSocket server) {
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> server.accept(Duration.ofMillis(20)));
    }

    // Credentials

    @Test
    void whoShowsCredentialsIsAcceptedByName() throws IOException {
        try (WsServerSocket server = bind(options().authenticator(BASIC));
                WsSocket client = WsSocket.connect(Pair.uri(server, "/"), basic("ada", "difference engine"));
                WsSocket accepted = server.accept(Pair.PATIENCE)) {
            assertThat(accepted.handshake().principal())
                    .extracting(AuthenticatedPrincipal::getName)
                    .isEqualTo("ada");
            assertThat(client.handshake().principal()).isNull();
            client.send("hello");
            assertThat(accepted.recvMessage(Pair.PATIENCE).text()).isEqualTo("hello");
        }
    }

    @Test
    void whoShowsNoneOrWrongOnesIsChallengedAndNotAccepted() throws IOException {
        try (WsServerSocket server = bind(options().authenticator(BASIC))) {
            for (WsSocketOptions client : List.of(WsSocketOptions.DEFAULT, basic("ada", "guess"))) {
                HandshakeException refused = refusal(server, client);
                assertThat(refused.status()).isEqualTo(401);
            }
            expectNobody(server);
        }
    }

    @Test
    void twoAuthorizationsAreRefused() throws IOException {
        try (WsServerSocket server = bind(options().authenticator(BASIC));
                RawClient client = RawClient.connect(server.port())) {
            client.write(RawClient.request("/", "Authorization: Basic YTpi", "Authorization: Basic YTpi"));
            assertThat(client.readResponse().status()).isEqualTo(400);
        }
    }

    @Test
    void anAuthenticatorMayAnswerLaterAndRefuse() throws IOException {
        Authenticator later = request -> CompletableFuture.supplyAsync(() -> Authentication.refused(
                Refusal.of(403, "not on " + request.head().path())));
        try (WsServerSocket server = bind(options().authenticator(later))) {
            assertThat(refusal(server, WsSocketOptions.DEFAULT).status()).isEqualTo(403);
        }
    }

    @Test
    void anAuthenticatorThatFailsIsA500WithoutDetails() throws IOException {
        Authenticator throwing = request -> {
            throw new IllegalStateException("the database is away");
        };
        Authenticator failing = request -> CompletableFuture.failedFuture(new IOException("the database is away"));
        for (Authenticator authenticator : List.of(throwing, failing)) {
            try (LogCapture log = LogCapture.start();
                    WsServerSocket server = bind(options().authenticator(authenticator));
                    RawClient client = RawClient.connect(server.port())) {
                RawClient.Response response =
                        client.write(RawClient.request("/")).readResponse();
                assertThat(response.status()).isEqualTo(500);
                assertThat(response.text()).doesNotContain("database");
                assertThat(log.records(Level.SEVERE))
                        .extracting(LogRecord::getMessage)
                        .containsExactly("an authenticator failed for GET /");
            }
        }
    }

    @Test
    void anAuthenticatorThatTakesTooLongIsA503() throws IOException {
        CompletableFuture<Authentication> never = new CompletableFuture<>();
        try (LogCapture log = LogCapture.start();
                WsServerSocket server =
                        bind(options().handshakeTimeout(Duration.ofMillis(200)).authenticator(request -> never))) {
            assertThat(refusal(server, WsSocketOptions.DEFAULT).status()).isEqualTo(503);
            never.complete(Authentication.anonymous());
            expectNobody(server);
            assertThat(log.records(Level.SEVERE))
                    .extracting(LogRecord::getMessage)
                    .containsExactly("an authenticator did not answer in time for GET /");
        }
    }

    @Test
    void whenTooManyAreAskedAboutOthersGetA503() throws IOException {
        CountDownLatch held = new CountDownLatch(1);
        try (WsServerSocket server = bind(options().authenticator(BASIC))) {
            askUntilThereIsNoRoom(held);
            assertThat(refusal(server, WsSocketOptions.DEFAULT).status()).isEqualTo(503);
            held.countDown();
            try (WsSocket client = connectWhenThereIsRoom(server)) {
                assertThat(client.isOpen()).isTrue();
            }
        } finally {
            held.countDown();
        }
    }

    private static WsSocket connectWhenThereIsRoom(WsServerSocket server) {
        return await().ignoreException(HandshakeException.class)
                .until(
                        () -> WsSocket.connect(Pair.uri(server, "/"), basic("ada", "difference engine")),
                        client -> true);
    }

    /** A thread that was idle may still take a question from the full queue, hence the wait until all are busy. */
    private static void askUntilThereIsNoRoom(CountDownLatch held) {
        AtomicInteger busy = new AtomicInteger();
        Runnable question = () -> {
            busy.incrementAndGet();
            awaitQuietly(held);
        };
        await().until(() -> {
            fill(question);
            return busy.get() == SharedLoops.MOST_QUESTIONS;
        });
        fill(question);
    }

    private static void fill(Runnable question) {
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> {
            while (true) {
                SharedLoops.ask(question);
            }
        });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    // Hosts and proxies

    @Test
    void anotherHostIsMisdirected() throws IOException {
        try (WsServerSocket server = bind(options().allowedHosts(List.of("door.example")))) {
            assertThat(refusal(server, WsSocketOptions.DEFAULT).status()).isEqualTo(421);
            try (RawClient client = RawClient.connect(server.port())) {
                client.write(RawClient.head(
                        "GET / HTTP/1.1",
                        "Host: door.example",
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Key: " + RawClient.KEY,
                        "Sec-WebSocket-Version: 13"));
                assertThat(client.readResponse().status()).isEqualTo(101);
            }
        }
    }

    @Test
    void theClientOfATrustedProxyIsThePeer() throws IOException {
        TrustedProxies loopback = TrustedProxies.of(List.of("127.0.0.0/8"));
        WsSocketOptions forwarded = header("Forwarded", "for=\"192.0.2.43:4711\"");
        try (WsServerSocket server = bind(options().trustedProxies(loopback));
                WsSocket client = WsSocket.connect(Pair.uri(server, "/"), forwarded);
                WsSocket accepted = server.accept(Pair.PATIENCE)) {
            assertThat(accepted.remoteAddress()).hasToString("/192.0.2.43:4711");
        }
        try (WsServerSocket server = bind(options());
                WsSocket client = WsSocket.connect(Pair.uri(server, "/"), forwarded);
                WsSocket accepted = server.accept(Pair.PATIENCE)) {
            assertThat(accepted.remoteAddress()).isEqualTo(client.localAddress());
        }
    }

    @Test
    void theClientOfAProxyHeaderIsThePeer() throws IOException {
        byte[] header = "PROXY TCP4 192.0.2.43 198.51.100.1 4711 443\r\n".getBytes(StandardCharsets.US_ASCII);
        try (WsServerSocket server = bind(options().proxyProtocol(true));
                RawClient client = RawClient.connect(server.port())) {
            client.write(header).write(RawClient.request("/"));
            assertThat(client.readResponse().status()).isEqualTo(101);
            try (WsSocket accepted = server.accept(Pair.PATIENCE)) {
                assertThat(accepted.remoteAddress()).hasToString("/192.0.2.43:4711");
            }
        }
    }

    // Handshakes that are not finished

    @Test
    void theOldestSilentConnectionMakesRoomForNewOnes() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try (WsServerSocket server = bind(options());
                RawClient oldest = RawClient.connect(server.port())) {
            oldest.write("GET".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < WsServerSocket.MOST_UNFINISHED; i++) {
                silent.add(new Socket(Pair.LOOPBACK.getAddress(), server.port()));
            }
            assertThat(oldest.readEnd()).isEqualTo(RawClient.End.RESET);
            try (WsSocket client = WsSocket.connect(Pair.uri(server, "/"), WsSocketOptions.DEFAULT)) {
                assertThat(client.isOpen()).isTrue();
            }
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }
}
