package io.twsj.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.RawClient;
import io.twsj.WireFrame;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code echo} on the command line, in a process of its own. */
@Timeout(60)
class EchoCommandTest {

    private static final Pattern LISTENING = Pattern.compile("listening on ws://127\\.0\\.0\\.1:(\\d+)/");

    private Process process;

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void saysWhereItListensAndSendsMessagesBackOnEveryPath() throws Exception {
        int port = start("--port", "0", "--loops", "1");
        try (RawClient client = RawClient.open(port, "/any/path")) {
            client.send(WireFrame.text("hello"));
            assertThat(client.readText()).isEqualTo("hello");
        }
    }

    @Test
    void sendsToAllOnBroadcast() throws Exception {
        int port = start("--port", "0");
        try (RawClient one = RawClient.open(port, "/broadcast");
                RawClient other = RawClient.open(port, "/broadcast")) {
            one.send(WireFrame.text("to all"));
            assertThat(one.readText()).isEqualTo("to all");
            assertThat(other.readText()).isEqualTo("to all");
        }
    }

    @Test
    void endsGracefullyWhenToldTo() throws Exception {
        int port = start("--port", "0");
        try (RawClient client = RawClient.open(port, "/")) {
            process.destroy();
            WireFrame close = client.readFrame();
            assertThat(close.opcode()).isEqualTo(WireFrame.CLOSE);
            assertThat(close.closeCode()).isEqualTo(1001);
        }
        assertThat(process.waitFor(11, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isIn(0, 143);
    }

    @Test
    void agreesToASubprotocolAndRefusesOtherOrigins() throws Exception {
        int port = start("--port", "0", "--subprotocol", "chat", "--origin", "https://app.example");
        try (RawClient client = RawClient.connect(port)) {
            client.write(RawClient.request("/", "Sec-WebSocket-Protocol: x, chat", "Origin: https://app.example"));
            assertThat(client.readHeadOnly().header("Sec-WebSocket-Protocol")).isEqualTo("chat");
        }
        try (RawClient client = RawClient.connect(port)) {
            client.write(RawClient.request("/", "Origin: https://evil.example"));
            assertThat(client.readResponse().status()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo --port",
                "echo --port x",
                "echo --port 65536",
                "echo --nonsense",
                "other",
                "echo --keystore k.p12"
            })
    void wrongOptionsEndItWithOneLine(String line) throws Exception {
        process = launch(List.of(line.split(" ")));
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(errors.lines()).hasSize(1);
    }

    private int start(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("echo"));
        arguments.addAll(List.of(options));
        process = launch(arguments);
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Matcher first = LISTENING.matcher(String.valueOf(out.readLine()));
        assertThat(first.matches()).as("the first line says where it listens").isTrue();
        return Integer.parseInt(first.group(1));
    }

    private static Process launch(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.twsj.cli.Main"));
        command.addAll(arguments);
        return new ProcessBuilder(command).start();
    }
}
