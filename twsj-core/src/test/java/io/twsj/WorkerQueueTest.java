package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.concurrent.TurnQueue;
import io.twsj.message.Message;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that wait for a worker: bounded, by not reading; none is lost. */
class WorkerQueueTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64})
    void aListenerThatDoesNotKeepUpStopsTheReading(int maxPending) throws Exception {
        int count = 2000;
        byte[] payload = new byte[32 << 10];
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger handled = new AtomicInteger();
        AtomicInteger sent = new AtomicInteger();
        WebSocketListener slow = new WebSocketListener() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) throws Exception {
                released.await();
                assertThat(message.payload().getInt(0)).isEqualTo(handled.getAndIncrement());
            }
        };
        try (WebSocketServer server =
                        Servers.with(Execution.WORKER, slow, options -> options.maxPendingMessages(maxPending));
                RawClient client = RawClient.open(server.port(), "/");
                RawClient other = RawClient.open(server.port(), "/");
                Background sender = Background.start(() -> {
                    for (int i = 0; i < count; i++) {
                        java.nio.ByteBuffer.wrap(payload).putInt(i);
                        client.send(WireFrame.binary(payload));
                        sent.incrementAndGet();
                    }
                })) {
            awaitStandstill(sent);
            assertThat(sent.get()).isLessThan(count);
            assertThat(other.send(WireFrame.ping("loop?")).readFrame()).isEqualTo(WireFrame.pong("loop?"));
            released.countDown();
            await().untilAsserted(() -> assertThat(handled).hasValue(count));
            sender.await();
        }
    }

    private static void awaitStandstill(AtomicInteger progress) {
        AtomicInteger seen = new AtomicInteger(-1);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> seen.getAndSet(progress.get()) == progress.get());
    }

    /** Stops and goes thousands of times. */
    @Test
    void pausingAndResumingLosesNothing() throws Exception {
        int count = 20_000;
        try (WebSocketServer server =
                        Servers.with(Execution.WORKER, Servers.ECHO, options -> options.maxPendingMessages(2));
                RawClient client = RawClient.open(server.port(), "/");
                Background sender = Background.start(() -> {
                    for (int i = 0; i < count; i += 100) {
                        WireFrame[] frames = new WireFrame[100];
                        for (int j = 0; j < 100; j++) {
                            frames[j] = WireFrame.text(Integer.toString(i + j));
                        }
                        client.send(frames);
                    }
                })) {
            for (int i = 0; i < count; i++) {
                assertThat(client.readText()).isEqualTo(Integer.toString(i));
            }
            sender.await();
        }
    }

    /**
     * Who gets the turn handles its own event alone, however often it tried to queue it before: behind it there may
     * have been events that others have handled by then.
     */
    @Test
    void whoTakesTheTurnTakesNoEventOfOthersAlong() throws Exception {
        TurnQueue turn = new TurnQueue();
        AtomicInteger wrong = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();
        int each = 500_000;
        Background.Action submit = () -> {
            for (int i = 0; i < each; i++) {
                TurnQueue.Task task = new TurnQueue.Task() {
                    @Override
                    public void run() {
                        runs.incrementAndGet();
                    }
                };
                if (turn.enterOrAdd(task)) {
                    wrong.addAndGet(task.next() == null ? 0 : 1);
                    task.run();
                    turn.leave();
                }
            }
        };
        Background one = Background.start(submit);
        Background other = Background.start(submit);
        one.await();
        other.await();
        assertThat(wrong).hasValue(0);
        assertThat(runs).hasValue(2 * each);
    }
}
