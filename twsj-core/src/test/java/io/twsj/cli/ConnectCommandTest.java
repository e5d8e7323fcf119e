package io.twsj.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.ChildJvm;
import io.twsj.RawPeer;
import io.twsj.RawServer;
import io.twsj.TlsTesting;
import io.twsj.WebSocketServer;
import io.twsj.WireFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code connect} on the command line, in a process of its own. */
@Timeout(60)
class ConnectCommandTest {

    private static ChildJvm connect(RawServer server, String... options) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("connect", server.uri("/").toString()));
        command.addAll(Arrays.asList(options));
        return ChildJvm.start(command.toArray(String[]::new));
    }

    private static void endsWell(ChildJvm child, String... lines) throws Exception {
        assertThat(child.awaitExit()).as(child.errorOutput()).isZero();
        assertThat(child.remainingLines()).containsExactly(lines);
        assertThat(child.errorOutput()).isEmpty();
    }

    private static void fails(ChildJvm child, String why) throws Exception {
        assertThat(child.awaitExit()).isEqualTo(1);
        assertThat(child.errorOutput().lines())
                .singleElement()
                .asString()
                .startsWith("twsj: ")
                .contains(why);
    }

    // Sending

    @Test
    void linesOfAPipeAreTextMessagesAndItsEndIsClose1000() throws Exception {
        try (RawServer server = RawServer.start(peer -> {
                    peer.accept();
                    assertThat(peer.readFrame()).isEqualTo(WireFrame.text("a"));
                    assertThat(peer.readFrame()).isEqualTo(WireFrame.text("\u00fcber \ud83d\ude00"));
                    assertThat(peer.readFrame()).isEqualTo(WireFrame.text(""));
                    assertThat(peer.readFrame()).isEqualTo(WireFrame.text("no newline"));
                    WireFrame close = peer.readFrame();
                    assertThat(close).isEqualTo(WireFrame.close(1000));
                    peer.send(WireFrame.text("after your close"), close);
                });
                ChildJvm child = connect(server)) {
            child.type("a\n\u00fcber \ud83d\ude00\n\nno newline");
            child.endInput();
            endsWell(child, "after your close");
        }
    }

    @Test
    void moreLinesThanMayWaitArriveAll() throws Exception {
        int count = 60_000;
        try (RawServer server = RawServer.start(peer -> {
                    peer.accept();
                    // Nothing is read for a while.
                    await().during(Duration.ofMillis(500)).until(() -> true);
                    for (int i = 0; i < count; i++) {
                        assertThat(peer.readFrame().payload()).hasSize(100);
                    }
                    peer.awaitClose();
                });
                ChildJvm child = connect(server)) {
            child.type(("x".repeat(100) + "\n").repeat(count));
            child.endInput();
            endsWell(child);
        }
    }

    // Showing

    @Test
    void textIsALineAndBinaryIsItsLengthAndItsFirst64BytesInHex() throws Exception {
        byte[] bytes = new byte[100];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i + 200);
        }
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < 64; i++) {
            hex.append(String.format("%02x", (byte) (i + 200)));
        }
        try (RawServer server = RawServer.start(peer -> {
                    peer.accept();
                    peer.send(
                            WireFrame.text("\u00e4 \u001b[1m"),
                            WireFrame.binary(new byte[] {0, 127, -1}),
                            WireFrame.binary(bytes),
                            WireFrame.close(1000));
                    assertThat(peer.readFrame()).isEqualTo(WireFrame.close(1000));
                });
                ChildJvm child = connect(server)) {
            endsWell(child, "\u00e4 \u001b[1m", "binary 3 bytes: 007fff", "binary 100 bytes: " + hex);
        }
    }

    @Test
    void whenNobodyReadsItsOutputItCloses() throws Exception {
        try (RawServer server = RawServer.start(peer -> {
            peer.accept();
            peer.send(WireFrame.text("for nobody"));
            assertThat(peer.readFrame()).isEqualTo(WireFrame.close(1000));
            peer.send(WireFrame.close(1000));
        })) {
            OutputStream gone = OutputStream.nullOutputStream();
            gone.close();
            assertThat(runHere(server, gone, new ByteArrayOutputStream(), "--echo"))
                    .isZero();
        }
    }

    /** In this JVM, with input that cannot be read. */
    private static int runHere(RawServer server, OutputStream out, OutputStream err, String... options)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(server.uri("/").toString()));
        arguments.addAll(Arrays.asList(options));
        Display display =
                new Display(new PrintStream(out, false, UTF_8), new PrintStream(err, true, UTF_8), false, false);
        InputStream unreadable = InputStream.nullInputStream();
        unreadable.close();
        return new ConnectCommand(ConnectArguments.parse(arguments), display).run(unreadable);
    }

    // Echo

    @Test
    void echoSendsEveryMessageBackAndReadsNoInput() throws Exception {
        try (RawServer server = RawServer.start(peer -> {
                    peer.accept();
                    peer.send(WireFrame.text("a"), WireFrame.binary(new byte[] {1}));
                    assertThat(peer.readFrame()).isEqualTo(WireFrame.text("a"));
                    assertThat(peer.readFrame()).isEqualTo(WireFrame.binary(new byte[] {1}));
                    // An echo may be too late, which is no failure.
                    peer.send(WireFrame.text("b"), WireFrame.close(1001));
                    peer.skipToEnd();
                });
                ChildJvm child = connect(server, "--echo")) {
            child.type("not read\n");
            child.endInput();
            endsWell(child, "a", "binary 1 bytes: 01", "b");
        }
    }

    // The request

    @Test
    void optionsReachTheServer() throws Exception {
        try (RawServer server = RawServer.start(
                        peer -> {
                            peer.request();
                            peer.answer(
                                    "",
                                    "HTTP/1.1 401 Unauthorized",
                                    "WWW-Authenticate: Basic realm=x",
                                    "Content-Length: 0");
                        },
                        peer -> {
                            RawPeer.Request request = peer.accept("Sec-WebSocket-Protocol: two");
                            assertThat(request.header("X-One")).isEqualTo("a: b");
                            assertThat(request.header("X-Two")).isEqualTo("c");
                            assertThat(request.header("Origin")).isEqualTo("https://app.example");
                            assertThat(request.header("Sec-WebSocket-Protocol")).isEqualTo("one, two");
                            assertThat(request.header("Authorization")).isEqualTo("Basic bWU6cDp3");
                            assertThat(request.header("Sec-WebSocket-Extensions"))
                                    .isEqualTo("permessage-deflate; client_max_window_bits");
                            peer.awaitClose();
                        });
                ChildJvm child = ChildJvm.start(
                        "connect",
                        "--header",
                        "X-One: a: b",
                        "--header",
                        "X-Two:c",
                        "--origin",
                        "https://app.example",
                        server.uri("/").toString(),
                        "--subprotocol",
                        "one",
                        "--subprotocol",
                        "two",
                        "--user",
                        "me:p:w",
                        "--deflate")) {
            child.endInput();
            assertThat(child.awaitExit()).as(child.errorOutput()).isZero();
            assertThat(child.errorOutput()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"--max-message-size, 3, abcd, 1009", "--max-fragments, 1, abc, 1009"})
    void limitsHold(String option, String limit, String text, int code) throws Exception {
        try (RawServer server = RawServer.start(peer -> {
                    peer.accept();
                    peer.send(WireFrame.text("abc"));
                    peer.send(WireFrame.text(text).notFinal(), WireFrame.continuation(""));
                    assertThat(peer.readFrame().closeCode()).isEqualTo(code);
                });
                ChildJvm child = connect(server, option, limit)) {
            fails(child, "1009");
            assertThat(child.remainingLines()).containsExactly("abc");
        }
    }

    // Pings

    @Test
    void pingsAndPongsAreShownIfAskedFor() throws Exception {
        CountDownLatch pinged = new CountDownLatch(1);
        try (RawServer server = RawServer.start(peer -> {
                    peer.accept();
                    WireFrame ping = peer.readFrame();
                    assertThat(ping.opcode()).isEqualTo(WireFrame.PING);
                    peer.send(WireFrame.of(WireFrame.PONG, ping.payload()), WireFrame.ping("\u0001"));
                    assertThat(peer.readFrame()).isEqualTo(WireFrame.pong("\u0001"));
                    pinged.countDown();
                    peer.awaitClose();
                });
                ChildJvm child = connect(server, "--verbose", "--ping", "1")) {
            assertThat(pinged.await(20, TimeUnit.SECONDS)).isTrue();
            await().until(() -> child.errorOutput().contains("< ping 1 bytes: 01"));
            await().until(() -> child.errorOutput().contains("round-trip"));
            child.endInput();
            assertThat(child.awaitExit()).isZero();
            assertThat(child.remainingLines()).isEmpty();
            assertThat(child.errorOutput().lines())
                    .startsWith("connected to " + server.uri("/") + "; the end of input (Ctrl-D) closes", "> ping")
                    .anyMatch(line -> line.matches("< pong 8 bytes: [0-9a-f]{16}"))
                    .anyMatch(line -> line.matches("round-trip time \\d+\\.\\d{3} ms"))
                    .endsWith("closed with 1000");
        }
    }

    // The end

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 0})
    void aPeerThatClosesInPeaceIsASuccess(int code) throws Exception {
        try (RawServer server = RawServer.start(peer -> {
                    peer.accept();
                    peer.send(code == 0 ? WireFrame.of(WireFrame.CLOSE, new byte[0]) : WireFrame.close(code));
                    assertThat(peer.readFrame().opcode()).isEqualTo(WireFrame.CLOSE);
                });
                ChildJvm child = connect(server)) {
            endsWell(child);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1002, 1008, 1011, 1013, 3000, 4001})
    void anyOtherCodeIsAFailure(int code) throws Exception {
        try (RawServer server = RawServer.start(peer -> {
                    peer.accept();
                    peer.send(WireFrame.close(code));
                    assertThat(peer.readFrame().opcode()).isEqualTo(WireFrame.CLOSE);
                });
                ChildJvm child = connect(server)) {
            fails(child, "" + code);
        }
    }

    @Test
    void anEndWithoutACloseFrameIsAFailure() throws Exception {
        try (RawServer server = RawServer.start(RawPeer::accept);
                ChildJvm child = connect(server)) {
            fails(child, "1006");
        }
    }

    @Test
    void aPeerThatBreaksTheProtocolIsAFailure() throws Exception {
        try (RawServer server = RawServer.start(peer -> {
                    peer.accept();
                    peer.send(WireFrame.continuation("of nothing"));
                    assertThat(peer.readFrame().closeCode()).isEqualTo(1002);
                });
                ChildJvm child = connect(server)) {
            fails(child, "1002");
        }
    }

    @Test
    void aRefusalIsAFailure() throws Exception {
        try (RawServer server = RawServer.start(peer -> {
                    peer.request();
                    peer.answer("", "HTTP/1.1 403 Forbidden", "Content-Length: 0");
                });
                ChildJvm child = connect(server)) {
            fails(child, "403 (Forbidden)");
        }
    }

    @Test
    void aServerThatIsNotThereIsAFailure() throws Exception {
        RawServer gone = RawServer.start(RawPeer::awaitEnd);
        gone.close();
        try (ChildJvm child = connect(gone)) {
            fails(child, "cannot connect to " + gone.uri("/"));
        }
    }

    // TLS

    @Test
    void anUnknownCertificateIsTakenByTheInsecureOnly() throws Exception {
        try (WebSocketServer server = TlsTesting.echo(TlsTesting.server("ec").build())) {
            String uri = TlsTesting.uri(server.port(), "/echo").toString();
            try (ChildJvm child = ChildJvm.start("connect", uri)) {
                fails(child, "it comes from nobody whom this client trusts");
            }
            try (ChildJvm child = ChildJvm.start("connect", "--insecure", uri)) {
                child.type("over TLS\n");
                assertThat(child.awaitLine()).isEqualTo("over TLS");
                child.endInput();
                assertThat(child.awaitExit()).isZero();
                assertThat(child.errorOutput()).contains("INSECURE");
            }
        }
    }

    /** What is typed arrives at once, not when the input ends. */
    @Test
    void aConversationGoesLineByLine() throws Exception {
        try (RawServer server = RawServer.start(peer -> {
                    peer.accept();
                    peer.send(peer.readFrame());
                    peer.send(peer.readFrame());
                    peer.awaitClose();
                });
                ChildJvm child = connect(server)) {
            child.type("one\n");
            assertThat(child.awaitLine()).isEqualTo("one");
            child.type("two\n");
            assertThat(child.awaitLine()).isEqualTo("two");
            child.endInput();
            endsWell(child);
        }
    }

    @Test
    void inputThatCannotBeReadIsAFailure() throws Exception {
        try (RawServer server = RawServer.start(peer -> {
            peer.accept();
            WireFrame close = peer.readFrame();
            assertThat(close.closeCode()).isEqualTo(1011);
            peer.send(close);
        })) {
            ByteArrayOutputStream errors = new ByteArrayOutputStream();
            assertThat(runHere(server, OutputStream.nullOutputStream(), errors)).isEqualTo(1);
            assertThat(errors.toString(UTF_8))
                    .isEqualTo("twsj: the connection ended with 1011: Stream closed" + System.lineSeparator());
        }
    }
}
