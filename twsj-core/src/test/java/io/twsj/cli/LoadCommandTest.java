package io.twsj.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.ChildJvm;
import io.twsj.Servers;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.WebSocketServer;
import io.twsj.message.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code load}: what it says about a server, and what is no measurement. */
@Timeout(60)
class LoadCommandTest {

    private static final String URL = "ws://localhost/";

    private static String load(WebSocketServer server, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(Servers.uri(server, "/").toString(), "--connections", "3"));
        all.addAll(List.of("--warm-up", "0", "--seconds", "1"));
        all.addAll(Arrays.asList(options));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new LoadCommand(LoadArguments.parse(all), new PrintStream(out, true, StandardCharsets.UTF_8)).run();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void itTellsHowManyMessagesWereAnsweredInASecond() throws IOException {
        try (WebSocketServer server = Servers.inline(Servers.ECHO)) {
            assertThat(load(server)).matches("[1-9][0-9,]* messages/s\\R");
            assertThat(server.statistics().receivedMessages()).isPositive();
        }
    }

    @Test
    void itTellsWhatAMessageCostsTheServer() throws IOException {
        try (WebSocketServer server = Servers.inline(Servers.ECHO)) {
            String pid = Long.toString(ProcessHandle.current().pid());
            assertThat(load(server, "--pid", pid, "--text", "--size", "1000", "--depth", "16", "--deflate"))
                    .matches(
                            "[1-9][0-9,]* messages/s, [0-9]+\\.[0-9]{2} us of the server's processor time a message\\R");
        }
    }

    @Test
    void anAnswerThatIsNoEchoEndsIt() {
        WebSocketListener other = new WebSocketListener() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) {
                connection.send("another");
            }
        };
        try (WebSocketServer server = Servers.inline(other)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> load(server))
                    .withMessageContaining("text of 7 bytes");
        }
    }

    @Test
    void aServerThatAnswersNothingIsNoMeasurement() {
        try (WebSocketServer server = Servers.inline(new WebSocketListener() {})) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> load(server))
                    .withMessageContaining("answered nothing");
        }
    }

    static Stream<List<String>> wrong() {
        return Stream.of(
                List.of("--nonsense", URL),
                List.of("http://localhost/"),
                List.of(URL + "1", URL),
                List.of("--connections", "0", URL),
                List.of("--size", "x", URL),
                List.of("--depth", "0", URL),
                List.of("--seconds", "0", URL),
                List.of("--pid", "2147483647", URL));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void wrongOptionsAreNamed(List<String> options) {
        String named = options.get(0).equals(URL + "1") ? URL : options.get(0);
        assertThatThrownBy(() -> LoadArguments.parse(options))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(named);
    }

    @Test
    void withoutAUrlItSaysWhatItNeeds() throws Exception {
        try (ChildJvm child = ChildJvm.start("load")) {
            assertThat(child.awaitExit()).isEqualTo(Main.WRONG_USAGE);
            assertThat(child.errorOutput()).contains("load needs the URL of a server that echoes");
        }
    }
}
