package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.RawClient.Response;
import io.twsj.handshake.WebSocketUri;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.handshake.auth.BasicAuthenticator;
import io.twsj.handshake.auth.Challenge;
import io.twsj.handshake.auth.ClientAuthenticator.Refused;
import io.twsj.handshake.auth.ClientDigest;
import io.twsj.handshake.auth.Credentials;
import io.twsj.handshake.auth.DigestAuthenticator;
import io.twsj.handshake.auth.InMemoryCredentials;
import io.twsj.http.Headers;
import io.twsj.http.RequestHead;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that guess, forge and repeat get nothing, and cost little. */
@Timeout(120)
class AuthenticationAttackTest {

    private static final int GUESSES = 10_000;
    private static final int ATTACKERS = 8;
    private static final long MOST_GROWTH = 32 << 20;
    private static final Credentials ALICE = new Credentials("alice", "sesame");

    private WebSocketServer server;

    @BeforeEach
    void start() {
        InMemoryCredentials users = InMemoryCredentials.of("alice", "sesame");
        server = Servers.start(Servers.builder()
                .route("/", Servers.ECHO)
                .authenticator(Authenticator.firstOf(
                        DigestAuthenticator.builder("r", users).build(), new BasicAuthenticator("r", users))));
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private Response ask(String... lines) throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            return client.write(RawClient.request("/", lines)).readResponse();
        }
    }

    /** The line with which a client answers a challenge. */
    private static String digest(Credentials credentials, String challenges) {
        Refused refused = new Refused(
                WebSocketUri.of(java.net.URI.create("ws://localhost/")),
                new RequestHead("GET", "/", Headers.EMPTY),
                Challenge.parse(List.of(challenges)));
        return "Authorization: " + Objects.requireNonNull(new ClientDigest(credentials).answer(refused));
    }

    private String challenges() throws IOException {
        return ask().header("WWW-Authenticate");
    }

    @Test
    void tenThousandWrongPasswordsAreRefusedAndForgotten() throws Exception {
        String challenges = challenges();
        long before = usedMemory();
        ExecutorService attackers = Executors.newFixedThreadPool(ATTACKERS);
        try {
            List<Callable<Integer>> guesses = IntStream.range(0, GUESSES)
                    .<Callable<Integer>>mapToObj(
                            i -> () -> ask(guess(i, challenges)).status())
                    .toList();
            for (Future<Integer> status : attackers.invokeAll(guesses)) {
                assertThat(status.get()).isEqualTo(401);
            }
        } finally {
            attackers.shutdownNow();
        }
        assertThat(usedMemory() - before).isLessThan(MOST_GROWTH);
        assertThat(server.openConnections()).isZero();
        assertThat(ask(digest(ALICE, challenges)).status()).isEqualTo(101);
    }

    /** Known and unknown users, in both schemes. */
    private static String guess(int i, String challenges) {
        Credentials wrong = new Credentials(i % 2 == 0 ? "alice" : "user" + i, "guess" + i);
        return i % 4 < 2 ? digest(wrong, challenges) : "Authorization: " + wrong.basic();
    }

    private static long usedMemory() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void aRequestThatWasOverheardOpensNothing() throws IOException {
        String overheard = digest(ALICE, challenges());
        assertThat(ask(overheard).status()).isEqualTo(101);
        for (int i = 0; i < 3; i++) {
            Response replayed = ask(overheard);
            assertThat(replayed.status()).isEqualTo(401);
            assertThat(replayed.header("WWW-Authenticate")).contains("stale=true");
        }
    }

    @Test
    void aNonceOfOnesOwnOpensNothing() throws IOException {
        String forged = challenges().replaceAll("nonce=\"[^\"]+\"", "nonce=\"" + "A".repeat(43) + "\"");
        Response response = ask(digest(ALICE, forged));
        assertThat(response.status()).isEqualTo(401);
        assertThat(ask(digest(ALICE, response.header("WWW-Authenticate"))).status())
                .isEqualTo(101);
    }
}
