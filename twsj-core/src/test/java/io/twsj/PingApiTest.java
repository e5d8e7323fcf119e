package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.close.ConnectionClosedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pings and pongs of the application: RFC 6455 sections 5.5.2 and 5.5.3. */
class PingApiTest {

    private final Recorder listener = new Recorder();
    private WebSocketServer server;
    private RawClient client;
    private WebSocketConnection connection;

    @BeforeEach
    void open() throws Exception {
        server = Servers.inline(listener);
        client = RawClient.open(server.port(), "/");
        connection = listener.awaitOpen();
    }

    @AfterEach
    void close() {
        client.close();
        server.stop();
    }

    private WireFrame answer(WireFrame ping) throws Exception {
        assertThat(ping.opcode()).isEqualTo(WireFrame.PING);
        client.send(WireFrame.of(WireFrame.PONG, ping.payload()));
        return ping;
    }

    private static Duration get(CompletableFuture<Duration> time) throws Exception {
        return time.get(10, TimeUnit.SECONDS);
    }

    private CompletableFuture<Duration> ping() {
        return connection.ping().toCompletableFuture();
    }

    @Test
    void aPingTellsTheRoundTripTime() throws Exception {
        long start = System.nanoTime();
        CompletableFuture<Duration> time = ping();
        answer(client.readFrame());
        assertThat(get(time)).isPositive().isLessThanOrEqualTo(Duration.ofNanos(System.nanoTime() - start));
    }

    @Test
    void theLatencyIsTheNewestRoundTripTime() throws Exception {
        assertThat(connection.latency()).isNull();
        CompletableFuture<Duration> time = ping();
        answer(client.readFrame());
        assertThat(get(time)).isEqualTo(connection.latency());
    }

    @Test
    void eachPingHasItsOwnPong() throws Exception {
        CompletableFuture<Duration> first = ping();
        CompletableFuture<Duration> second = ping();
        WireFrame firstPing = client.readFrame();
        WireFrame secondPing = client.readFrame();
        assertThat(firstPing).isNotEqualTo(secondPing);
        answer(firstPing);
        get(first);
        assertThat(second).isNotDone();
        answer(secondPing);
        get(second);
    }

    /** RFC 6455 5.5.3: a peer may answer the newest of several pings only. */
    @Test
    void aPongAnswersTheEarlierPingsToo() throws Exception {
        CompletableFuture<Duration> first = ping();
        CompletableFuture<Duration> second = ping();
        CompletableFuture<Duration> third = ping();
        client.readFrame();
        answer(client.readFrame());
        get(first);
        get(second);
        assertThat(third).isNotDone();
        answer(client.readFrame());
        get(third);
    }

    @Test
    void otherPongsAnswerNothing() throws Exception {
        CompletableFuture<Duration> time = ping();
        WireFrame ping = client.readFrame();
        client.send(WireFrame.pong(""), WireFrame.pong("12345678"), WireFrame.pong("x".repeat(125)));
        client.send(WireFrame.ping("all heard?"));
        assertThat(client.readFrame()).isEqualTo(WireFrame.pong("all heard?"));
        assertThat(time).isNotDone();
        answer(ping);
        get(time);
        // Once is enough.
        answer(ping);
    }

    @Test
    void aPingWithoutAnAnswerFailsWhenTheConnectionEnds() throws Exception {
        CompletableFuture<Duration> time = ping();
        client.readFrame();
        client.reset();
        assertThatThrownBy(() -> get(time)).hasCauseInstanceOf(ConnectionClosedException.class);
        listener.awaitClose();
        assertThatThrownBy(() -> get(ping())).hasCauseInstanceOf(ConnectionClosedException.class);
    }

    @Test
    void listenersHearOfPingsAndPongs() throws Exception {
        client.send(WireFrame.ping("abc"), WireFrame.pong("de"));
        assertThat(client.readFrame()).isEqualTo(WireFrame.pong("abc"));
        client.send(WireFrame.close(1000)).readFramesToEnd();
        client.close();
        listener.awaitClose();
        assertThat(listener.events()).containsExactly("open", "ping 3", "pong 2", "close 1000");
    }

    @Test
    void aPongMayBeSentUnasked() throws Exception {
        ByteBuffer payload = ByteBuffer.wrap("here".getBytes(StandardCharsets.UTF_8));
        connection.pong(payload);
        assertThat(client.readFrame()).isEqualTo(WireFrame.pong("here"));
        assertThat(payload.remaining()).isEqualTo(4);
    }
}
