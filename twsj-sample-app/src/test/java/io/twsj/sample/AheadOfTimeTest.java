package io.twsj.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.message.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The sample runs as the build has processed it ahead of time (goal {@code process-aot}): in a JVM of its own, since that is
 * decided for a whole one.
 */
class AheadOfTimeTest {

    private static final Pattern LISTENING = Pattern.compile("listening on ws://[^:]+:(\\d+)/");

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final StringBuilder output = new StringBuilder();
    private Process application;
    private int port;

    @BeforeEach
    void startTheApplication() throws IOException {
        application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dspring.aot.enabled=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SampleApplication.class.getName(),
                        "--twsj.server.port=0",
                        "--twsj.server.address=127.0.0.1")
                .redirectErrorStream(true)
                .start();
        port = awaitPort();
    }

    @AfterEach
    void stopTheApplication() throws InterruptedException {
        application.destroy();
        application.waitFor();
    }

    private int awaitPort() throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(application.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            output.append(line).append('\n');
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                return Integer.parseInt(listening.group(1));
            }
        }
        throw new AssertionError("the application did not start:\n" + output);
    }

    private WebSocketConnection connect(WebSocketClient client, String path) throws IOException {
        return client.connectBlocking(URI.create("ws://127.0.0.1:" + port + path), new WebSocketListener() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) {
                received.add(message.text());
            }
        });
    }

    @Test
    void itServesAllHandlers() throws Exception {
        assertThat(output).contains("Starting AOT-processed SampleApplication");
        try (WebSocketClient client = WebSocketClient.create()) {
            connect(client, "/echo").send("hello");
            assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");

            connect(client, "/broadcast").send("to all");
            assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("to all");

            connect(client, "/chat/lobby").send("{\"type\":\"join\",\"id\":1,\"data\":{\"name\":\"Ann\"}}");
            assertThat(received.poll(10, TimeUnit.SECONDS))
                    .contains("\"type\":\"joined\"", "\"id\":1", "\"members\":[\"Ann\"]");
        }
    }
}
