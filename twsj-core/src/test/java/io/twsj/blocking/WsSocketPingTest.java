package io.twsj.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.twsj.close.ConnectionClosedException;
import io.twsj.frame.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The round-trip time of a socket's pings: RFC 6455 sections 5.5.2 and 5.5.3. The peer answers by hand. */
class WsSocketPingTest {

    private Pair pair;

    @BeforeEach
    void open() throws IOException {
        pair = Pair.open(
                WsSocketOptions.DEFAULT,
                WsSocketOptions.builder().autoReply(false).build());
    }

    @AfterEach
    void close() {
        pair.close();
    }

    private CompletableFuture<Duration> ping(int... payload) throws IOException {
        return pair.client.ping(bytes(payload)).toCompletableFuture();
    }

    private void pong(int... payload) throws IOException {
        pair.server.send(Frame.pong(bytes(payload)));
    }

    private static byte[] bytes(int... payload) {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < payload.length; i++) {
            bytes[i] = (byte) payload[i];
        }
        return bytes;
    }

    private static Duration get(CompletableFuture<Duration> time) throws Exception {
        return time.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aPongWithItsPayloadTellsHowLongItTook() throws Exception {
        long start = System.nanoTime();
        CompletableFuture<Duration> time = ping(1, 2);
        assertThat(pair.server.recv(Pair.PATIENCE)).isEqualTo(Frame.ping(bytes(1, 2)));
        pong(1, 2);
        assertThat(get(time)).isPositive().isLessThanOrEqualTo(Duration.ofNanos(System.nanoTime() - start));
        assertThat(pair.client.recv(Pair.PATIENCE)).isEqualTo(Frame.pong(bytes(1, 2)));
    }

    @Test
    void otherPongsAreFramesOnly() throws Exception {
        CompletableFuture<Duration> time = ping(1);
        pong();
        pong(2);
        pong(1, 1);
        assertThat(pair.client.recv(3, Pair.PATIENCE)).hasSize(3);
        assertThat(time).isNotDone();
        pong(1);
        get(time);
    }

    @Test
    void aPongAnswersTheEarlierPingsTooButNotTheLaterOnes() throws Exception {
        CompletableFuture<Duration> first = ping(1);
        CompletableFuture<Duration> second = ping(2);
        CompletableFuture<Duration> third = ping(3);
        pong(2);
        assertThat(get(first)).isGreaterThanOrEqualTo(get(second));
        assertThat(third).isNotDone();
        pong(3);
        get(third);
    }

    @Test
    void pingsWithOnePayloadAreAnsweredOneByOne() throws Exception {
        CompletableFuture<Duration> first = ping();
        CompletableFuture<Duration> second = ping();
        pong();
        get(first);
        pair.client.recv(Pair.PATIENCE);
        assertThat(second).isNotDone();
        pong();
        get(second);
    }

    @Test
    void aPingWithoutAnAnswerFailsWhenTheConnectionEnds() throws Exception {
        CompletableFuture<Duration> time = ping();
        pair.server.abort();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> get(time))
                .withCauseInstanceOf(ConnectionClosedException.class);
        await().untilAsserted(() ->
                assertThatExceptionOfType(ConnectionClosedException.class).isThrownBy(() -> pair.client.ping()));
    }

    @Test
    void aPayloadThatIsTooLongIsRefusedAndForgotten() throws Exception {
        assertThatIllegalArgumentException().isThrownBy(() -> pair.client.ping(new byte[126]));
        CompletableFuture<Duration> time = ping(1);
        pong(1);
        get(time);
    }
}
