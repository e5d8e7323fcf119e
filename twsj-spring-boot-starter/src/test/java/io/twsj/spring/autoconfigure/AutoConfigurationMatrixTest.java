package io.twsj.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.mockito.Mockito.mock;

import io.twsj.WebSocketConnections;
import io.twsj.extension.deflate.PermessageDeflate;
import io.twsj.handshake.auth.BasicAuthenticator;
import io.twsj.handshake.auth.BearerAuthenticator;
import io.twsj.handshake.auth.DigestAuthenticator;
import io.twsj.spring.TestClient;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.codec.MessageFormats;
import io.twsj.spring.handler.PayloadValidator;
import io.twsj.spring.handler.WebSocketHandlers;
import io.twsj.spring.handler.WebSocketRequests;
import io.twsj.spring.security.AuthenticationParameters;
import io.twsj.spring.security.DenialReplies;
import io.twsj.spring.security.SecurityContextDecorator;
import io.twsj.spring.server.ConnectionEventPublisher;
import io.twsj.spring.server.ServerPortPublisher;
import io.twsj.spring.server.TwsjServerGracefulShutdown;
import io.twsj.spring.server.TwsjServerLifecycle;
import io.twsj.spring.server.WebSocketServerFactory;
import io.twsj.spring.server.WorkerExecutor;
import io.twsj.spring.test.TwsjTesterAutoConfiguration;
import io.twsj.spring.test.WebSocketTester;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ApplicationContext;

/**
 * Each auto-configuration with nothing but what it needs, and all together: with each optional library missing, switched
 * off, and with an application's own beans in place of ours.
 */
class AutoConfigurationMatrixTest {

    /** What an application may have or not, and the packages it is known by. */
    enum Library {
        NONE("no.such.library"),
        SPRING_SECURITY("org.springframework.security"),
        SPRING_SECURITY_OAUTH2("org.springframework.security.oauth2"),
        VALIDATION("jakarta.validation"),
        HIBERNATE_VALIDATOR("org.hibernate.validator"),
        CBOR("tools.jackson.dataformat.cbor"),
        SMILE("tools.jackson.dataformat.smile"),
        REACTIVE_STREAMS("org.reactivestreams"),
        REACTOR("reactor"),
        SPRING_TEST("org.springframework.test"),
        SPRING_BOOT_TEST("org.springframework.boot.test.context.SpringBootTest"),
        ASSERTJ("org.assertj"),
        JUNIT("org.junit");

        private final String packages;

        Library(String packages) {
            this.packages = packages;
        }

        ApplicationContextRunner missingIn(ApplicationContextRunner runner) {
            return runner.withClassLoader(new FilteredClassLoader(packages));
        }
    }

    @WebSocketHandler("/echo")
    static class Echo {
        @OnMessage
        String on(String text) {
            return text;
        }
    }

    /** Each with those it cannot do without. */
    private static final Map<Class<?>, List<Class<?>>> NEEDS = new LinkedHashMap<>();

    static {
        List<Class<?>> handlers = List.of(TwsjExecutorAutoConfiguration.class);
        List<Class<?>> server = List.of(TwsjExecutorAutoConfiguration.class, TwsjHandlerAutoConfiguration.class);
        List<Class<?>> aroundServer = List.of(
                TwsjExecutorAutoConfiguration.class,
                TwsjHandlerAutoConfiguration.class,
                TwsjServerAutoConfiguration.class);
        NEEDS.put(TwsjAuthenticationAutoConfiguration.class, List.of());
        NEEDS.put(TwsjEventAutoConfiguration.class, aroundServer);
        NEEDS.put(TwsjExecutorAutoConfiguration.class, List.of());
        NEEDS.put(TwsjExtensionAutoConfiguration.class, List.of());
        NEEDS.put(TwsjHandlerAutoConfiguration.class, handlers);
        NEEDS.put(TwsjSecurityAutoConfiguration.class, List.of());
        NEEDS.put(TwsjServerAutoConfiguration.class, server);
        NEEDS.put(TwsjTlsAutoConfiguration.class, List.of());
        NEEDS.put(TwsjTesterAutoConfiguration.class, List.of());
    }

