package io.twsj.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.ConnectOptions;
import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.handshake.WebSocketUri;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.handshake.auth.Authentication;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.handshake.auth.BasicAuthenticator;
import io.twsj.handshake.auth.Challenge;
import io.twsj.handshake.auth.ClientAuthenticator;
import io.twsj.handshake.auth.ClientDigest;
import io.twsj.handshake.auth.Credentials;
import io.twsj.handshake.auth.InMemoryCredentials;
import io.twsj.http.Headers;
import io.twsj.http.RequestHead;
import io.twsj.spring.HandshakeAnswer;
import io.twsj.spring.TestClient;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.MapPropertySource;

/** Who may connect, as {@code twsj.server.auth.*} and the application's beans say. */
@ExtendWith(OutputCaptureExtension.class)
class TwsjAuthenticationAutoConfigurationTest {

    @AutoClose
    private static final WebSocketClient CLIENT = WebSocketClient.create();

    private static final String TOKEN = "Zx9-._~+/tok==";

    @WebSocketHandler(path = "/echo", subprotocols = "chat")
    static class Echo {

        @OnMessage
        String echo(String text) {
            return text;
        }
    }

    @Configuration
    static class Own {

        @Bean
        @Order(-1)
        Authenticator first() {
            return challenge("First");
        }

        @Bean
        Authenticator last() {
            return challenge("Last");
        }

