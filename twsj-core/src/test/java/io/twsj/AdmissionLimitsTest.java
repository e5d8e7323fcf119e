package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twsj.RawClient.End;
import io.twsj.RawClient.Response;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.handshake.auth.Authentication;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.http.TrustedProxies;
import io.twsj.transport.ManualTicker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many connections and handshakes a server takes, in all and from whom. */
class AdmissionLimitsTest {

    private static final TrustedProxies LOOPBACK = TrustedProxies.of(List.of("127.0.0.0/8"));

    private final List<RawClient> clients = new ArrayList<>();
    private LogCapture log;

    @BeforeEach
    void quiet() {
        log = LogCapture.start();
    }

    @AfterEach
    void end() {
        clients.forEach(RawClient::close);
        log.close();
    }

    private static WebSocketServer.Builder builder() {
        return Servers.builder()
                .route("/", Servers.ECHO)
                .trustedProxies(LOOPBACK)
                .shutdownGrace(Duration.ZERO);
    }

    private RawClient connect(WebSocketServer server) throws IOException {
        RawClient client = RawClient.connect(server.port());
        clients.add(client);
        return client;
    }

    private Response ask(WebSocketServer server, String... headers) throws IOException {
        return connect(server).write(RawClient.request("/", headers)).readResponse();
    }

    private static String from(String address) {
        return "X-Forwarded-For: " + address;
    }

    private static void expectTooMany(Response response, String retryAfter) {
        assertThat(response.status()).isEqualTo(429);
        assertThat(response.header("Retry-After")).isEqualTo(retryAfter);
    }

    private static long hits(WebSocketServer server, ServerLimit limit) {
        return server.statistics().limitsHit().get(limit);
    }

    @Test
    void aFullServerAnswers503AndWhenToTryAgain() throws IOException {
        try (WebSocketServer server = Servers.start(builder().maxConnections(1))) {
            assertThat(ask(server).status()).isEqualTo(101);
            Response refused = ask(server);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("5");
            assertThat(hits(server, ServerLimit.CONNECTIONS)).isEqualTo(1);
        }
    }

    @Test
    void anAddressHasSoManyConnectionsAndGetsAPlaceBack() throws IOException {
        try (WebSocketServer server = Servers.start(builder().maxConnectionsPerAddress(2))) {
            assertThat(ask(server, from("192.0.2.1")).status()).isEqualTo(101);
            assertThat(ask(server, from("192.0.2.1")).status()).isEqualTo(101);
            expectTooMany(ask(server, from("192.0.2.1")), "5");
            assertThat(ask(server, from("192.0.2.2")).status()).isEqualTo(101);
            assertThat(hits(server, ServerLimit.CONNECTIONS_PER_ADDRESS)).isEqualTo(1);
            clients.get(0).close();
            await().until(() -> server.openConnections() == 2);
            assertThat(ask(server, from("192.0.2.1")).status()).isEqualTo(101);
            expectTooMany(ask(server, from("192.0.2.1")), "5");
        }
    }

    @Test
    void anIpv6NetworkCountsAsOneAddress() throws IOException {
        try (WebSocketServer server = Servers.start(builder().maxConnectionsPerAddress(1))) {
            assertThat(ask(server, from("2001:db8::1")).status()).isEqualTo(101);
            expectTooMany(ask(server, from("2001:db8::ffff:1")), "5");
            assertThat(ask(server, from("2001:db8:0:1::1")).status()).isEqualTo(101);
        }
    }

    @Test
    void aHandshakeThatIsRefusedLaterTakesNoPlace() throws IOException {
        try (WebSocketServer server = Servers.start(
                builder().maxConnectionsPerAddress(1).maxConnectionsPerUser(1).authenticator(byName()))) {
            assertThat(ask(server, from("192.0.2.1"), "User: ann").status()).isEqualTo(101);
            // A place for the address is there, none for the user: neither may be kept.
            expectTooMany(ask(server, from("192.0.2.2"), "User: ann"), "5");
            expectTooMany(ask(server, from("192.0.2.1"), "User: bob"), "5");
            assertThat(ask(server, from("192.0.2.2"), "User: bob").status()).isEqualTo(101);
            assertThat(server.openConnections()).isEqualTo(2);
        }
    }

    private static Authenticator byName() {
        return request -> {
            String user = request.head().headers().first("User");
            return CompletableFuture.completedFuture(
                    user == null
                            ? Authentication.anonymous()
                            : Authentication.granted(AuthenticatedPrincipal.of(user)));
        };
    }

    @Test
    void aUserHasSoManyConnectionsFromWherever() throws IOException {
        try (WebSocketServer server =
                Servers.start(builder().maxConnectionsPerUser(1).authenticator(byName()))) {
            assertThat(ask(server, "User: ann").status()).isEqualTo(101);
            expectTooMany(ask(server, from("192.0.2.9"), "User: ann"), "5");
            assertThat(ask(server, "User: bob").status()).isEqualTo(101);
            assertThat(ask(server).status()).isEqualTo(101);
            assertThat(ask(server).status()).isEqualTo(101);
            assertThat(hits(server, ServerLimit.CONNECTIONS_PER_USER)).isEqualTo(1);
            clients.get(0).close();
            await().until(() -> server.openConnections() == 3);
            assertThat(ask(server, "User: ann").status()).isEqualTo(101);
        }
    }

