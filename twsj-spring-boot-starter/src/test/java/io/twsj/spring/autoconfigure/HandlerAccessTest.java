package io.twsj.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.handshake.auth.Authenticator;
import io.twsj.handshake.auth.Credentials;
import io.twsj.spring.HandshakeAnswer;
import io.twsj.spring.TestClient;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import jakarta.annotation.security.PermitAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.context.SecurityContextHolder;

/** Which handlers are for authenticated peers only, with Spring Security and without. */
class HandlerAccessTest {

    @WebSocketHandler("/private")
    static class Private {

        @OnMessage
        String who(String text) {
            return SecurityContextHolder.getContext().getAuthentication().getName();
        }
    }

    @PermitAll
    @WebSocketHandler("/public")
    static class Public extends Private {}

    /** Is proxied where method security is on. */
    @PermitAll
    @WebSocketHandler("/proxied")
    static class Proxied extends Private {

        @OnMessage
        @PreAuthorize("permitAll")
        String size(byte[] bytes) {
            return bytes.length + "";
        }
    }

    @Configuration
    @EnableMethodSecurity
    static class Handlers {

        @Bean
        Private privateHandler() {
            return new Private();
        }

        @Bean
        Public publicHandler() {
            return new Public();
        }

        @Bean
        Proxied proxiedHandler() {
            return new Proxied();
        }

        @Bean
        @PermitAll
        @WebSocketHandler("/declared")
        Private declaredHandler() {
            return new Private();
        }
    }

    private static final String[] USERS = {"twsj.server.auth.basic.users.ann=sesame"};
    private static final String PERMIT_ALL = "twsj.server.security.default=permit-all";

    private final ApplicationContextRunner withoutSecurity = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    TwsjServerAutoConfiguration.class,
                    TwsjHandlerAutoConfiguration.class,
                    TwsjExecutorAutoConfiguration.class,
                    TwsjAuthenticationAutoConfiguration.class,
                    JacksonAutoConfiguration.class))
            .withPropertyValues("twsj.server.port=0", "twsj.server.address=127.0.0.1");

    private final ApplicationContextRunner runner =
            withoutSecurity.withConfiguration(AutoConfigurations.of(TwsjSecurityAutoConfiguration.class));

    private static int port(ApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.twsj.server.port", Integer.class);
    }

    private static int status(ApplicationContext context, String path, String... headers) {
        return HandshakeAnswer.to(port(context), path, headers).status();
    }

    private static String basic(String password) {
        return "Authorization: " + new Credentials("ann", password).basic();
    }

    private static void assertOpen(ApplicationContext context, String path) throws InterruptedException {
        assertThat(status(context, path, basic("wrong"))).isEqualTo(401);
        assertThat(status(context, path, basic("sesame"))).isEqualTo(101);
        try (TestClient client = TestClient.connect(port(context), path)) {
            assertThat(client.send("who").next()).isEqualTo("anonymousUser");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/public", "/proxied", "/declared"})
    void aHandlerForAllTakesWhoShowsNothingButNoWrongCredentials(String path) {
        runner.withUserConfiguration(Handlers.class)
                .withPropertyValues(USERS)
                .run(context -> assertOpen(context, path));
    }

    @Test
    void anyOtherIsForAuthenticatedPeers() {
        runner.withUserConfiguration(Handlers.class).withPropertyValues(USERS).run(context -> {
            assertThat(status(context, "/private")).isEqualTo(401);
            assertThat(status(context, "/private", basic("wrong"))).isEqualTo(401);
            assertThat(status(context, "/private", basic("sesame"))).isEqualTo(101);
        });
    }

    @Test
    void allAreForEverybodyIfThePropertySaysSo() {
        runner.withUserConfiguration(Handlers.class)
                .withPropertyValues(USERS)
                .withPropertyValues(PERMIT_ALL)
                .run(context -> assertOpen(context, "/private"));
        runner.withUserConfiguration(Handlers.class)
                .withPropertyValues(PERMIT_ALL)
                .run(context -> assertThat(status(context, "/private")).isEqualTo(101));
    }

    @Test
    void aServerWithoutGuardedHandlersNeedsNobodyToGuardThem() {
        runner.withBean(Public.class)
                .run(context -> assertThat(status(context, "/public")).isEqualTo(101));
    }

    @Test
    void theStartFailsIfNobodyCouldBeAuthenticated() {
        runner.withUserConfiguration(Handlers.class).run(context -> {
            FailureAnalysis analysis = FailureAnalyses.of(context.getStartupFailure());
            assertThat(analysis.getDescription())
                    .contains("/private (" + Private.class.getName() + ", bean 'privateHandler')")
                    .doesNotContain("/public", "/declared");
            assertThat(analysis.getAction()).contains("JwtDecoder", "twsj.server.auth.*", "@PermitAll", PERMIT_ALL);
        });
    }

    @Test
    void withoutSpringSecurityAllAreOpenUntilSomebodyIsNamed() {
        ApplicationContextRunner without = withoutSecurity
                .withClassLoader(new FilteredClassLoader("org.springframework.security"))
                .withConfiguration(AutoConfigurations.of(TwsjSecurityAutoConfiguration.class))
                .withBean(Private.class)
                .withBean(Public.class);
        without.run(context -> {
            assertThat(context).doesNotHaveBean(Authenticator.class);
            assertThat(status(context, "/private")).isEqualTo(101);
        });
        without.withPropertyValues(USERS).run(context -> {
            assertThat(status(context, "/private")).isEqualTo(401);
            assertThat(status(context, "/public")).isEqualTo(101);
            assertThat(status(context, "/public", basic("wrong"))).isEqualTo(401);
        });
        without.withPropertyValues(USERS)
                .withPropertyValues(PERMIT_ALL)
                .run(context -> assertThat(status(context, "/private")).isEqualTo(101));
    }

    @Test
    void whoAsksForAuthenticationGetsTheSameWithoutSpringSecurity() {
        withoutSecurity
                .withBean(Private.class)
                .withPropertyValues("twsj.server.security.default=authenticated")
                .run(context -> assertThat(
                                FailureAnalyses.of(context.getStartupFailure()).getDescription())
                        .contains("/private"));
    }
}
