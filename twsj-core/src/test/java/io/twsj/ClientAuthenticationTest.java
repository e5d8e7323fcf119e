package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.handshake.HandshakeException;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.handshake.auth.Authentication;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.handshake.auth.BasicAuthenticator;
import io.twsj.handshake.auth.BearerAuthenticator;
import io.twsj.handshake.auth.DigestAlgorithm;
import io.twsj.handshake.auth.DigestAuthenticator;
import io.twsj.handshake.auth.InMemoryCredentials;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our client and our server agree on who it is. */
@Timeout(60)
class ClientAuthenticationTest {

    private static final InMemoryCredentials USERS = InMemoryCredentials.of("Jäsøn", "pä:ss");
    private static final ConnectOptions JASON =
            ConnectOptions.builder().credentials("Jäsøn", "pä:ss").build();

    /** What was shown to the server, attempt by attempt. */
    private final List<String> shown = new CopyOnWriteArrayList<>();

    private final Recorder recorder = new Recorder();

    private Authenticator noting(Authenticator next) {
        return request -> {
            shown.add(String.valueOf(request.head().headers().first("Authorization"))
                    .split(" ")[0]);
            return next.authenticate(request);
        };
    }

    /** Connects; the name under which the server knows the client. */
    private String connect(Authenticator authenticator, ConnectOptions options) throws Exception {
        try (WebSocketServer server =
                        Servers.start(Servers.builder().route("/", recorder).authenticator(noting(authenticator)));
                WebSocketClient client = WebSocketClient.create()) {
            client.connectBlocking(Servers.uri(server, "/"), options, new WebSocketListener() {});
            return recorder.awaitOpen().principal().getName();
        }
    }

    @ParameterizedTest
    @EnumSource
    void digestOfEveryAlgorithmIsAnswered(DigestAlgorithm algorithm) throws Exception {
        Authenticator digest = DigestAuthenticator.builder("r", USERS)
                .algorithms(algorithm)
                .userhash(algorithm.token().startsWith("SHA"))
                .build();
        assertThat(connect(digest, JASON)).isEqualTo("Jäsøn");
        assertThat(shown).containsExactly("null", "Digest");
    }

    @Test
    void theStrongestSchemeIsChosen() throws Exception {
        Authenticator both = Authenticator.firstOf(
                new BasicAuthenticator("r", USERS),
                DigestAuthenticator.builder("r", USERS).build());
        assertThat(connect(both, JASON)).isEqualTo("Jäsøn");
        assertThat(shown).containsExactly("null", "Digest");
    }

    @Test
    void basicIsAnsweredOnThisMachine() throws Exception {
        assertThat(connect(new BasicAuthenticator("r", USERS), JASON)).isEqualTo("Jäsøn");
    }

    @Test
    void aTokenIsShownWhenItIsAskedFor() throws Exception {
        Authenticator bearer = BearerAuthenticator.builder(
                        "r", token -> CompletableFuture.completedFuture(AuthenticatedPrincipal.of("has " + token)))
                .build();
        assertThat(connect(bearer, ConnectOptions.builder().bearer("t0ken").build()))
                .isEqualTo("has t0ken");
        assertThat(shown).containsExactly("null", "Bearer");
    }

    @Test
    void aStaleNonceIsReplacedWithoutBotheringAnybody() throws Exception {
        DigestAuthenticator forgetful = DigestAuthenticator.builder("r", USERS).build();
        DigestAuthenticator digest = DigestAuthenticator.builder("r", USERS).build();
        // The first challenge is another server's: ours does not know its nonce.
        Authenticator balanced = request -> (shown.size() == 1 ? forgetful : digest).authenticate(request);
        assertThat(connect(balanced, JASON)).isEqualTo("Jäsøn");
        assertThat(shown).containsExactly("null", "Digest", "Digest");
    }

    @Test
    void wrongCredentialsAreShownOnce() throws IOException {
        DigestAuthenticator digest = DigestAuthenticator.builder("r", USERS).build();
        ConnectOptions wrong =
                ConnectOptions.builder().credentials("Jäsøn", "wrong").build();
        assertThatThrownBy(() -> connect(digest, wrong))
                .isInstanceOf(HandshakeException.class)
                .hasMessageContaining("401")
                .hasMessageContaining("the credentials were refused")
                .hasMessageNotContaining("wrong");
        assertThat(shown).containsExactly("null", "Digest");
    }

    @Test
    void aServerThatFindsEveryNonceStaleIsNotAskedForEver() {
        Authenticator never = request -> CompletableFuture.completedFuture(
                Authentication.challenge("Digest realm=\"r\", qop=\"auth\", nonce=\"n\", stale=true"));
        assertThatThrownBy(() -> connect(never, JASON)).isInstanceOf(HandshakeException.class);
        assertThat(shown).hasSizeBetween(2, 5);
    }
}
