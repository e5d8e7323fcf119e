package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The cases of the Autobahn suite's fuzzing client, sections 1 to 7, 9 (part of it) and 10, over sockets. Stricter than
 * the suite: the frames that come back must be exactly the expected ones and TCP must end in order, by the server first.
 */
class AutobahnServerTest {

    /** Beyond that, one write an octet says nothing more and takes its time. */
    private static final int MOST_OCTETS = 4096;

    private static WebSocketServer inline;
    private static WebSocketServer worker;

    @BeforeAll
    static void start() {
        inline = Servers.with(Execution.INLINE, Servers.ECHO, Servers.upTo(64 << 20, 100_000));
        worker = Servers.with(Execution.WORKER, Servers.ECHO, Servers.upTo(64 << 20, 100_000));
    }

    @AfterAll
    static void stop() {
        inline.stop();
        worker.stop();
    }

    static Stream<AutobahnCase> cases() {
        return AutobahnCase.all();
    }

    /** Without those whose echo an error overtakes: a worker may not have run before the rest of a read is judged. */
    static Stream<AutobahnCase> casesForWorkers() {
        return AutobahnCase.all()
                .filter(one -> one.ending().clientCloses() || one.events().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void inOneGo(AutobahnCase one) throws IOException {
        run(one, inline, Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void frameWise(AutobahnCase one) throws IOException {
        run(one, inline, 0);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void inSmallPieces(AutobahnCase one) throws IOException {
        run(one, inline, one.size() <= MOST_OCTETS ? 1 : 997);
    }

    @ParameterizedTest
    @MethodSource("casesForWorkers")
    void inOneGoToWorkers(AutobahnCase one) throws IOException {
        run(one, worker, Integer.MAX_VALUE);
    }

    /** With writes of at most {@code chop} bytes; 0 for one write a frame. */
    private static void run(AutobahnCase one, WebSocketServer server, int chop) throws IOException {
        try (RawClient client = RawClient.open(server.port(), "/")) {
            List<WireFrame> events = new ArrayList<>();
            play(one.script(), client, chop, events);
            if (one.ending().clientCloses()) {
                while (events.size() < one.events().size()) {
                    events.add(client.readFrame());
                }
                assertThat(events).isEqualTo(one.events());
                client.send(WireFrame.close(1000));
                events.clear();
            }
            events.addAll(client.readFramesToEnd());
            assertThat(events).isNotEmpty();
            WireFrame last = events.remove(events.size() - 1);
            assertThat(events).isEqualTo(one.ending().clientCloses() ? List.of() : one.events());
            assertThat(last.opcode()).as("opcode of %s", last).isEqualTo(WireFrame.CLOSE);
            assertThat(last.closeCode())
                    .as("code of %s", last)
                    .isEqualTo(one.ending().code());
        }
    }

    private static void play(List<byte[]> script, RawClient client, int chop, List<WireFrame> events)
            throws IOException {
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        for (byte[] piece : script) {
            if (piece == AutobahnCase.AWAIT_EVENT) {
                client.writeChopped(together.toByteArray(), chop);
                together.reset();
                events.add(client.readFrame());
            } else if (chop == 0) {
                client.write(piece);
            } else {
                together.writeBytes(piece);
            }
        }
        if (together.size() > 0) {
            client.writeChopped(together.toByteArray(), chop);
        }
    }

    // Section 9: large messages, many fragments, many messages

    @ParameterizedTest
    @ValueSource(ints = {1 << 20, 4 << 20, 16 << 20})
    void largeMessagesInOneFrame(int size) throws Exception {
        byte[] text = pattern("BAsd7&jh23", size);
        echoed(List.of(WireFrame.text(text)), WireFrame.text(text));
        byte[] binary = pattern("\0\376#\372\360", size);
        echoed(List.of(WireFrame.binary(binary)), WireFrame.binary(binary));
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 1024, 16 << 10, 1 << 20, 4 << 20})
    void fourMebibytesInFragments(int fragment) throws Exception {
        byte[] text = pattern("*", 4 << 20);
        echoed(fragments(WireFrame.TEXT, text, fragment), WireFrame.text(text));
        byte[] binary = pattern("\376", 4 << 20);
        echoed(fragments(WireFrame.BINARY, binary, fragment), WireFrame.binary(binary));
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 512, 2048})
    void oneMebibyteInSmallWrites(int write) throws Exception {
        WireFrame message = WireFrame.text(pattern("BAsd7&jh23", 1 << 20));
        try (RawClient client = RawClient.open(inline.port(), "/")) {
            client.writeChopped(message.masked(), write);
            assertThat(client.readFrame()).isEqualTo(message);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "16, 1", "64, 2", "256, 1", "1024, 2", "4096, 1"})
    void aThousandMessagesOneAfterTheOther(int size, int opcode) throws IOException {
        WireFrame message = WireFrame.of(opcode, pattern("*", size));
        byte[] wire = message.masked();
        for (WebSocketServer server : List.of(inline, worker)) {
            try (RawClient client = RawClient.open(server.port(), "/")) {
                for (int i = 0; i < 1000; i++) {
                    client.write(wire);
                    assertThat(client.readFrame()).isEqualTo(message);
                }
            }
        }
    }

    @Test
    @Tag("slow")
    void sixtyFourMebibytes() throws Exception {
        byte[] binary = pattern("\0\376#\372\360", 64 << 20);
        echoed(List.of(WireFrame.binary(binary)), WireFrame.binary(binary));
    }

    /** Sends and reads at the same time: both together do not fit what waits on the way. */
    private static void echoed(List<WireFrame> frames, WireFrame expected) throws Exception {
        byte[] wire = WireFrame.wire(frames.toArray(WireFrame[]::new));
        try (RawClient client = RawClient.open(inline.port(), "/");
                Background sender = Background.start(() -> client.write(wire))) {
            WireFrame echo = client.readFrame();
            assertThat(echo.opcode()).isEqualTo(expected.opcode());
            assertThat(Arrays.equals(echo.payload(), expected.payload())).isTrue();
            sender.await();
            client.send(WireFrame.close(1000));
            assertThat(client.readFramesToEnd()).containsExactly(WireFrame.close(1000));
        }
    }

    private static List<WireFrame> fragments(int opcode, byte[] payload, int size) {
        int count = (payload.length + size - 1) / size;
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    byte[] piece = Arrays.copyOfRange(payload, i * size, Math.min((i + 1) * size, payload.length));
                    return new WireFrame(i == count - 1, 0, i == 0 ? opcode : WireFrame.CONTINUATION, piece);
                })
                .toList();
    }

    private static byte[] pattern(String latin1, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) latin1.charAt(i % latin1.length());
        }
        return bytes;
    }
}
