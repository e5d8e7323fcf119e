package io.twsj.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.test.WebSocketTester;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** {@code twsj.handlers.*}: what a single handler does otherwise than {@code twsj.server.*} says. */
@ExtendWith(OutputCaptureExtension.class)
class HandlerSettingsTest {

    private static final String TEN_AND_MORE = "x".repeat(11);

    @Configuration
    @EnableAutoConfiguration
    static class Application {

        @Bean
        @WebSocketHandler("/narrow")
        Echo narrowEcho() {
            return new Echo();
        }

        @Bean
        @WebSocketHandler("/wide")
        Echo wideEcho() {
            return new Echo();
        }
    }

    static class Echo {
        @OnMessage
        String echo(String text) {
            return text;
        }
    }

    private static void with(Consumer<WebSocketTester> test, String... properties) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .properties("twsj.server.port=0", "twsj.server.address=127.0.0.1", "spring.main.banner-mode=off")
                .run(properties)) {
            test.accept(context.getBean(WebSocketTester.class));
        }
    }

    @Test
    void aHandlerHasLimitsOfItsOwn() {
        with(
                tester -> {
                    tester.connect("/narrow").send(TEN_AND_MORE).expectClose(1009);
                    tester.connect("/wide").send(TEN_AND_MORE).expect(TEN_AND_MORE);
                },
                "--twsj.handlers.narrowEcho.message.max-size=10B");
    }

    @Test
    void whatIsNotSetIsAsForAllHandlers() {
        with(
                tester -> {
                    tester.connect("/narrow").send(TEN_AND_MORE).expectClose(1009);
                    tester.connect("/wide").send(TEN_AND_MORE).expect(TEN_AND_MORE);
                },
                "--twsj.server.message.max-size=10B",
                "--twsj.handlers.narrowEcho.message.max-fragments=3",
                "--twsj.handlers.wideEcho.message.max-size=11B");
    }

    @Test
    void aHandlerHasOriginsOfItsOwn() {
        with(
                tester -> {
                    tester.connect("/wide", options -> options.origin("https://a.example"));
                    tester.expectRefusal("/narrow", 403, options -> options.origin("https://a.example"));
                },
                "--twsj.handlers.wideEcho.allowed-origins=https://a.example");
    }

    @Test
    void aHandlerHasTimesOfItsOwn() {
        with(
                tester -> tester.connect("/narrow").expectClose(1001),
                "--twsj.handlers.narrowEcho.keepalive.idle-timeout=50ms");
    }

    @Test
    void aValueThatCannotWorkStopsTheStartWithTheNameOfItsProperty(CapturedOutput output) {
        assertThatThrownBy(() -> with(tester -> {}, "--twsj.handlers.narrowEcho.outbound.write-timeout=0s"))
                .isNotNull();

        assertThat(output.getAll())
                .contains("APPLICATION FAILED TO START")
                .contains("configuration property 'twsj.handlers.narrowEcho.outbound.write-timeout'")
                .contains("It must be positive");
    }

    /** A browser sends the cookie whichever page asks. */
    @ParameterizedTest
    @ValueSource(strings = {"twsj.server.allowed-origins", "twsj.handlers.narrowEcho.allowed-origins"})
    void pagesOfAllOriginsCannotUseACookie(String property, CapturedOutput output) {
        String any = "--" + property + "=*";
        with(tester -> tester.connect("/narrow"), any);
        assertThatThrownBy(() -> with(tester -> {}, any, "--twsj.server.auth.bearer.cookie=token"))
                .isNotNull();

        assertThat(output.getAll())
                .contains("configuration property '" + property + "'")
                .contains("could act as whoever visits it");
    }

    @Test
    void settingsOfAHandlerThatIsNotThereAreWarnedOf(CapturedOutput output) {
        with(tester -> tester.connect("/wide"), "--twsj.handlers.nobody.message.max-size=1KB");

        assertThat(output.getAll())
                .contains("twsj.handlers.nobody is set, but there is no handler bean of this name; known are"
                        + " [narrowEcho, wideEcho]");
    }
}
