package io.twsj.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.ConnectOptions;
import io.twsj.TlsOptions;
import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.message.Message;
import io.twsj.spring.annotation.LocalWebSocketPort;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ActiveProfiles;

/** The profile {@code secure}: over TLS, and only for those who have a token. */
@SpringBootTest(properties = "twsj.server.port=0")
@ActiveProfiles("secure")
class SecureProfileTest {

    @AutoClose
    private final WebSocketClient client = WebSocketClient.create();

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    @LocalWebSocketPort
    private int port;

    private WebSocketConnection connect(String path, String token) throws IOException {
        ConnectOptions.Builder options =
                ConnectOptions.builder().tls(TlsOptions.builder().insecure().build());
        if (!token.isEmpty()) {
            options.bearer(token);
        }
        URI uri = URI.create("wss://localhost:" + port + path);
        return client.connectBlocking(uri, options.build(), new WebSocketListener() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) {
                received.add(message.text());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo", "/broadcast", "/chat/lobby"})
    void nobodyComesInWithoutAToken(String path) {
        assertThatThrownBy(() -> connect(path, "")).hasMessageContaining("401");
        assertThatThrownBy(() -> connect(path, "wrong")).hasMessageContaining("401");
    }

    @Test
    void aTokenIsForOneName() throws Exception {
        WebSocketConnection ann = connect("/chat/secure", "ann-token");

        ann.send("{\"type\":\"join\",\"id\":1,\"data\":{\"name\":\"Bob\"}}");
        assertThat(received.poll(10, TimeUnit.SECONDS)).contains("\"bad-name\"").contains("for the name Ann");
        ann.send("{\"type\":\"join\",\"id\":2,\"data\":{\"name\":\"Ann\"}}");
        assertThat(received.poll(10, TimeUnit.SECONDS)).contains("\"joined\"").contains("\"Ann\"");
    }
}
