package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.message.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cases of the Autobahn suite's fuzzing server, sections 1 to 7 and 10, over sockets: this client is the echo. The
 * frames that come back must be exactly the expected ones, all of them masked.
 */
class AutobahnClientTest {

    private static final int MOST_OCTETS = 1024;

    private static WebSocketClient client;

    @BeforeAll
    static void start() {
        client = WebSocketClient.create();
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    static Stream<AutobahnCase> cases() {
        return AutobahnCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void inOneGo(AutobahnCase one) throws Exception {
        run(one, Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void frameWise(AutobahnCase one) throws Exception {
        run(one, 0);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void inSmallPieces(AutobahnCase one) throws Exception {
        run(one, one.size() <= MOST_OCTETS ? 1 : 997);
    }

    private static void run(AutobahnCase one, int chop) throws Exception {
        Recorder recorder = new Recorder() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) throws Exception {
                connection.send(message);
            }
        };
        ConnectOptions options =
                ConnectOptions.builder().execution(Execution.INLINE).build();
        try (RawServer server = RawServer.start(peer -> play(one, peer, chop))) {
            client.connect(server.uri("/"), options, recorder).get(10, TimeUnit.SECONDS);
            recorder.awaitClose();
        }
    }

    private static void play(AutobahnCase one, RawPeer peer, int chop) throws IOException {
        peer.accept();
        List<WireFrame> events = new ArrayList<>();
        send(one.script(), peer, chop, events);
        if (one.ending().clientCloses()) {
            while (events.size() < one.events().size()) {
                events.add(peer.readFrame());
            }
            assertThat(events).isEqualTo(one.events());
            peer.send(WireFrame.close(1000));
            events.clear();
        }
        WireFrame frame = peer.readFrame();
        while (frame.opcode() != WireFrame.CLOSE) {
            events.add(frame);
            frame = peer.readFrame();
        }
        assertThat(events).isEqualTo(one.ending().clientCloses() ? List.of() : one.events());
        assertThat(frame.closeCode())
                .as("code of %s", frame)
                .isEqualTo(one.ending().code());
    }

    private static void send(List<byte[]> script, RawPeer peer, int chop, List<WireFrame> events) throws IOException {
        ServersFrames plain = new ServersFrames();
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        for (byte[] piece : script) {
            if (piece == AutobahnCase.AWAIT_EVENT) {
                chopped(together.toByteArray(), peer, chop);
                together.reset();
                events.add(peer.readFrame());
            } else if (chop == 0) {
                peer.send(plain.of(piece));
            } else {
                together.writeBytes(plain.of(piece));
            }
        }
        chopped(together.toByteArray(), peer, chop);
    }

    private static void chopped(byte[] bytes, RawPeer peer, int size) throws IOException {
        for (int at = 0; at < bytes.length; at += size) {
            peer.send(Arrays.copyOfRange(bytes, at, (int) Math.min((long) at + size, bytes.length)));
        }
    }
}
