package io.twsj.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twsj.ChildJvm;
import io.twsj.ConnectOptions;
import io.twsj.RawClient;
import io.twsj.RawClient.Response;
import io.twsj.WebSocketClient;
import io.twsj.WebSocketListener;
import io.twsj.WireFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the options of {@code echo} do, and what wrong ones are answered with. */
class EchoOptionsTest {

    /** Whatever its peers do: one that does not answer, one that does not read. */
    @Test
    void aTermSignalEndsItWithinElevenSeconds() throws Exception {
        try (ChildJvm echo = ChildJvm.start("echo", "--port", "0")) {
            int port = echo.awaitPort();
            try (RawClient silent = RawClient.open(port, "/");
                    RawClient deaf = RawClient.openNarrow(port, "/")) {
                deaf.send(WireFrame.binary(new byte[1 << 20]), WireFrame.binary(new byte[1 << 20]));
                assertThat(silent.send(WireFrame.text("a")).readText()).isEqualTo("a");
                long start = System.nanoTime();
                echo.terminate();
                assertThat(echo.awaitExit()).isIn(0, 143);
                assertThat(System.nanoTime() - start).isLessThan(11_000_000_000L);
            }
        }
    }

    @Test
    void optionsReachTheServer() throws Exception {
        try (ChildJvm echo = ChildJvm.start(
                "echo",
                "--port",
                "0",
                "--address",
                "127.0.0.2",
                "--max-message-size",
                "1000",
                "--max-fragments",
                "3",
                "--origin",
                "https://one.example",
                "--origin",
                "https://two.example:8443",
                "--subprotocol",
                "chat",
                "--subprotocol",
                "superchat",
                "--deflate")) {
            String line = echo.awaitLine();
            assertThat(line).startsWith("listening on ws://127.0.0.2:");
            int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1, line.length() - 1));
            assertThat(statusOf(port)).isEqualTo(101);
            assertThat(statusOf(port, "Origin: https://one.example")).isEqualTo(101);
            assertThat(statusOf(port, "Origin: https://two.example:8443")).isEqualTo(101);
            assertThat(statusOf(port, "Origin: https://two.example")).isEqualTo(403);
            assertThat(statusOf(port, "Origin: http://127.0.0.2")).isEqualTo(403);
            Response response = answerOf(
                    port, "Sec-WebSocket-Protocol: x, superchat, chat", "Sec-WebSocket-Extensions: permessage-deflate");
            assertThat(response.header("Sec-WebSocket-Protocol")).isEqualTo("superchat");
            assertThat(response.header("Sec-WebSocket-Extensions")).isEqualTo("permessage-deflate");
            for (String offer : List.of(
                    "permessage-deflate; server_no_context_takeover; server_max_window_bits=9",
                    "deflate-frame",
                    "x-webkit-deflate-frame")) {
                assertThat(answerOf(port, "Sec-WebSocket-Extensions: " + offer).header("Sec-WebSocket-Extensions"))
                        .isEqualTo(offer);
            }
            assertThat(answerOf(port, "Sec-WebSocket-Extensions: deflate-frame, permessage-deflate")
                            .header("Sec-WebSocket-Extensions"))
                    .isEqualTo("permessage-deflate");
            await().untilAsserted(() ->
                    assertThat(echo.errorOutput()).contains("refused with 403: this origin is not allowed here"));
            assertThat(echo.errorOutput()).doesNotContain("WARNING", "SEVERE", "Exception");
            limitsHold(port);
        }
    }

    @Test
    void basicAndDigestAreOfferedTogether() throws Exception {
        try (ChildJvm echo = ChildJvm.start("echo", "--port", "0", "--basic", "a:b:c", "--digest", "d:e")) {
            int port = echo.awaitPort();
            assertThat(challengesOf(port))
                    .matches("Digest realm=\"twsj\", qop=\"auth\", algorithm=SHA-256, .*, Basic realm=\"twsj\".*");
            // a:b:c and d:e in base64
            assertThat(statusOfEcho(port, "Authorization: Basic YTpiOmM=")).isEqualTo(101);
            assertThat(statusOfEcho(port, "Authorization: Basic ZDpl")).isEqualTo(401);
            connects(port, "d", "e");
        }
    }

    @Test
    void eachSchemeIsOfferedAlone() throws Exception {
        try (ChildJvm basic = ChildJvm.start("echo", "--port", "0", "--basic", "a:b");
                ChildJvm digest = ChildJvm.start("echo", "--port", "0", "--digest", "d:e")) {
            int port = basic.awaitPort();
            assertThat(challengesOf(port)).startsWith("Basic ").doesNotContain("Digest");
            connects(port, "a", "b");
            assertThat(challengesOf(digest.awaitPort())).startsWith("Digest ").doesNotContain("Basic");
        }
    }

    private static String challengesOf(int port) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            return client.write(RawClient.request("/broadcast")).readResponse().header("WWW-Authenticate");
        }
    }

    private static int statusOfEcho(int port, String line) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            return client.write(RawClient.request("/", line)).readResponse().status();
        }
    }

    private static void connects(int port, String user, String password) throws IOException {
        ConnectOptions options =
                ConnectOptions.builder().credentials(user, password).build();
        try (WebSocketClient client = WebSocketClient.create()) {
            client.connectBlocking(URI.create("ws://127.0.0.1:" + port + "/"), options, new WebSocketListener() {})
                    .close();
        }
    }

    private static void limitsHold(int port) throws IOException {
        try (RawClient client = connect(port)) {
            client.handshake("/");
            assertThat(client.send(WireFrame.binary(new byte[1000])).readFrame().payload())
                    .hasSize(1000);
            client.send(WireFrame.binary(new byte[1001]));
            assertThat(client.readFrame().closeCode()).isEqualTo(1009);
        }
        try (RawClient client = connect(port)) {
            client.handshake("/");
            WireFrame more = WireFrame.continuation("b").notFinal();
            client.send(WireFrame.text("a").notFinal(), more, WireFrame.continuation("c"));
            assertThat(client.readText()).isEqualTo("abc");
            client.send(WireFrame.text("a").notFinal(), more, more, more);
            assertThat(client.readFrame().closeCode()).isEqualTo(1009);
        }
    }

    private static RawClient connect(int port) throws IOException {
        return RawClient.connect(InetAddress.getByName("127.0.0.2"), port, 0);
    }

    private static int statusOf(int port, String... headerLines) throws IOException {
        return answerOf(port, headerLines).status();
    }

    private static Response answerOf(int port, String... headerLines) throws IOException {
        try (RawClient client = connect(port)) {
            return client.write(RawClient.request("/", headerLines)).readResponse();
        }
    }

    @Test
    void itListensOnTheLoopbackInterfaceOnly() throws Exception {
        try (ChildJvm echo = ChildJvm.start("echo", "--port", "0")) {
            int port = echo.awaitPort();
            try (Socket socket = new Socket()) {
                assertThatThrownBy(() -> socket.connect(new InetSocketAddress("127.0.0.2", port), 2000))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    // Wrong usage

    static Stream<List<String>> wrong() {
        return Stream.of(
                List.of("--port"),
                List.of("--port", "x"),
                List.of("--port", "-1"),
                List.of("--port", "65536"),
                List.of("--loops", "0"),
                List.of("--max-message-size", "0"),
                List.of("--max-message-size", "99999999999"),
                List.of("--max-fragments", "0"),
                List.of("--nonsense"),
                List.of("stray"),
                List.of("--origin"),
                List.of("--origin", "no-url"),
                List.of("--origin", "https://one.example/path"),
                List.of("--subprotocol", "two words"),
                List.of("--keystore", "x"),
                List.of("--keystore-password", "x"),
                List.of("--basic", "secret"),
                List.of("--digest"),
                List.of("--digest", "a:secret\n"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void wrongOptionsAreNamed(List<String> options) {
        assertThatThrownBy(() -> EchoOptions.parse(options))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(options.get(0))
                .hasMessageNotContaining("secret")
                .message()
                .hasLineCount(1);
    }

    @Test
    void wrongUsageEndsWithTwoAndOneLine() throws Exception {
        List<List<String>> commands = List.of(
                List.of("echo", "--port", "x"),
                List.of("echo", "--origin", "no-url"),
                List.of("echo", "--subprotocol", "two words"),
                List.of("nonsense"));
        for (List<String> command : commands) {
            try (ChildJvm child = ChildJvm.start(command.toArray(String[]::new))) {
                assertThat(child.awaitExit()).as("%s", command).isEqualTo(2);
                assertThat(child.errorOutput().lines()).as("%s", command).hasSize(1);
                assertThat(child.remainingLines()).isEmpty();
            }
        }
    }

    @Test
    void withoutArgumentsItSaysHowItIsUsed() throws Exception {
        try (ChildJvm child = ChildJvm.start()) {
            assertThat(child.awaitExit()).isZero();
            assertThat(child.remainingLines()).anyMatch(line -> line.contains("--port"));
        }
    }

    @Test
    void aPortInUseEndsWithOneAndOneLine() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildJvm child = ChildJvm.start("echo", "--port", "" + other.getLocalPort())) {
            assertThat(child.awaitExit()).isEqualTo(1);
            assertThat(child.errorOutput().lines())
                    .singleElement()
                    .asString()
                    .contains("" + other.getLocalPort(), "in use");
        }
    }
}