        private static Authenticator challenge(String scheme) {
            return request -> CompletableFuture.completedFuture(
                    request.credentials(scheme) == null
                            ? Authentication.challenge(scheme)
                            : Authentication.granted(AuthenticatedPrincipal.of(scheme)));
        }
    }

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    TwsjServerAutoConfiguration.class,
                    TwsjHandlerAutoConfiguration.class,
                    TwsjExecutorAutoConfiguration.class,
                    TwsjAuthenticationAutoConfiguration.class,
                    JacksonAutoConfiguration.class))
            .withBean(Echo.class)
            .withPropertyValues("twsj.server.port=0", "twsj.server.address=127.0.0.1");

    private static HandshakeAnswer answer(ApplicationContext context, String target, String... headers) {
        return HandshakeAnswer.to(port(context), target, headers);
    }

    private static int port(ApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.twsj.server.port", Integer.class);
    }

    private static String basic(String user, String password) {
        return "Authorization: " + new Credentials(user, password).basic();
    }

    private static String tokenAsSubprotocol(String token) {
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.UTF_8));
        return "Sec-WebSocket-Protocol: chat, bearer." + encoded;
    }

    @Test
    void everybodyMayConnectByDefault() {
        runner.run(context -> {
            assertThat(context).doesNotHaveBean(Authenticator.class);
            assertThat(answer(context, "/echo").status()).isEqualTo(101);
        });
    }

    @Test
    void usersOfBasicShowTheirPasswords() {
        runner.withPropertyValues("twsj.server.auth.realm=here", "twsj.server.auth.basic.users.ann=open sesame")
                .run(context -> {
                    assertThat(answer(context, "/echo").challenges())
                            .containsExactly("Basic realm=\"here\", charset=\"UTF-8\"");
                    assertThat(answer(context, "/echo", basic("ann", "open sesame"))
                                    .status())
                            .isEqualTo(101);
                    assertThat(answer(context, "/echo", basic("ann", "wrong")).status())
                            .isEqualTo(401);
                    assertThat(answer(context, "/echo", basic("bob", "open sesame"))
                                    .status())
                            .isEqualTo(401);
                });
    }

    @Test
    void usersOfDigestProveToKnowTheirs() {
        runner.withPropertyValues("twsj.server.auth.digest.users.ann=${secret}", "secret=open sesame")
                .run(context -> {
                    assertThat(answer(context, "/echo").challenges())
                            .singleElement()
                            .asString()
                            .startsWith("Digest realm=\"twsj\"")
                            .contains("qop=\"auth\"", "algorithm=SHA-256");
                    assertThat(answer(context, "/echo", basic("ann", "open sesame"))
                                    .status())
                            .isEqualTo(401);
                    connectAs(context, "ann", "open sesame").close();
                    assertThatThrownBy(() -> connectAs(context, "ann", "wrong")).hasMessageContaining("401");
                });
    }

    /** What answers a challenge of one server is good at another one. */
    @Test
    void serversThatShareASecretTakeEachOthersNonces() {
        ApplicationContextRunner server = runner.withPropertyValues("twsj.server.auth.digest.users.ann=sesame");
        ApplicationContextRunner sharing =
                server.withPropertyValues("twsj.server.auth.digest.nonce-secret=" + "0123456789abcdef".repeat(2));
        sharing.run(one -> {
            String response = digestResponse(one);
            sharing.run(other ->
                    assertThat(answer(other, "/echo", response).status()).isEqualTo(101));
            server.run(stranger ->
                    assertThat(answer(stranger, "/echo", response).status()).isEqualTo(401));
        });
    }

    private static String digestResponse(ApplicationContext context) {
        ClientAuthenticator.Refused refused = new ClientAuthenticator.Refused(
                WebSocketUri.of(URI.create("ws://localhost/echo")),
                new RequestHead("GET", "/echo", Headers.EMPTY),
                Challenge.parse(answer(context, "/echo").challenges()));
        return "Authorization: " + new ClientDigest(new Credentials("ann", "sesame")).answer(refused);
    }

    @Test
    void anAuthenticatorOfTheApplicationMayAnswerLater() {
        CompletableFuture<Authentication> later = new CompletableFuture<>();
        Authenticator slow = request -> {
            CompletableFuture.runAsync(() -> later.complete(Authentication.granted(AuthenticatedPrincipal.of("ann"))));
            return later;
        };
        runner.withBean(Authenticator.class, () -> slow)
                .run(context -> assertThat(answer(context, "/echo").status()).isEqualTo(101));
    }

    @Test
    void aTokenInTheFirstMessageIsJudgedAsOneInAHeader() {
        runner.withPropertyValues(
                        "twsj.server.auth.bearer.tokens.ann=xyzzy", "twsj.server.auth.first-message.enabled=true")
                .run(context -> {
                    try (TestClient client = TestClient.connect(port(context), "/echo")) {
                        client.send("{\"type\":\"auth\",\"token\":\"xyzzy\"}").send("hello");
                        assertThat(client.next()).isEqualTo("hello");
                    }
                    try (TestClient client = TestClient.connect(port(context), "/echo")) {
                        client.send("{\"type\":\"auth\",\"token\":\"forged\"}");
                        assertThat(client.closed()).isEqualTo("1008 not authenticated");
                    }
                    assertThat(answer(context, "/echo", "Authorization: Bearer forged")
                                    .status())
                            .isEqualTo(401);
                });
    }

    private static WebSocketConnection connectAs(ApplicationContext context, String user, String password)
            throws IOException {
        ConnectOptions options =
                ConnectOptions.builder().credentials(user, password).build();
        URI uri = URI.create("ws://127.0.0.1:" + port(context) + "/echo");
        return CLIENT.connectBlocking(uri, options, new WebSocketListener() {});
    }

    @Test
    void tokensAreTakenFromTheHeaderAndFromASubprotocol() {
        runner.withPropertyValues("twsj.server.auth.bearer.tokens.ann=" + TOKEN).run(context -> {
            assertThat(answer(context, "/echo").challenges()).containsExactly("Bearer realm=\"twsj\"");
            assertThat(answer(context, "/echo", "Authorization: Bearer " + TOKEN)
                            .status())
                    .isEqualTo(101);
            assertThat(answer(context, "/echo", "Authorization: Bearer wrong").status())
                    .isEqualTo(401);
            HandshakeAnswer byBrowser = answer(context, "/echo", tokenAsSubprotocol(TOKEN));
            assertThat(byBrowser.status()).isEqualTo(101);
            assertThat(byBrowser.header("Sec-WebSocket-Protocol")).isEqualTo("chat");
        });
    }

    @Test
    void aCookieOrAQueryParameterHoldsATokenOnlyIfItIsNamed() {
        ApplicationContextRunner withToken = runner.withPropertyValues("twsj.server.auth.bearer.tokens.ann=abc");
        withToken.run(context -> {
            assertThat(answer(context, "/echo?t=abc").status()).isEqualTo(401);
            assertThat(answer(context, "/echo", "Cookie: t=abc").status()).isEqualTo(401);
        });
        withToken
                .withPropertyValues("twsj.server.auth.bearer.query-parameter=t")
                .run(context -> {
                    assertThat(answer(context, "/echo?t=abc").status()).isEqualTo(101);
                    assertThat(answer(context, "/echo", "Cookie: t=abc").status())
                            .isEqualTo(401);
                });
        withToken.withPropertyValues("twsj.server.auth.bearer.cookie=t").run(context -> {
            assertThat(answer(context, "/echo?t=abc").status()).isEqualTo(401);
            assertThat(answer(context, "/echo", "Cookie: t=abc").status()).isEqualTo(101);
        });
    }

    @Test
    void allSchemesAreOfferedTheStrongestFirstAndTheApplicationsOwnInTheirOrder() {
        runner.withUserConfiguration(Own.class)
                .withPropertyValues(
                        "twsj.server.auth.basic.users.ann=a",
                        "twsj.server.auth.bearer.tokens.ann=a",
                        "twsj.server.auth.digest.users.ann=a")
                .run(context -> {
                    List<String> challenges = answer(context, "/echo").challenges();
                    assertThat(challenges)
                            .extracting(challenge -> challenge.split(" ")[0])
                            .containsExactly("First", "Digest", "Bearer", "Basic", "Last");
                    assertThat(answer(context, "/echo", "Authorization: Last x").status())
                            .isEqualTo(101);
                });
    }

    /** A path for everybody on a server that asks elsewhere. */
    @Configuration
    static class OpenStatus {

        @Bean
        @Order(-1)
        Authenticator status() {
            return request -> CompletableFuture.completedFuture(
                    request.head().path().equals("/status") ? Authentication.anonymous() : Authentication.challenge());
        }

        @Bean
        @WebSocketHandler("/status")
        Echo statusHandler() {
            return new Echo();
        }
    }

    @Test
    void aBeanThatComesFirstCanOpenAPath() {
        runner.withUserConfiguration(OpenStatus.class)
                .withPropertyValues("twsj.server.auth.basic.users.ann=a")
                .run(context -> {
                    assertThat(answer(context, "/status").status()).isEqualTo(101);
                    assertThat(answer(context, "/echo").challenges())
                            .singleElement()
                            .asString()
                            .startsWith("Basic");
                    assertThat(answer(context, "/echo", basic("ann", "a")).status())
                            .isEqualTo(101);
                });
    }

    @Test
    void itBacksOffBehindTheApplicationsOwnBean() {
        runner.withBean(
                        BasicAuthenticator.class,
                        () -> new BasicAuthenticator("own", InMemoryCredentials.of("own", "own")))
                .withPropertyValues("twsj.server.auth.basic.users.ann=a")
                .run(context -> assertThat(answer(context, "/echo").challenges())
                        .containsExactly("Basic realm=\"own\", charset=\"UTF-8\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "realm=caf\u00e9 | twsj.server.auth.realm is 'caf\u00e9' | Name what is protected",
                "realm= | twsj.server.auth.realm is '' | Name what is protected",
                "basic.users[a:b]=xyzzy | called 'a:b' | another name",
                "digest.users[a:b]=xyzzy | twsj.server.auth.digest.users is called 'a:b' | another name",
                "digest.nonce-secret=xyzzy | digest.nonce-secret has 5 bytes | at least 32 random bytes",
                "basic.users.ann= | 'ann' in twsj.server.auth.basic.users is empty | Set a password",
                "basic.users.ann=xyzzy\u0001x | has a control character | Set a password",
                "bearer.tokens.ann= | 'ann' in twsj.server.auth.bearer.tokens is empty | letters, digits",
                "bearer.tokens.ann=xyzzy plugh | it has other characters | letters, digits"
            })
    void whatCannotWorkStopsTheStartAndShowsNoSecret(
            String property, String description, String action, CapturedOutput output) {
        runner.withInitializer(context -> set(context, property)).run(context -> {
            FailureAnalysis analysis = FailureAnalyses.of(context.getStartupFailure());
            assertThat(analysis.getDescription()).contains(description).doesNotContain("xyzzy");
            assertThat(analysis.getAction()).contains(action).doesNotContain("xyzzy");
            assertThat(output.getAll()).doesNotContain("xyzzy");
        });
    }

    /** Unlike the runner's own way it takes a name with a colon. */
    private static void set(ConfigurableApplicationContext context, String property) {
        String[] nameAndValue = property.split("=", 2);
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "mistake", Map.of("twsj.server.auth." + nameAndValue[0].trim(), nameAndValue[1])));
    }

    @Test
    void twoUsersCannotHaveTheSameToken() {
        runner.withPropertyValues(
                        "twsj.server.auth.bearer.tokens.ann=xyzzy", "twsj.server.auth.bearer.tokens.bob=xyzzy")
                .run(context -> assertThat(
                                FailureAnalyses.of(context.getStartupFailure()).getDescription())
                        .contains("have the same token", "'ann'", "'bob'")
                        .doesNotContain("xyzzy"));
    }

    @Test
    void noSecretIsLogged(CapturedOutput output) {
        runner.withPropertyValues(
                        "twsj.server.auth.basic.users.ann=xyzzy1", "twsj.server.auth.bearer.tokens.ann=xyzzy2")
                .run(context -> {
                    answer(context, "/echo", basic("ann", "xyzzy1"));
                    answer(context, "/echo", "Authorization: Bearer xyzzy2");
                    answer(context, "/echo", "Authorization: Bearer xyzzy3");
                });
        assertThat(output.getAll()).contains("listening on").doesNotContain("xyzzy");
    }
}
