package io.twsj.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.ConnectionOptions;
import io.twsj.Route;
import io.twsj.TlsTesting;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.WebSocketServer;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Debian's python3-websockets talks to the server. */
@Timeout(90)
class PythonClientTest {

    private static final String PYTHON = "/usr/bin/python3";

    @Test
    void pythonsWebsocketsGetsWhatItExpects() throws Exception {
        expectDone(server(), "ws://localhost:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1_2", "TLSv1_3"})
    void pythonsWebsocketsGetsWhatItExpectsOverTls(String version) throws Exception {
        WebSocketServer.Builder builder = server().tls(TlsTesting.server("ec").build());
        expectDone(builder, "wss://localhost:", TlsTesting.file("ec.crt").toString(), version);
    }

    private static void expectDone(WebSocketServer.Builder builder, String uri, String... tls) throws Exception {
        Program.need("python3-websockets", PYTHON, "-c", "import websockets");
        Path script = Path.of(Objects.requireNonNull(PythonClientTest.class.getResource("client.py"))
                .toURI());
        try (WebSocketServer server = builder.build().start()) {
            List<String> command = new ArrayList<>(List.of(PYTHON, script.toString(), uri + server.port()));
            command.addAll(List.of(tls));
            assertThat(run(command)).endsWith("done\n");
        }
    }

    private static WebSocketServer.Builder server() {
        return WebSocketServer.builder()
                .address("127.0.0.1")
                .port(0)
                .route(Route.of("/", new Echo())
                        .options(ConnectionOptions.builder()
                                .maxMessageBytes(2 << 20)
                                .build())
                        .subprotocols(List.of("second"))
                        .build());
    }

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    private static final class Echo implements WebSocketListener {

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            if (message.isText() && message.text().equals("close")) {
                connection.close(new CloseReason(4001, "asked for"));
            } else {
                connection.send(message);
            }
        }
    }
}