    /** Has each conditional bean made. */
    private static final String[] EVERYTHING_ON = {
        "twsj.server.port=0",
        "twsj.server.address=127.0.0.1",
        "twsj.server.auth.digest.users.ann=secret1",
        "twsj.server.auth.bearer.tokens.ann=secret2",
        "twsj.server.auth.basic.users.ann=secret3",
        "twsj.server.security.default=permit-all",
        "twsj.server.security.on-denial=reply",
        "twsj.server.extensions.permessage-deflate.enabled=true",
        "twsj.server.extensions.deflate-frame.enabled=true",
        "twsj.server.extensions.mux.enabled=true"
    };

    private static ApplicationContextRunner with(Class<?> one) {
        List<Class<?>> all = new ArrayList<>(NEEDS.get(one));
        all.add(one);
        return runner(all);
    }

    private static ApplicationContextRunner all() {
        List<Class<?>> all = new ArrayList<>(NEEDS.keySet());
        all.addAll(
                List.of(JacksonAutoConfiguration.class, SslAutoConfiguration.class, ValidationAutoConfiguration.class));
        return runner(all).withPropertyValues(EVERYTHING_ON);
    }

    private static ApplicationContextRunner runner(List<Class<?>> configurations) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(configurations.toArray(Class<?>[]::new)));
    }

    private static Stream<Class<?>> autoConfigurations() {
        return NEEDS.keySet().stream();
    }

    private static Stream<Arguments> autoConfigurationsWithoutLibraries() {
        return autoConfigurations().flatMap(one -> Stream.of(Library.values()).map(missing -> arguments(one, missing)));
    }

    private static List<String> ours(ApplicationContext context) {
        return Stream.of(context.getBeanDefinitionNames())
                .filter(name -> name.startsWith("twsj") && !name.startsWith("twsj.server-"))
                .toList();
    }

    @Test
    void allThatAnApplicationGetsStandsHere() {
        assertThat(ImportCandidates.load(AutoConfiguration.class, null).getCandidates())
                .filteredOn(name -> name.startsWith("io.twsj."))
                .containsExactlyInAnyOrderElementsOf(
                        autoConfigurations().map(Class::getName).toList());
    }

    @ParameterizedTest
    @MethodSource("autoConfigurationsWithoutLibraries")
    void eachByItselfStartsWhicheverLibraryIsMissing(Class<?> one, Library missing) {
        missing.missingIn(with(one)).run(context -> assertThat(context).hasNotFailed());
    }

    @ParameterizedTest
    @EnumSource
    void allTogetherServeWhicheverLibraryIsMissing(Library missing) {
        missing.missingIn(all().withBean(Echo.class)).run(context -> {
            assertThat(context).hasNotFailed();
            int port = context.getEnvironment().getRequiredProperty("local.twsj.server.port", Integer.class);
            try (TestClient client = TestClient.connect(port, "/echo")) {
                assertThat(client.send("hello").next()).isEqualTo("hello");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("autoConfigurations")
    void eachIsSwitchedOffWithTheServer(Class<?> one) {
        with(one)
                .withPropertyValues(EVERYTHING_ON)
                .withPropertyValues("twsj.server.enabled=false")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(ours(context)).isEmpty();
                });
    }

    private static Stream<Class<?>> replaceable() {
        return Stream.of(
                AuthenticationParameters.class,
                BasicAuthenticator.class,
                BearerAuthenticator.class,
                ConnectionEventPublisher.class,
                DenialReplies.class,
                DigestAuthenticator.class,
                HandlerAccess.class,
                MessageFormats.class,
                PayloadValidator.class,
                PermessageDeflate.class,
                SecurityContextDecorator.class,
                ServerPortPublisher.class,
                TwsjServerGracefulShutdown.class,
                TwsjServerLifecycle.class,
                WebSocketConnections.class,
                WebSocketHandlers.class,
                WebSocketRequests.class,
                WebSocketServerFactory.class,
                WebSocketTester.class,
                WorkerExecutor.class);
    }

    @Test
    void anApplicationWithoutBeansOfItsOwnHasOneOfEachOfOurs() {
        all().run(context -> replaceable()
                .forEach(type -> assertThat(context.getBeanNamesForType(type)).hasSize(1)));
    }

    @ParameterizedTest
    @MethodSource("replaceable")
    <T> void anApplicationsOwnBeanReplacesOurs(Class<T> type) {
        T own = mock(type);
        all().withBean("own", type, () -> own).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(type)).isSameAs(own);
        });
    }
}
