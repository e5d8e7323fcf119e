package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.blocking.WsSocket;
import io.twsj.frame.Frame;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server tells its events in the log if asked to: one line each, with the connection's id, and nothing forged. */
class EventLogTest {

    private final Logger logger = Logger.getLogger("io.twsj");
    private final LogCapture log = LogCapture.start();
    private final Recorder listener = new Recorder();

    @BeforeEach
    void everything() {
        logger.setLevel(Level.FINE);
    }

    @AfterEach
    void asBefore() {
        logger.setLevel(null);
        log.close();
    }

    private List<String> lines(Level level) {
        return log.records(level).stream().map(logged -> logged.getMessage()).toList();
    }

    private void converse(boolean logEvents) throws Exception {
        try (WebSocketServer server =
                Servers.start(Servers.builder().route("/", listener).logEvents(logEvents))) {
            try (WsSocket client = WsSocket.connect(Servers.uri(server, "/"))) {
                client.send("hello");
                client.ping((byte) 1);
                client.send(Frame.pong());
                client.close(4000, "line 1\r\nINFO line 2");
            }
            listener.awaitClose();
        }
    }

    @Test
    void everyEventIsALineWithTheConnectionsId() throws Exception {
        converse(true);
        String id = listener.awaitOpen().id();
        List<String> lines = lines(Level.FINE);
        assertThat(lines.get(0)).startsWith("listening on ");
        assertThat(lines).anyMatch(line -> line.startsWith("connection " + id + " connected from "));
        assertThat(lines)
                .containsSubsequence(
                        "connection " + id + " got a text message of 5 bytes",
                        "connection " + id + " got a ping of 1 bytes",
                        "connection " + id + " got a pong of 0 bytes",
                        "connection " + id + " closed with 4000 (line 1\\u000d\\u000aINFO line 2)");
        assertThat(lines).last().asString().isEqualTo("stopped");
        assertThat(lines(Level.INFO)).noneMatch(line -> line.contains(" got a "));
        assertThat(lines(Level.INFO)).hasSize(4);
    }

    @Test
    void withoutBeingAskedNothingIsSaidAtTheUsualLevel() throws Exception {
        converse(false);
        assertThat(lines(Level.INFO)).isEmpty();
        assertThat(lines(Level.FINE)).noneMatch(line -> line.contains(" got a "));
    }

    @Test
    void aFailureIsALineToo() throws Exception {
        try (WebSocketServer server =
                        Servers.start(Servers.builder().route("/", listener).logEvents(true));
                RawClient client = RawClient.open(server.port(), "/")) {
            client.write(new byte[] {(byte) 0x83, (byte) 0x80, 0, 0, 0, 0});
            listener.awaitClose();
        }
        assertThat(lines(Level.INFO)).anyMatch(line -> line.contains("failed") && line.contains("reserved opcode 3"));
    }

    @Test
    void charactersThatCouldDeceiveAreEscaped() {
        assertThat(EventLog.escaped("a\tb\u001b[31m\u202e\u2028ü€😀"))
                .isEqualTo("a\\u0009b\\u001b[31m\\u202e\\u2028ü€😀");
    }
}
