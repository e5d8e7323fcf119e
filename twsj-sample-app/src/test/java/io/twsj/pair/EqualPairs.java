package io.twsj.pair;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The pair's applications give the same answers. Its name keeps it out of the usual run, which has no Tomcat on its class
 * path; the module's build runs it by itself.
 */
class EqualPairs {

    private static final String MESSAGE =
            "{\"room\":\"lobby\",\"name\":\"Ann\",\"text\":\"Grüße 👍\",\"at\":1795951188646}";

    @Test
    void bothAnswerWithTheJsonThatCame() throws Exception {
        try (ConfigurableApplicationContext twsj = TwsjPair.start("0");
                ConfigurableApplicationContext tomcat = TomcatPair.start("0")) {
            String twsjPort = twsj.getEnvironment().getRequiredProperty("local.twsj.server.port");
            String tomcatPort = tomcat.getEnvironment().getRequiredProperty("local.server.port");

            assertThat(answer(twsjPort, "/json")).isEqualTo(MESSAGE);
            assertThat(answer(twsjPort, "/json-inline")).isEqualTo(MESSAGE);
            assertThat(answer(tomcatPort, "/json")).isEqualTo(MESSAGE);
        }
    }

    private static String answer(String port, String path) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        WebSocket client = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://localhost:" + port + path), new WebSocket.Listener() {
                    private final StringBuilder parts = new StringBuilder();

                    @Override
                    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                        parts.append(data);
                        if (last) {
                            answer.complete(parts.toString());
                        }
                        webSocket.request(1);
                        return null;
                    }
                })
                .get(10, TimeUnit.SECONDS);
        client.sendText(MESSAGE, true);
        String text = answer.get(10, TimeUnit.SECONDS);
        client.abort();
        return text;
    }
}
