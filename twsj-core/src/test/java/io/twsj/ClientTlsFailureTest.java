package io.twsj;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that do not do TLS as they should end the one connect, and nothing else on the client's only loop. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientTlsFailureTest {

    private final Recorder bystander = new Recorder();
    private WebSocketServer good;
    private WebSocketClient client;
    private WebSocketConnection open;
    private ConnectOptions options;

    @BeforeAll
    void start() throws Exception {
        options =
                ConnectOptions.builder().tls(TlsTesting.trusting("ec").build()).build();
        good = TlsTesting.echo(TlsTesting.server("ec").build());
        client = WebSocketClient.builder().options(options).build();
        open = client.connectBlocking(TlsTesting.uri(good.port(), "/echo"), bystander);
    }

    @AfterAll
    void stop() {
        client.close();
        good.stop();
    }

    @AfterEach
    void theOtherConnectionGoesOn() {
        String message = "message " + bystander.events().size();
        open.send(message);
        await().untilAsserted(() -> assertThat(bystander.events()).endsWith("message " + message));
    }

    private <T extends IOException> T failure(Class<T> type, URI uri, ConnectOptions terms) {
        Recorder nothing = new Recorder();
        T failure = catchThrowableOfType(type, () -> client.connectBlocking(uri, terms, nothing));
        assertThat(failure).hasMessageContaining("the TLS handshake with " + uri);
        assertThat(nothing.events()).isEmpty();
        return failure;
    }

    private static URI uri(RawServer server) {
        return TlsTesting.uri(server.port(), "/");
    }

    /** Reads the ClientHello, at least its beginning. */
    private static void hello(RawPeer peer) throws IOException {
        assertThat(peer.readBytes(6)).startsWith(22, 3).endsWith(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH\r\n", "\0", "\u00ff\u00ff\u00ff\u00ff\u00ff"
            })
    void aServerThatSpeaksNoTlsIsCalledThat(String answer) throws Exception {
        try (RawServer server = RawServer.start(peer -> {
            hello(peer);
            peer.send(answer.getBytes(ISO_8859_1));
            peer.skipToEnd();
        })) {
            assertThat(failure(SSLException.class, uri(server), options)).hasMessageEndingWith("does not speak TLS");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', ended TCP during the TLS handshake",
        "1603, ended TCP during the TLS handshake", // half a record's header
        "160303007a0200, ended TCP during the TLS handshake", // the beginning of a ServerHello
        "15030300020228, handshake_failure", // an alert, RFC 8446 section 6.2
        "15030300020100, close_notify", // close_notify
    })
    void aServerThatEndsInTheMiddleIsAFailure(String hex, String why) throws Exception {
        try (RawServer server = RawServer.start(peer -> {
            hello(peer);
            peer.send(HexFormat.of().parseHex(hex));
            peer.socket().shutdownOutput();
            peer.skipToEnd();
        })) {
            assertThat(failure(SSLException.class, uri(server), options)).hasMessageContaining(why);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "160303ffff00", // a record of 65535 bytes
                "160303000400ff0000", // of no known message
                "16030300050200000100", // a ServerHello of one byte
                "17030300050000000000", // data before its time
            })
    void nonsenseInRecordsIsAFailure(String hex) throws Exception {
        try (RawServer server = RawServer.start(peer -> {
            hello(peer);
            peer.send(HexFormat.of().parseHex(hex));
            peer.skipToEnd();
        })) {
            assertThat(failure(IOException.class, uri(server), impatient(2000))).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void aServerThatResetsIsAFailure() throws Exception {
        try (RawServer server = RawServer.start(peer -> {
            hello(peer);
            peer.socket().setSoLinger(true, 0);
        })) {
            failure(IOException.class, uri(server), options);
        }
    }

    // Time

    private ConnectOptions impatient(long millis) {
        return options.toBuilder().handshakeTimeout(Duration.ofMillis(millis)).build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "16", "160303007a0200"})
    void aServerThatDoesNotGoOnIsGivenUpAtTheDeadline(String hex) throws Exception {
        try (RawServer server = RawServer.start(peer -> {
            hello(peer);
            peer.send(HexFormat.of().parseHex(hex));
            peer.skipToEnd();
        })) {
            assertThat(failure(SocketTimeoutException.class, uri(server), impatient(1000)))
                    .hasMessageEndingWith("took longer than 1000 ms");
        }
    }

    @Test
    void afterTlsTheDeadlineIsTheRequests() throws Exception {
        try (RawServer server = TlsTesting.script(TlsTesting.clientAs("ec"), "TLSv1.3", RawPeer::skipToEnd)) {
            URI uri = uri(server);
            assertThat(catchThrowableOfType(
                            SocketTimeoutException.class,
                            () -> client.connectBlocking(uri, impatient(3000), new Recorder())))
                    .hasMessage("the opening handshake with " + uri + " took longer than 3000 ms");
        }
    }

    /** Whoever gives up while a worker has the connection's engine leaves nothing behind. */
    @Test
    void aConnectMayBeCancelledAtAnyTime() throws Exception {
        int descriptors = ServerThreads.descriptors();
        try (LogCapture log = LogCapture.start()) {
            for (int i = 0; i < 100; i++) {
                CompletableFuture<WebSocketConnection> connecting =
                        client.connect(TlsTesting.uri(good.port(), "/echo"), new Recorder());
                CompletableFuture.delayedExecutor(100L * i, TimeUnit.MICROSECONDS)
                        .execute(() -> connecting.cancel(true));
                connecting.thenAccept(WebSocketConnection::abort);
                await().pollInterval(Duration.ofMillis(1)).until(connecting::isDone);
            }
            await().untilAsserted(() -> assertThat(List.of(client.openConnections(), good.openConnections()))
                    .containsExactly(1, 1));
            await().untilAsserted(() -> assertThat(ServerThreads.descriptors()).isLessThanOrEqualTo(descriptors));
            assertThat(log.records(Level.WARNING)).isEmpty();
        }
    }

    /** What the expensive steps of a handshake wait for is a worker; without one there is none. */
    @Test
    void withoutAWorkerThereIsNoHandshake() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (WebSocketClient refused = WebSocketClient.builder()
                .options(options)
                .executor(task -> {
                    asked.countDown();
                    throw new java.util.concurrent.RejectedExecutionException("full");
                })
                .build()) {
            assertThat(catchThrowableOfType(
                            IOException.class,
                            () -> refused.connectBlocking(TlsTesting.uri(good.port(), "/echo"), new Recorder())))
                    .hasMessage("no worker to prepare TLS for localhost");
            assertThat(asked.getCount()).isZero();
        }
    }

    @Test
    void manyFailuresLeaveNoDescriptor() throws Exception {
        int descriptors = ServerThreads.descriptors();
        for (String certificate : List.of("other", "expired")) {
            try (WebSocketServer wrong =
                    TlsTesting.echo(TlsTesting.server(certificate).build())) {
                for (int i = 0; i < 20; i++) {
                    failure(SSLException.class, TlsTesting.uri(wrong.port(), "/echo"), options);
                }
                await().until(() -> wrong.openConnections() == 0);
            }
        }
        await().untilAsserted(() -> assertThat(ServerThreads.descriptors()).isLessThanOrEqualTo(descriptors));
    }
}