    @Test
    void anAddressBeginsSoManyHandshakesInASecond() throws IOException {
        ManualTicker time = new ManualTicker(0);
        try (WebSocketServer server = Servers.start(builder().ticker(time).maxHandshakesPerSecond(2))) {
            assertThat(ask(server, from("192.0.2.1")).status()).isEqualTo(101);
            assertThat(ask(server, from("192.0.2.1")).status()).isEqualTo(101);
            expectTooMany(ask(server, from("192.0.2.1")), "1");
            assertThat(ask(server, from("192.0.2.2")).status()).isEqualTo(101);
            time.advance(Duration.ofMillis(500));
            assertThat(ask(server, from("192.0.2.1")).status()).isEqualTo(101);
            expectTooMany(ask(server, from("192.0.2.1")), "1");
            assertThat(hits(server, ServerLimit.HANDSHAKES_PER_SECOND)).isEqualTo(2);
        }
    }

    @Test
    void noNumberOfAddressesFillsTheMemory() {
        HandshakeRates rates = new HandshakeRates(1);
        for (long address = 0; address < 3L * HandshakeRates.MOST_ADDRESSES; address++) {
            assertThat(rates.take(address, 0)).isTrue();
        }
        assertThat(rates.size()).isLessThanOrEqualTo(HandshakeRates.MOST_ADDRESSES);
        assertThat(rates.take(3L * HandshakeRates.MOST_ADDRESSES - 1, 0)).isFalse();
    }

    @Test
    void addressesWithoutConnectionsAreForgotten() {
        Headcount<Long> headcount = new Headcount<>(2);
        for (long address = 0; address < 1000; address++) {
            assertThat(headcount.enter(address)).isTrue();
        }
        for (long address = 0; address < 1000; address++) {
            headcount.leave(address);
        }
        assertThat(headcount.kinds()).isZero();
    }

    // Unfinished handshakes

    @Test
    void theOldestUnfinishedHandshakeMakesRoom() throws IOException {
        byte[] request = RawClient.request("/");
        try (WebSocketServer server = Servers.start(builder().loops(1).maxUnfinishedHandshakes(3))) {
            for (int i = 0; i < 3; i++) {
                connect(server).write(Arrays.copyOf(request, 30));
            }
            assertThat(ask(server).status()).isEqualTo(101);
            assertThat(clients.get(0).readEnd()).isEqualTo(End.RESET);
            // Those that came later may go on.
            for (RawClient client : clients.subList(1, 3)) {
                client.write(Arrays.copyOfRange(request, 30, request.length));
                assertThat(client.readResponse().status()).isEqualTo(101);
            }
            assertThat(hits(server, ServerLimit.UNFINISHED_HANDSHAKES)).isEqualTo(1);
        }
    }

    @Test
    void aFloodOfHalfHandshakesKeepsNobodyOut() throws IOException {
        try (WebSocketServer server = Servers.start(builder().maxUnfinishedHandshakes(8))) {
            for (int i = 0; i < 100; i++) {
                connect(server);
                if (i % 10 == 0) {
                    try (RawClient good = RawClient.open(server.port(), "/")) {
                        assertThat(good.send(WireFrame.text("a")).readText()).isEqualTo("a");
                    }
                }
            }
            await().until(() -> hits(server, ServerLimit.UNFINISHED_HANDSHAKES) == 92);
            assertThat(server.statistics().acceptedConnections()).isEqualTo(110);
        }
    }

    @Test
    void openConnectionsAndRefusedOnesAreNoUnfinishedHandshakes() throws IOException {
        try (WebSocketServer server = Servers.start(builder().loops(1).maxUnfinishedHandshakes(1))) {
            for (int i = 0; i < 5; i++) {
                assertThat(ask(server).status()).isEqualTo(101);
                try (RawClient refused = RawClient.connect(server.port())) {
                    refused.write(RawClient.request("/nowhere"));
                    assertThat(refused.readResponse().status()).isEqualTo(404);
                    assertThat(refused.readEnd()).isEqualTo(End.EOF);
                }
                int done = i + 1;
                await().until(() -> server.openConnections() == done);
            }
        }
    }

    @Test
    void negativeLimitsAreRefused() {
        assertThatThrownBy(() -> builder().maxConnectionsPerUser(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxConnectionsPerUser is -1");
        assertThatThrownBy(() -> builder().maxUnfinishedHandshakes(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be positive");
    }

    /** A dropped handshake leaves its question behind: those that wait for a worker are bounded, too. */
    @Test
    void whereTooManyAreAskedAboutOthersGetA503() throws Exception {
        int most = 4;
        CountDownLatch held = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        Authenticator slow = request -> {
            asked.incrementAndGet();
            awaitQuietly(held);
            return CompletableFuture.completedFuture(Authentication.anonymous());
        };
        try (WebSocketServer server =
                Servers.start(builder().loops(1).maxUnfinishedHandshakes(most).authenticator(slow))) {
            for (int i = 0; i < most; i++) {
                connect(server).write(RawClient.request("/"));
            }
            await().until(() -> asked.get() == most);
            Response refused = ask(server);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(asked).hasValue(most);
            held.countDown();
            await().until(() -> ask(server).status() == 101);
        } finally {
            held.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }
}
