package io.twsj.spring.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.ConnectOptions;
import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.close.CloseReason;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.handshake.auth.Credentials;
import io.twsj.message.Message;
import io.twsj.spring.HandshakeAnswer;
import io.twsj.spring.annotation.OnClose;
import io.twsj.spring.annotation.OnError;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.OnOpen;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.autoconfigure.TwsjAuthenticationAutoConfiguration;
import io.twsj.spring.autoconfigure.TwsjExecutorAutoConfiguration;
import io.twsj.spring.autoconfigure.TwsjHandlerAutoConfiguration;
import io.twsj.spring.autoconfigure.TwsjSecurityAutoConfiguration;
import io.twsj.spring.autoconfigure.TwsjServerAutoConfiguration;
import io.twsj.spring.handler.WebSocketRoutes;
import java.io.IOException;
import java.net.URI;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import reactor.core.publisher.Flux;

/** Spring Security decides who may connect and what handlers do; reached over real sockets by twsj's client. */
@ExtendWith(OutputCaptureExtension.class)
class SpringSecurityTest {

    @Configuration
    @EnableMethodSecurity(securedEnabled = true)
    static class MethodSecurity {

        @Bean
        Guarded guarded() {
            return new Guarded();
        }

        @Bean
        Forgiving forgiving() {
            return new Forgiving();
        }

        @Bean
        ForAdmins forAdmins() {
            return new ForAdmins();
        }

        @Bean
        Inside inside() {
            return new Inside();
        }
    }

    @Configuration
    static class Users {

        @Bean
        AuthenticationManager manager() {
            return new ProviderManager(new DaoAuthenticationProvider(new InMemoryUserDetailsManager(
                    User.withUsername("ann")
                            .password("{noop}sesame")
                            .roles("USER")
                            .build(),
                    User.withUsername("root")
                            .password("{noop}sesame")
                            .roles("ADMIN")
                            .build(),
                    User.withUsername("old")
                            .password("{noop}sesame")
                            .disabled(true)
                            .build())));
        }
    }

    @Configuration
    static class Tokens {

        @Bean
        JwtDecoder decoder() {
            return token -> switch (token) {
                case "broken" -> throw new JwtException("no keys");
                case "short" -> jwt(token, Instant.now().plusMillis(500));
                case "good" -> jwt(token, Instant.now().plusSeconds(600));
                default -> throw new BadJwtException("forged");
            };
        }

        private static Jwt jwt(String token, Instant expiresAt) {
            return Jwt.withTokenValue(token)
                    .header("alg", "none")
                    .subject("ann")
                    .claim("scope", "chat")
                    .expiresAt(expiresAt)
                    .build();
        }
    }

    /** Roles and scopes, without the factors that Spring Security 7 adds. */
    private static List<String> rights(Authentication user) {
        return user.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .filter(authority -> !authority.startsWith("FACTOR_"))
                .toList();
    }

    @WebSocketHandler("/guarded")
    static class Guarded {

        @OnMessage
        @PreAuthorize("hasRole('ADMIN') or #text == 'hello'")
        String on(String text, Authentication user) {
            return text + " " + user.getName() + " " + rights(user);
        }

        @OnMessage
        @Secured("ROLE_ADMIN")
        String on(byte[] bytes) {
            return bytes.length + " bytes";
        }
    }

    @WebSocketHandler("/forgiving")
    static class Forgiving extends Guarded {

        @OnError
        String denied(AccessDeniedException error, Principal user) {
            return "not for " + user.getName();
        }
    }

    @WebSocketHandler("/admins")
    static class ForAdmins {

        final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

        @OnOpen
        @PreAuthorize("hasRole('ADMIN')")
        public void open() {
            calls.add("open");
        }

        @OnClose
        void close() {
            calls.add("close");
        }
    }

    /** Tells for whom each of its methods is called. */
    @WebSocketHandler("/inside")
    static class Inside {

        final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

        @OnOpen
        void open() {
            calls.add("open " + current());
        }

        @OnMessage
        void on(String text) {
            calls.add("message " + current());
            throw new IllegalStateException();
        }

        @OnError
        void error(IllegalStateException error) {
            calls.add("error " + current());
        }

        @OnClose
        void close() {
            calls.add("close " + current());
        }

        private static String current() {
            Authentication current = SecurityContextHolder.getContext().getAuthentication();
            return current.getName() + " " + rights(current);
        }
    }

    @WebSocketHandler("/picked")
    static class Picked {

        @OnMessage
        String on(
                String text,
                @AuthenticationPrincipal UserDetails user,
                @AuthenticationPrincipal(expression = "enabled") Boolean enabled) {
            return text + " " + user.getUsername() + " " + enabled;
        }
    }

