package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.message.Message;
import io.twsj.transport.ManualTicker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Trouble has a line in the log: a clear one, of which a peer can cause few, and which it cannot make look like others. */
class TroubleLogTest {

    private final ManualTicker time = new ManualTicker(0);
    private LogCapture log;

    @BeforeEach
    void capture() {
        log = LogCapture.start();
    }

    @AfterEach
    void end() {
        log.close();
    }

    private WebSocketServer server(WebSocketListener listener) {
        return Servers.start(Servers.builder()
                .loops(1)
                .ticker(time)
                .shutdownGrace(Duration.ZERO)
                .route(Route.of("/", listener).execution(Execution.INLINE).build()));
    }

    private static void refuse(WebSocketServer server, String target) throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.write(RawClient.request(target)).skipToEnd();
        }
    }

    private List<String> lines() {
        return log.records(Level.INFO).stream().map(LogRecord::getMessage).toList();
    }

    @Test
    void aRefusedHandshakeIsALine() throws Exception {
        try (WebSocketServer server = server(Servers.ECHO)) {
            refuse(server, "/nowhere");
            assertThat(lines())
                    .singleElement()
                    .asString()
                    .matches("handshake from /127\\.0\\.0\\.1:\\d+ refused with 404: nothing is at /nowhere");
        }
    }

    @Test
    void aFloodHasTenLinesAndThenTheirNumber() throws Exception {
        try (WebSocketServer server = server(Servers.ECHO)) {
            for (int i = 0; i < 25; i++) {
                refuse(server, "/" + i);
            }
            assertThat(lines()).hasSize(10);
            assertThat(server.statistics().refusedHandshakes()).isEqualTo(25);
            time.advance(Duration.ofSeconds(10));
            refuse(server, "/later");
            assertThat(lines()).hasSize(11);
            assertThat(lines().get(10)).endsWith("nothing is at /later (15 more like this were left out)");
        }
    }

    @Test
    void aFloodOfFailuresDoesNotHideOtherTrouble() throws Exception {
        WebSocketListener failing = new WebSocketListener() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) {
                throw new IllegalStateException("as always");
            }
        };
        try (WebSocketServer server = server(failing)) {
            for (int i = 0; i < 15; i++) {
                try (RawClient client = RawClient.open(server.port(), "/")) {
                    assertThat(client.send(WireFrame.text("a")).readFrame()).isEqualTo(WireFrame.close(1011));
                }
            }
            refuse(server, "/nowhere");
            assertThat(log.records(Level.SEVERE))
                    .hasSize(10)
                    .allMatch(failure -> failure.getMessage().startsWith("onMessage failed for connection ")
                            && failure.getThrown() instanceof IllegalStateException);
            assertThat(lines()).hasSize(11);
        }
    }

    @Test
    void nothingInARequestCanForgeALine() throws Exception {
        try (WebSocketServer server = server(Servers.ECHO)) {
            // NEL, a line separator in UTF-8, an escape sequence: all that the head's reader lets through or quotes.
            for (int b = 0; b < 256; b++) {
                try (RawClient client = RawClient.connect(server.port())) {
                    byte[] request = RawClient.request("/x*y");
                    for (int i = 0; i < request.length; i++) {
                        request[i] = request[i] == '*' ? (byte) b : request[i];
                    }
                    client.write(request).skipToEnd();
                }
                time.advance(Duration.ofSeconds(10));
            }
            refuse(server, new String("/\u2028forged".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
            await().until(() -> lines().size() >= 200);
            assertThat(lines()).allMatch(line -> line.chars().noneMatch(TroubleLogTest::breaksLines));
        }
    }

    private static boolean breaksLines(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
    }

    @Test
    void noWordOfAPeerInAnExceptionCanForgeALine() throws Exception {
        WebSocketListener parsing = new WebSocketListener() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) {
                throw new IllegalArgumentException(
                        "cannot read", new NumberFormatException("For input string: " + message.text()));
            }
        };
        try (WebSocketServer server = server(parsing);
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text("7\nSEVERE: all is lost\r\u0085forged"));
            assertThat(client.readFrame()).isEqualTo(WireFrame.close(1011));
            LogRecord failure = log.records(Level.SEVERE).get(0);
            String written = new SimpleFormatter().format(failure);
            assertThat(written.lines().map(String::strip))
                    .noneMatch(line -> line.startsWith("SEVERE: all") || line.startsWith("forged"))
                    .anyMatch(line -> line.contains("IllegalArgumentException: cannot read"))
                    .anyMatch(line -> line.contains("NumberFormatException: For input string: 7\\u000aSEVERE"))
                    .anyMatch(line -> line.contains("TroubleLogTest"));
        }
    }
}
