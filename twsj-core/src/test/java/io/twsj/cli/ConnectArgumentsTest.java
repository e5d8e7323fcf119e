package io.twsj.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.ChildJvm;
import io.twsj.message.Message;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What wrong options of {@code connect} are answered with, and how it shows what arrives. */
class ConnectArgumentsTest {

    private static final String URL = "ws://localhost/";

    static Stream<List<String>> wrong() {
        return Stream.of(
                List.of("--nonsense", URL),
                List.of("-", URL),
                List.of("http://localhost/"),
                List.of("ws://"),
                List.of("no url"),
                List.of("ws://localhost/#x"),
                List.of("ws://me:pw@localhost/"),
                List.of(URL + "1", URL),
                List.of("--header", "no colon", URL),
                List.of("--header", "two words: x", URL),
                List.of("--header", "Upgrade: x", URL),
                List.of("--header", "Sec-WebSocket-Key: x", URL),
                List.of("--header"),
                List.of("--origin"),
                List.of("--subprotocol", "two words", URL),
                List.of("--user", "me", URL),
                List.of("--max-message-size", "0", URL),
                List.of("--max-fragments", "x", URL),
                List.of("--ping", "0", URL),
                List.of("--ping", "x", URL));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void wrongOptionsAreNamed(List<String> options) {
        String named = options.get(0).equals(URL + "1") ? URL : options.get(0);
        assertThatThrownBy(() -> ConnectArguments.parse(options))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(named)
                .message()
                .hasLineCount(1);
    }

    @Test
    void wrongUsageEndsWithTwoAndOneLine() throws Exception {
        for (List<String> command : List.of(List.of("connect"), List.of("connect", "http://x/"))) {
            try (ChildJvm child = ChildJvm.start(command.toArray(String[]::new))) {
                assertThat(child.awaitExit()).as("%s", command).isEqualTo(2);
                assertThat(child.errorOutput().lines()).as("%s", command).hasSize(1);
                assertThat(child.remainingLines()).isEmpty();
            }
        }
    }

    @Test
    void urlsOfEveryKindAreTaken() {
        for (String url : List.of(URL, "wss://[::1]:8443/a?b=c", "ws+unix:/run/app.sock:/chat", "WS://H")) {
            assertThat(ConnectArguments.parse(List.of(url, "--verbose")).uri).hasToString(url);
        }
    }

    // Showing

    private static String shown(boolean terminal, Message message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertThat(new Display(stream, System.err, false, terminal).message(message))
                .isTrue();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void onlyATerminalIsSparedControlCharacters() {
        Message message = Message.text("a\u001b[2J\u009b\tb\nc");
        String end = System.lineSeparator();
        assertThat(shown(false, message)).isEqualTo("a\u001b[2J\u009b\tb\nc" + end);
        assertThat(shown(true, message)).isEqualTo("a\\u001b[2J\\u009b\tb\nc" + end);
    }

    @Test
    void anEmptyBinaryMessageIsShownToo() {
        assertThat(shown(false, Message.binary(new byte[0]))).startsWith("binary 0 bytes:");
    }
}
