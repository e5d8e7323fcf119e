package io.twsj.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * An application that devtools restart, in a JVM of its own since they restart nothing in a test. The build has them on the
 * class path only for this.
 */
@EnabledIfSystemProperty(named = "twsj.test.devtools", matches = "true")
class DevtoolsRestartTest {

    @Configuration
    @EnableAutoConfiguration
    @Import(Echo.class)
    static class Application {
        public static void main(String[] arguments) {
            SpringApplication.run(Application.class, arguments);
        }
    }

    @WebSocketHandler("/echo")
    static class Echo {
        @OnMessage
        String text(String text) {
            return text;
        }
    }

    /** On the application's class path, where devtools watch for changes. */
    @TempDir
    private Path watched;

    @Test
    void aRestartBindsTheSamePortAgain() throws Exception {
        int port = freePort();
        Process application = start(port);
        CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES)
                .execute(application::destroyForcibly); // ends the reading
        try (BufferedReader lines = application.inputReader()) {
            awaitLine(lines, "listening on ws://127.0.0.1:" + port + "/");
            TestClient before = TestClient.connect(port, "/echo");
            assertThat(before.send("before").next()).isEqualTo("before");

            Files.writeString(watched.resolve("changed.properties"), "changed=true");

            awaitLine(lines, "listening on ws://127.0.0.1:" + port + "/");
            assertThat(before.closed()).isEqualTo("1001");
            try (TestClient after = TestClient.connect(port, "/echo")) {
                assertThat(after.send("after").next()).isEqualTo("after");
            }
        } finally {
            application.destroyForcibly().waitFor();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    private Process start(int port) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        watched + File.pathSeparator + System.getProperty("java.class.path"),
                        Application.class.getName(),
                        "--server.port=0",
                        "--twsj.server.port=" + port,
                        "--twsj.server.address=127.0.0.1",
                        "--spring.devtools.restart.poll-interval=200ms",
                        "--spring.devtools.restart.quiet-period=100ms"))
                .redirectErrorStream(true)
                .start();
    }

    private static void awaitLine(BufferedReader lines, String expected) throws IOException {
        StringBuilder output = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            output.append(line).append('\n');
            if (line.contains(expected)) {
                return;
            }
        }
        throw new AssertionError("the application ended without the line \"" + expected + "\":\n" + output);
    }
}
