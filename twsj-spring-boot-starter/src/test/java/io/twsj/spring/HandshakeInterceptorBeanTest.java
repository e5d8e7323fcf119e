package io.twsj.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.HandshakeDecision;
import io.twsj.HandshakeInterceptor;
import io.twsj.http.HttpResponse;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Beans that see handshakes before they are accepted. */
class HandshakeInterceptorBeanTest {

    @Configuration
    @EnableAutoConfiguration
    static class Application {
        @Bean
        Echo echo() {
            return new Echo();
        }

        @Bean
        @Order(2)
        HandshakeInterceptor refusesEverybody() {
            return request -> CompletableFuture.completedFuture(HandshakeDecision.refuse(HttpResponse.text(429, "")));
        }

        @Bean
        @Order(1)
        HandshakeInterceptor refusesWhoHasNoCookie() {
            return request -> CompletableFuture.completedFuture(
                    request.head().cookie("session") == null
                            ? HandshakeDecision.refuse(HttpResponse.text(402, ""))
                            : HandshakeDecision.proceed());
        }
    }

    @WebSocketHandler("/echo")
    static class Echo {
        @OnMessage
        String on(String text) {
            return text;
        }
    }

    private static void assertRefused(ConfigurableApplicationContext context, String cookie, int status) {
        int port = context.getEnvironment().getRequiredProperty("local.twsj.server.port", Integer.class);
        assertThatThrownBy(() -> HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .header("Cookie", cookie)
                        .buildAsync(URI.create("ws://127.0.0.1:" + port + "/echo"), new WebSocket.Listener() {})
                        .join())
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(status));
    }

    @Test
    void theyAreAskedInTheirOrder() {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .properties("twsj.server.port=0", "twsj.server.address=127.0.0.1", "spring.main.banner-mode=off")
                .run()) {
            assertRefused(context, "other=1", 402);
            assertRefused(context, "session=1", 429);
        }
    }
}
