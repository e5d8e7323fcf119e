package io.twsj.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.LogCapture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One thread, one selector: tasks, channels and deadlines side by side. */
class EventLoopTest {

    private final ManualTicker clock = new ManualTicker(0);
    private EventLoop loop;
    private LogCapture log;

    @BeforeEach
    void start() throws IOException {
        log = LogCapture.start();
        loop = new EventLoop("test-loop", clock);
        loop.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        loop.stop();
        loop.join();
        log.close();
    }

    /** Runs something on the loop and waits for it. */
    private <T> T onLoop(java.util.concurrent.Callable<T> action) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                result.complete(action.call());
            } catch (Exception failure) {
                result.completeExceptionally(failure);
            }
        });
        return result.get(10, TimeUnit.SECONDS);
    }

    @Test
    void tasksRunOnTheLoopInOrder() throws Exception {
        List<Integer> order = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            loop.execute(() -> order.add(number));
        }
        assertThat(onLoop(loop::inLoop)).isTrue();
        assertThat(loop.inLoop()).isFalse();
        assertThat(order).hasSize(100).isSorted();
    }

    @Test
    void aTaskMayAddTasks() throws Exception {
        CountDownLatch done = new CountDownLatch(3);
        loop.execute(() -> {
            done.countDown();
            loop.execute(() -> {
                done.countDown();
                loop.execute(done::countDown);
            });
        });
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void tasksOfManyThreadsAllRun() throws Exception {
        AtomicInteger run = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 5000; i++) {
                    loop.execute(run::incrementAndGet);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        await().untilAsserted(() -> assertThat(run).hasValue(40_000));
    }

    /** A lost wake-up would leave a task waiting for ever, as there is no deadline. */
    @Test
    void aSleepingLoopIsWokenEachTime() throws Exception {
        for (int i = 0; i < 3000; i++) {
            int number = i;
            assertThat(onLoop(() -> number)).isEqualTo(number);
        }
    }

    @Test
    void aTaskThatThrowsEndsNothing() throws Exception {
        loop.execute(() -> {
            throw new IllegalStateException("a task's failure");
        });
        loop.execute(() -> {
            throw new StackOverflowError("a worse one");
        });
        assertThat(onLoop(() -> "still there")).isEqualTo("still there");
        assertThat(log.records(Level.SEVERE)).hasSize(2);
    }

    @Test
    void aDeadlineThatThrowsEndsNothing() throws Exception {
        Deadline failing = new Deadline() {
            @Override
            void due() {
                throw new IllegalStateException("a deadline's failure");
            }
        };
        onLoop(() -> {
            loop.deadlines().schedule(failing, 1);
            return null;
        });
        clock.advance(Duration.ofSeconds(1));
        onLoop(() -> null);
        await().until(() -> log.records(Level.SEVERE).size() == 1);
        assertThat(onLoop(() -> "still there")).isEqualTo("still there");
    }

    @Test
    void tasksThatWaitRunBeforeTheEndAndLaterOnesDoNot() throws Exception {
        AtomicInteger run = new AtomicInteger();
        CountDownLatch blocked = new CountDownLatch(1);
        loop.execute(() -> {
            try {
                blocked.await();
            } catch (InterruptedException unexpected) {
                Thread.currentThread().interrupt();
            }
        });
        loop.execute(run::incrementAndGet);
        loop.stop();
        loop.execute(run::incrementAndGet);
        blocked.countDown();
        loop.join();
        int atTheEnd = run.get();
        assertThat(atTheEnd).isGreaterThanOrEqualTo(1);
        loop.execute(run::incrementAndGet);
        assertThat(run).hasValue(atTheEnd);
    }

    /** Whoever waits for a task can thus do it himself instead. */
    @Test
    void aTaskGivenAboutTheEndRunsOrItsGiverIsTold() throws Exception {
        for (int round = 0; round < 200; round++) {
            EventLoop ending = new EventLoop("ending-loop", clock);
            ending.start();
            AtomicInteger run = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            List<Thread> givers = new ArrayList<>();
            for (int t = 0; t < 2; t++) {
                Thread giver = new Thread(() -> {
                    for (int i = 0; i < 200; i++) {
                        if (!ending.tryExecute(run::incrementAndGet)) {
                            refused.incrementAndGet();
                        }
                    }
                });
                giver.start();
                givers.add(giver);
            }
            ending.stop();
            for (Thread giver : givers) {
                giver.join();
            }
            ending.join();
            assertThat(run.get() + refused.get()).isEqualTo(400);
            assertThat(ending.tryExecute(run::incrementAndGet)).isFalse();
        }
    }

    // Channels

    /** Reads what a pipe brings. */
    private final class Reader implements EventLoop.ReadyHandler {

        private final Pipe pipe = Pipe.open();
        private final AtomicInteger bytes = new AtomicInteger();
        private final AtomicInteger broken = new AtomicInteger();
        private volatile boolean failing;

        Reader() throws Exception {
            pipe.source().configureBlocking(false);
            onLoop(() -> pipe.source().register(loop.selector(), SelectionKey.OP_READ, this));
        }

        @Override
        public void ready(SelectionKey key) throws IOException {
            int count = pipe.source().read(ByteBuffer.allocate(1000));
            bytes.addAndGet(count);
            if (failing) {
                throw new IllegalStateException("a channel's failure");
            }
        }

        @Override
        public void broken() {
            broken.incrementAndGet();
            try {
                pipe.source().close();
            } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        }

        void write() throws IOException {
            pipe.sink().write(ByteBuffer.allocate(1));
        }
    }

    @Test
    void aChannelThatFailsIsBrokenAndTheOthersServed() throws Exception {
        Reader good = new Reader();
        Reader bad = new Reader();
        bad.failing = true;
        bad.write();
        await().until(() -> bad.broken.get() == 1);
        good.write();
        await().until(() -> good.bytes.get() == 1);
        assertThat(good.broken).hasValue(0);
        assertThat(log.records(Level.SEVERE)).hasSize(1);
    }

    @Test
    void channelsAreBrokenAtTheEnd() throws Exception {
        Reader reader = new Reader();
        loop.stop();
        loop.join();
        assertThat(reader.broken).hasValue(1);
    }

    @Test
    void channelsAreServedBetweenTasks() throws Exception {
        Reader reader = new Reader();
        AtomicInteger rounds = new AtomicInteger();
        Runnable endless = new Runnable() {
            @Override
            public void run() {
                rounds.incrementAndGet();
                if (reader.bytes.get() == 0) {
                    loop.execute(this);
                }
            }
        };
        loop.execute(endless);
        reader.write();
        await().until(() -> reader.bytes.get() == 1);
    }

    /** Also where a task woke the loop at the same moment: who is served must not see the time it fell asleep at. */
    @Test
    void theClockIsReadAfterEachSleep() throws Exception {
        AtomicLong late = new AtomicLong();
        AtomicInteger served = new AtomicInteger();
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        AtomicLong writtenAt = new AtomicLong();
        onLoop(() -> pipe.source().register(loop.selector(), SelectionKey.OP_READ, new EventLoop.ReadyHandler() {
            @Override
            public void ready(SelectionKey key) throws IOException {
                late.accumulateAndGet(writtenAt.get() - loop.now(), Math::max);
                pipe.source().read(ByteBuffer.allocate(1));
                served.incrementAndGet();
            }

            @Override
            public void broken() {}
        }));
        for (int i = 1; i <= 2000; i++) {
            int round = i;
            clock.advance(Duration.ofSeconds(1));
            writtenAt.set(clock.nanos());
            Thread waker = new Thread(() -> loop.execute(() -> {}));
            waker.start();
            pipe.sink().write(ByteBuffer.allocate(1));
            waker.join();
            long deadline = System.nanoTime() + 10_000_000_000L;
            while (served.get() < round && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
        }
        assertThat(served).hasValue(2000);
        assertThat(late).hasValue(0);
    }
}
