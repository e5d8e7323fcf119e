package io.twsj.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.test.WebSocketTestConnection;
import io.twsj.spring.test.WebSocketTester;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What {@code twsj.server.limits.*} and the times of {@code twsj.server.keepalive.*} do to clients. */
class LimitsTest {

    @Configuration
    @EnableAutoConfiguration
    @Import(Echo.class)
    static class Application {}

    @WebSocketHandler("/echo")
    static class Echo {
        @OnMessage
        String echo(String text) {
            return text;
        }
    }

    private static void with(String property, Consumer<WebSocketTester> test) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .properties(
                        "twsj.server.port=0",
                        "twsj.server.address=127.0.0.1",
                        "twsj.server.auth.bearer.tokens.ann=ann-token",
                        "twsj.server.auth.bearer.tokens.bob=bob-token",
                        "spring.main.banner-mode=off")
                .run("--twsj.server." + property)) {
            test.accept(context.getBean(WebSocketTester.class));
        }
    }

    @Test
    void theServerHasOnlySoManyConnections() {
        with("limits.max-connections=1", tester -> {
            tester.connect("/echo");
            assertThat(tester.expectRefusal("/echo", 503).headers().first("Retry-After"))
                    .isNotNull();
        });
    }

    @Test
    void aUserHasOnlySoManyConnectionsAndAnotherHasOthers() {
        with("limits.max-connections-per-user=1", tester -> {
            tester.connect("/echo", options -> options.header("Authorization", "Bearer ann-token"));
            assertThat(tester.expectRefusal(
                                    "/echo", 429, options -> options.header("Authorization", "Bearer ann-token"))
                            .headers()
                            .first("Retry-After"))
                    .isNotNull();
            tester.connect("/echo", options -> options.header("Authorization", "Bearer bob-token"));
        });
    }

    @Test
    void anAddressHasOnlySoManyConnections() {
        with("limits.max-connections-per-address=1", tester -> {
            tester.connect("/echo");
            assertThat(tester.expectRefusal("/echo", 429).headers().first("Retry-After"))
                    .isNotNull();
        });
    }

    @Test
    void anAddressHasOnlySoManyHandshakesInASecond() {
        with(
                "limits.handshakes-per-second-per-address=1",
                tester -> assertThatThrownBy(() -> {
                            for (int i = 0; i < 100; i++) {
                                tester.connect("/echo");
                            }
                        })
                        .hasMessageContaining("429"));
    }

    @Test
    void messagesThatComeTooFastCloseTheConnection() {
        with("limits.messages-per-second=1", LimitsTest::floodUntil1008);
    }

    @Test
    void bytesThatComeTooFastCloseTheConnection() {
        with("limits.bytes-per-second=10B", LimitsTest::floodUntil1008);
    }

    /** More than even a slow machine takes for as many seconds as the limit would let it. */
    private static void floodUntil1008(WebSocketTester tester) {
        WebSocketTestConnection connection = tester.connect("/echo");
        for (int i = 0; i < 100; i++) {
            connection.connection().sendAsync("0123456789");
        }
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        connection.receive();
                    }
                })
                .hasMessageContaining("the connection ended with 1008");
    }

    @Test
    void aConnectionIsClosedAtItsAge() {
        with("keepalive.max-age=50ms", tester -> tester.connect("/echo").expectClose(1001));
    }

    @Test
    void aConnectionIsClosedWhenItIsIdle() {
        with("keepalive.idle-timeout=50ms", tester -> tester.connect("/echo").expectClose(1001));
    }
}
