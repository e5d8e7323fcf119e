package io.twsj.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twsj.ConnectionOptions;
import io.twsj.Route;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.WebSocketServer;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Debian's python3-websockets talks to the server. */
@Timeout(90)
class PythonClientTest {

    private static final String PYTHON = "/usr/bin/python3";

    @TempDir
    Path folder;

    @Test
    void pythonsWebsocketsGetsWhatItExpects() throws Exception {
        requireWebsockets();
        Path script = folder.resolve("client.py");
        try (InputStream source = PythonClientTest.class.getResourceAsStream("client.py")) {
            Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
        }
        WebSocketServer server = WebSocketServer.builder()
                .address("127.0.0.1")
                .port(0)
                .route(Route.of("/", new Echo())
                        .options(ConnectionOptions.builder()
                                .maxMessageBytes(2 << 20)
                                .build())
                        .subprotocols(List.of("second"))
                        .build())
                .build()
                .start();
        try {
            assertThat(run(PYTHON, script.toString(), "ws://127.0.0.1:" + server.port() + "/"))
                    .endsWith("done\n");
        } finally {
            server.stop();
        }
    }

    /** Skipped where the program is missing, except in CI, which installs it. */
    private static void requireWebsockets() throws Exception {
        boolean present = Files.isExecutable(Path.of(PYTHON))
                && run(PYTHON, "-c", "import websockets; print('yes')").endsWith("yes\n");
        if (System.getenv("CI") == null) {
            assumeTrue(present, "python3-websockets is not installed");
        }
        assertThat(present).as("python3-websockets is installed").isTrue();
    }

    private static String run(String... command) throws Exception {
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
