package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.twsj.transport.DescriptorLimit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Connections that end in every way leave nothing behind: no thread, no descriptor, no memory. {@code -Dtwsj.leak.count}
 * says how many (2,000); no more than a hundred of them are there at a time.
 */
@Tag("slow")
@Timeout(600)
class LeakTest {

    private static final int COUNT = Integer.getInteger("twsj.leak.count", 2000);
    private static final int AT_A_TIME = 100;
    private static final int WARM_UP = 400;

    private static final WebSocketListener NOTHING = new WebSocketListener() {};

    private final Semaphore places = new Semaphore(AT_A_TIME);
    private final List<Way> ways = new ArrayList<>();

    /** How one connection begins and ends. */
    private interface Way {

        CompletableFuture<?> go() throws IOException;
    }

    @Test
    void connectionsThatEndInEveryWayLeaveNothingBehind() throws Exception {
        assumeThat(DescriptorLimit.connections().orElse(Integer.MAX_VALUE)).isGreaterThan(4 * AT_A_TIME + 200);
        try (LogCapture log = LogCapture.start();
                WebSocketServer plain = Servers.start(Servers.builder().route("/echo", Servers.ECHO));
                WebSocketServer secure = TlsTesting.echo(TlsTesting.server("ec").build());
                WebSocketServer expired =
                        TlsTesting.echo(TlsTesting.server("expired").build());
                WebSocketClient client = WebSocketClient.builder()
                        .options(ConnectOptions.builder()
                                .tls(TlsTesting.trusting("ec").build())
                                .build())
                        .build()) {
            prepare(client, plain, secure, expired);
            run(WARM_UP);
            Footprint before = Footprint.now();
            run(COUNT);
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(client.openConnections()).isZero();
                assertThat(List.of(plain, secure, expired))
                        .allSatisfy(
                                server -> assertThat(server.openConnections()).isZero());
                Footprint.now().isNoLargerThan(before);
            });
            assertThat(log.records(Level.SEVERE)).isEmpty();
        }
    }

    private void prepare(
            WebSocketClient client, WebSocketServer plain, WebSocketServer secure, WebSocketServer expired) {
        for (URI uri : List.of(Servers.uri(plain, "/echo"), TlsTesting.uri(secure.port(), "/echo"))) {
            ways.add(() -> client.connect(uri, NOTHING).thenAccept(WebSocketConnection::close));
            ways.add(() -> client.connect(uri, NOTHING).thenAccept(WebSocketConnection::abort));
            ways.add(() -> client.connect(uri, NOTHING).thenAccept(LeakTest::sendMuchAndAbort));
            ways.add(() -> client.connect(uri.resolve("/nowhere"), NOTHING));
            ways.add(() -> {
                CompletableFuture<WebSocketConnection> connecting = client.connect(uri, NOTHING);
                connecting.cancel(true);
                // It may have been too late for that.
                return connecting.thenAccept(WebSocketConnection::close);
            });
        }
        // Neither side's TLS is happy.
        ways.add(() -> client.connect(TlsTesting.uri(expired.port(), "/echo"), NOTHING));
        ways.add(() -> client.connect(TlsTesting.uri(plain.port(), "/echo"), NOTHING));
        ways.add(() -> client.connect(URI.create("ws://localhost:" + secure.port() + "/echo"), NOTHING));
        ways.add(() -> client.connect(TlsTesting.uri(secure.port(), "/echo"), ConnectOptions.DEFAULT, NOTHING));
        // Peers that stop in the middle.
        ways.add(() -> bytes(secure.port(), 'G', 'E', 'T', ' ', '/'));
        ways.add(() -> bytes(secure.port(), 22, 3, 1, 2, 0, 1, 0));
        ways.add(() -> bytes(plain.port(), 'G', 'E', 'T'));
        ways.add(() -> bytes(plain.port()));
    }

    private static void sendMuchAndAbort(WebSocketConnection connection) {
        connection.send(new byte[200_000]);
        connection.abort();
    }

    /** Sends that much of a beginning and resets. */
    private static CompletableFuture<?> bytes(int port, int... values) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            for (int value : values) {
                socket.getOutputStream().write(value);
            }
            socket.setSoLinger(true, 0);
        }
        return CompletableFuture.completedFuture(null);
    }

    private void run(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            places.acquire();
            ways.get(i % ways.size()).go().whenComplete((nothing, failure) -> places.release());
        }
        assertThat(places.tryAcquire(AT_A_TIME, 60, TimeUnit.SECONDS)).isTrue();
        places.release(AT_A_TIME);
    }
}