    @WebSocketHandler("/jwt")
    static class WithJwt {

        @OnOpen
        String open(JwtAuthenticationToken token) {
            return token.getToken().getSubject() + " " + rights(token);
        }
    }

    /** Keeps what arrives; the last entry is the close. */
    private static final class Received implements WebSocketListener {

        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            events.add(message.text());
        }

        @Override
        public void onClose(WebSocketConnection connection, CloseReason reason) {
            events.add(reason.code() + " " + reason.reason());
        }

        String next() throws InterruptedException {
            return String.valueOf(events.poll(10, TimeUnit.SECONDS));
        }
    }

    @AutoClose
    private static final WebSocketClient CLIENT = WebSocketClient.create();

    private static final ConnectOptions ANN =
            ConnectOptions.builder().credentials("ann", "sesame").build();
    private static final ConnectOptions ROOT =
            ConnectOptions.builder().credentials("root", "sesame").build();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    TwsjServerAutoConfiguration.class,
                    TwsjHandlerAutoConfiguration.class,
                    TwsjExecutorAutoConfiguration.class,
                    TwsjAuthenticationAutoConfiguration.class,
                    TwsjSecurityAutoConfiguration.class,
                    JacksonAutoConfiguration.class))
            .withUserConfiguration(MethodSecurity.class)
            .withPropertyValues("twsj.server.port=0", "twsj.server.address=127.0.0.1");

    private static int port(ApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.twsj.server.port", Integer.class);
    }

    private static WebSocketConnection connect(
            ApplicationContext context, String path, ConnectOptions options, Received received) throws IOException {
        return CLIENT.connectBlocking(URI.create("ws://127.0.0.1:" + port(context) + path), options, received);
    }

    private static HandshakeAnswer answer(ApplicationContext context, String... headers) {
        return HandshakeAnswer.to(port(context), "/guarded", headers);
    }

    private static String basic(String user, String password) {
        return "Authorization: " + new Credentials(user, password).basic();
    }

    @Test
    void anAuthenticationManagerIsShownThePasswordsOfBasic() {
        runner.withUserConfiguration(Users.class).run(context -> {
            assertThat(answer(context).challenges()).containsExactly("Basic realm=\"twsj\", charset=\"UTF-8\"");
            assertThat(answer(context, basic("ann", "sesame")).status()).isEqualTo(101);
            assertThat(answer(context, basic("ann", "wrong")).status()).isEqualTo(401);
            assertThat(answer(context, basic("nobody", "sesame")).status()).isEqualTo(401);
            assertThat(answer(context, basic("old", "sesame")).status()).isEqualTo(401);
        });
    }

    @Test
    void methodsTakeThePrincipalThatTheManagerHasMade() {
        runner.withUserConfiguration(Users.class).withBean(Picked.class).run(context -> {
            Received received = new Received();
            connect(context, "/picked", ANN, received).send("hello");
            assertThat(received.next()).isEqualTo("hello ann true");
        });
    }

    /** The core logs to the JDK, which is silent once an application of another test has ended: Boot undoes its bridge then. */
    @BeforeAll
    static void bridgeTheJdksLog() {
        if (!SLF4JBridgeHandler.isInstalled()) {
            SLF4JBridgeHandler.install();
        }
    }

    @Test
    void aManagerThatCannotTellIsAnErrorOfTheServer(CapturedOutput output) {
        AuthenticationManager down = authentication -> {
            throw new AuthenticationServiceException("directory is down");
        };
        runner.withBean(AuthenticationManager.class, () -> down).run(context -> {
            assertThat(answer(context, basic("ann", "xyzzy")).status()).isEqualTo(500);
        });
        assertThat(output.getAll()).contains("directory is down").doesNotContain("xyzzy");
    }

    @Test
    void aJwtDecoderIsShownTokens() {
        runner.withUserConfiguration(Tokens.class).withBean(WithJwt.class).run(context -> {
            assertThat(answer(context).challenges()).containsExactly("Bearer realm=\"twsj\"");
            assertThat(answer(context, "Authorization: Bearer forged").challenges())
                    .containsExactly("Bearer realm=\"twsj\", error=\"invalid_token\"");
            assertThat(answer(context, "Authorization: Bearer broken").status()).isEqualTo(500);
            Received received = new Received();
            connect(context, "/jwt", ConnectOptions.builder().bearer("good").build(), received);
            assertThat(received.next()).isEqualTo("ann [SCOPE_chat]");
        });
    }

    @Test
    void aConnectionEndsWhenItsTokenExpires() {
        runner.withUserConfiguration(Tokens.class).run(context -> {
            Received received = new Received();
            connect(
                    context,
                    "/guarded",
                    ConnectOptions.builder().bearer("short").build(),
                    received);
            assertThat(received.next()).isEqualTo("1008 credentials expired");
        });
    }

    @Test
    void itDoesNotDecideIfToldNotTo() {
        runner.withUserConfiguration(Users.class, Tokens.class)
                .withPropertyValues(
                        "twsj.server.auth.spring-security.enabled=false", "twsj.server.security.default=permit-all")
                .run(context -> {
                    assertThat(context).doesNotHaveBean(Authenticator.class);
                    assertThat(answer(context).status()).isEqualTo(101);
                });
    }

    @Test
    void usersAndTokensOfPropertiesTakeTheirPlace() {
        runner.withUserConfiguration(Users.class, Tokens.class)
                .withPropertyValues(
                        "twsj.server.auth.basic.users.ann=other", "twsj.server.auth.bearer.tokens.ann=other")
                .run(context -> {
                    assertThat(answer(context, basic("ann", "sesame")).status()).isEqualTo(401);
                    assertThat(answer(context, basic("ann", "other")).status()).isEqualTo(101);
                    assertThat(answer(context, "Authorization: Bearer good").status())
                            .isEqualTo(401);
                    assertThat(answer(context, "Authorization: Bearer other").status())
                            .isEqualTo(101);
                });
    }

    @Test
    void theServerRunsWithoutIt() {
        new ApplicationContextRunner()
                .withClassLoader(new FilteredClassLoader("org.springframework.security"))
                .withConfiguration(AutoConfigurations.of(
                        TwsjServerAutoConfiguration.class,
                        TwsjHandlerAutoConfiguration.class,
                        TwsjExecutorAutoConfiguration.class,
                        TwsjAuthenticationAutoConfiguration.class,
                        TwsjSecurityAutoConfiguration.class))
                .withPropertyValues("twsj.server.port=0", "twsj.server.address=127.0.0.1")
                .withBean(Inside.class)
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean(TwsjSecurityAutoConfiguration.class);
                    assertThat(HandshakeAnswer.to(port(context), "/inside").status())
                            .isEqualTo(101);
                });
    }

    @Test
    void aDenialClosesTheConnectionAndIsNoStackTraceInTheLog(CapturedOutput output) {
        runner.withUserConfiguration(Users.class).run(context -> {
            Received received = new Received();
            WebSocketConnection ann = connect(context, "/guarded", ANN, received);
            ann.send("hello");
            ann.send("secret");
            assertThat(received.next()).isEqualTo("hello ann [ROLE_USER]");
            assertThat(received.next()).isEqualTo("1008 access denied");
        });
        assertThat(output.getAll()).doesNotContain("AccessDenied", "AuthorizationDenied");
    }

    /** Guarded by a method that it calls. */
    static class Safe {

        @Secured("ROLE_ADMIN")
        public String content() {
            return "gold";
        }
    }

    @Configuration
    static class Lambdas {

        @Bean
        Safe safe() {
            return new Safe();
        }

        @Bean
        WebSocketRoutes routes(Safe safe) {
            return WebSocketRoutes.create()
                    .path("/safe", route -> route.onText((connection, text) -> safe.content()))
                    .path(
                            "/safe/later",
                            route -> route.onText((connection, text) -> Flux.defer(() -> {
                                throw new AccessDeniedException("not you");
                            })));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/safe", "/safe/later"})
    void whatALambdaIsDeniedClosesTheConnectionToo(String path, CapturedOutput output) {
        runner.withUserConfiguration(Users.class, Lambdas.class).run(context -> {
            Received received = new Received();
            connect(context, path, ANN, received).send("open");
            assertThat(received.next()).isEqualTo("1008 access denied");
        });
        assertThat(output.getAll()).doesNotContain("AccessDenied", "AuthorizationDenied");
    }

    @WebSocketHandler("/envelopes")
    static class InEnvelopes {

        @OnMessage(type = "wipe")
        @PreAuthorize("hasRole('ADMIN')")
        String wipe() {
            return "wiped";
        }

        @OnMessage(type = "look")
        @PreAuthorize("hasRole('USER')")
        String look() {
            return "looked";
        }
    }

    @Test
    void aDenialCanBeAnErrorReplyAndTheConnectionStays(CapturedOutput output) {
        runner.withUserConfiguration(Users.class)
                .withBean(InEnvelopes.class)
                .withPropertyValues("twsj.server.security.on-denial=reply")
                .run(context -> {
                    Received received = new Received();
                    WebSocketConnection ann = connect(context, "/guarded", ANN, received);
                    ann.send("secret");
                    ann.send("hello");
                    assertThat(received.next())
                            .isEqualTo("{\"error\":{\"code\":\"access-denied\",\"message\":\"you may not do this\"}}");
                    assertThat(received.next()).isEqualTo("hello ann [ROLE_USER]");

                    WebSocketConnection enveloped = connect(context, "/envelopes", ANN, received);
                    enveloped.send("{\"type\":\"wipe\",\"id\":7}");
                    enveloped.send("{\"type\":\"look\",\"id\":8}");
                    assertThat(received.next())
                            .isEqualTo("{\"type\":\"error\",\"id\":7,\"data\":{\"code\":\"access-denied\","
                                    + "\"message\":\"you may not do this\"}}");
                    assertThat(received.next()).contains("\"id\":8").contains("looked");
                });
        assertThat(output.getAll()).doesNotContain("AccessDenied", "AuthorizationDenied");
    }

    @Test
    void whoMayNotOpenIsClosedEvenIfMessagesAreAnswered() {
        runner.withUserConfiguration(Users.class)
                .withPropertyValues("twsj.server.security.on-denial=reply")
                .run(context -> {
                    Received received = new Received();
                    connect(context, "/admins", ANN, received);
                    assertThat(received.next()).isEqualTo("1008 access denied");
                });
    }

    @Test
    void whoMayDoesAndSecuredCountsToo() {
        runner.withUserConfiguration(Users.class).run(context -> {
            Received received = new Received();
            WebSocketConnection root = connect(context, "/guarded", ROOT, received);
            root.send("secret");
            root.send(new byte[3]);
            assertThat(received.next()).isEqualTo("secret root [ROLE_ADMIN]");
            assertThat(received.next()).isEqualTo("3 bytes");

            Received refused = new Received();
            connect(context, "/guarded", ANN, refused).send(new byte[3]);
            assertThat(refused.next()).isEqualTo("1008 access denied");
        });
    }

    @Test
    void anErrorMethodTurnsADenialIntoAReply() {
        runner.withUserConfiguration(Users.class).run(context -> {
            Received received = new Received();
            WebSocketConnection ann = connect(context, "/forgiving", ANN, received);
            ann.send("secret");
            ann.send("hello");
            assertThat(received.next()).isEqualTo("not for ann");
            assertThat(received.next()).isEqualTo("hello ann [ROLE_USER]");
        });
    }

    @Test
    void whoIsDeniedAtTheOpeningReachesTheLastMethodOnly() {
        runner.withUserConfiguration(Users.class).run(context -> {
            Received received = new Received();
            connect(context, "/admins", ANN, received);
            assertThat(received.next()).isEqualTo("1008 access denied");
            BlockingQueue<String> calls = target(context, ForAdmins.class).calls;
            assertThat(calls.poll(10, TimeUnit.SECONDS)).isEqualTo("close");
            assertThat(calls).isEmpty();
        });
    }

    @Test
    void everyMethodIsCalledForThePeerAndTheThreadIsLeftWithNobody() {
        runner.withUserConfiguration(Users.class)
                .withPropertyValues("twsj.server.executor.type=platform")
                .run(context -> {
                    WebSocketConnection ann = connect(context, "/inside", ANN, new Received());
                    ann.send("x");
                    ann.close();
                    Inside inside = target(context, Inside.class);
                    for (String call : new String[] {"open", "message", "error", "close"}) {
                        assertThat(inside.calls.poll(10, TimeUnit.SECONDS)).isEqualTo(call + " ann [ROLE_USER]");
                    }
                });
    }

    @Test
    void whoeverNobodyAskedIsAnonymous() {
        runner.withPropertyValues("twsj.server.security.default=permit-all").run(context -> {
            assertThat(answer(context).status()).isEqualTo(101);
            connect(context, "/inside", ConnectOptions.builder().build(), new Received())
                    .close();
            assertThat(target(context, Inside.class).calls.poll(10, TimeUnit.SECONDS))
                    .isEqualTo("open anonymousUser [ROLE_ANONYMOUS]");
        });
    }

    @Test
    void aPeerThatIsKnownWithoutSpringSecurityHasNoAuthorities() {
        runner.withPropertyValues("twsj.server.auth.digest.users.ann=sesame").run(context -> {
            connect(context, "/inside", ANN, new Received()).close();
            assertThat(target(context, Inside.class).calls.poll(10, TimeUnit.SECONDS))
                    .isEqualTo("open ann []");
        });
    }

    /** The object behind the proxy, whose own fields are not set. */
    private static <T> T target(ApplicationContext context, Class<T> type) {
        T bean = context.getBean(type);
        Object target = AopProxyUtils.getSingletonTarget(bean);
        return target == null ? bean : type.cast(target);
    }
}
