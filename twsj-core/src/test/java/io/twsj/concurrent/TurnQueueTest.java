package io.twsj.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One turn at a time, and nobody waits. */
@Timeout(60)
class TurnQueueTest {

    private static final int THREADS = 4;
    private static final int ROUNDS = 50_000;

    private final TurnQueue turn = new TurnQueue();
    private final List<String> ran = new ArrayList<>();

    @Test
    void aFreeTurnIsTakenOnce() {
        assertThat(turn.tryEnter()).isTrue();
        assertThat(turn.tryEnter()).isFalse();
        turn.leave();
        assertThat(turn.tryEnter()).isTrue();
    }

    @Test
    void whoTakesTheTurnWithATaskRunsItHimself() {
        assertThat(turn.enterOrAdd(task("mine"))).isTrue();
        assertThat(turn.hasWaiting()).isFalse();
        turn.leave();
        assertThat(ran).isEmpty();
    }

    @Test
    void tasksThatWaitRunInOrderWhenTheTurnIsLeft() {
        assertThat(turn.tryEnter()).isTrue();
        assertThat(turn.hasWaiting()).isFalse();
        assertThat(turn.enterOrAdd(task("a"))).isFalse();
        assertThat(turn.enterOrAdd(task("b"))).isFalse();
        assertThat(turn.enterOrAdd(task("c"))).isFalse();
        assertThat(turn.hasWaiting()).isTrue();
        turn.leave();
        assertThat(ran).containsExactly("a", "b", "c");
        assertThat(turn.tryEnter()).isTrue();
    }

    @Test
    void tasksAddedByATaskRunInTheSameTurnAfterThoseThatWaited() {
        assertThat(turn.tryEnter()).isTrue();
        turn.enterOrAdd(new TurnQueue.Task() {
            @Override
            public void run() {
                ran.add("a");
                assertThat(turn.tryEnter()).isFalse();
                assertThat(turn.enterOrAdd(task("added"))).isFalse();
            }
        });
        turn.enterOrAdd(task("b"));
        turn.leave();
        assertThat(ran).containsExactly("a", "b", "added");
        assertThat(turn.tryEnter()).isTrue();
    }

    @Test
    void whatWaitsIsTakenAsAChainAndTheTurnIsKept() {
        assertThat(turn.tryEnter()).isTrue();
        turn.enterOrAdd(task("a"));
        turn.enterOrAdd(task("b"));
        TurnQueue.Task first = turn.leaveOrTake();
        assertThat(first).isNotNull();
        assertThat(turn.tryEnter()).isFalse();
        first.run();
        TurnQueue.Task second = first.next();
        assertThat(second).isNotNull();
        second.run();
        assertThat(second.next()).isNull();
        assertThat(ran).containsExactly("a", "b");
        assertThat(turn.leaveOrTake()).isNull();
        assertThat(turn.tryEnter()).isTrue();
    }

    @Test
    void afterTheLastTurnTasksAreRefused() {
        assertThat(turn.tryEnter()).isTrue();
        turn.enterOrAdd(task("a"));
        TurnQueue.Task first = turn.closeOrTake();
        assertThat(first).isNotNull();
        turn.enterOrAdd(task("b"));
        assertThat(turn.closeOrTake()).isNotNull();
        assertThat(turn.closeOrTake()).isNull();

        assertThat(turn.tryEnter()).isFalse();
        assertThat(turn.enterOrAdd(task("c"))).isFalse();
        assertThat(ran).containsExactly("c refused");
    }

    private TurnQueue.Task task(String name) {
        return new TurnQueue.Task() {
            @Override
            public void run() {
                ran.add(name);
            }

            @Override
            protected void refused() {
                ran.add(name + " refused");
            }
        };
    }

    // Threads; what they share is plain on purpose: only the turn protects it.

    private boolean busy;
    private int clashes;
    private final int[] lastOf = new int[THREADS];
    private int outOfOrder;
    private int done;

    @Test
    void manyThreadsTakeTurnsEachSeeingWhatTheOneBeforeDid() throws Exception {
        inThreads(thread -> {
            for (int i = 1; i <= ROUNDS; i++) {
                Step step = new Step(thread, i);
                if (turn.enterOrAdd(step)) {
                    step.run();
                    turn.leave();
                }
            }
        });
        expectAllDone(THREADS * ROUNDS);
    }

    @Test
    void whoTriesAndWhoAddsGoTogether() throws Exception {
        inThreads(thread -> {
            for (int i = 1; i <= ROUNDS; i++) {
                Step step = new Step(thread, i);
                if ((i & 1) == 0 && turn.tryEnter()) {
                    step.run();
                    drain();
                } else if (turn.enterOrAdd(step)) {
                    step.run();
                    drain();
                }
            }
        });
        expectAllDone(THREADS * ROUNDS);
    }

    private void drain() {
        for (TurnQueue.Task first = turn.leaveOrTake(); first != null; first = turn.leaveOrTake()) {
            TurnQueue.Task task = first;
            while (task != null) {
                TurnQueue.Task next = task.next();
                task.run();
                task = next;
            }
        }
    }

    private void expectAllDone(int count) {
        // Nobody is in; entering shows what the last owner did.
        assertThat(turn.tryEnter()).isTrue();
        assertThat(turn.hasWaiting()).isFalse();
        assertThat(clashes).as("two at once").isZero();
        assertThat(outOfOrder).as("out of order").isZero();
        assertThat(done).isEqualTo(count);
        assertThat(lastOf).containsOnly(ROUNDS);
    }

    private final class Step extends TurnQueue.Task {

        private final int thread;
        private final int number;

        Step(int thread, int number) {
            this.thread = thread;
            this.number = number;
        }

        @Override
        public void run() {
            clashes += busy ? 1 : 0;
            busy = true;
            outOfOrder += number == lastOf[thread] + 1 ? 0 : 1;
            lastOf[thread] = number;
            done++;
            busy = false;
        }
    }

    private interface Work {
        void of(int thread);
    }

    private static void inThreads(Work work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            CountDownLatch start = new CountDownLatch(THREADS);
            List<Future<?>> results = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                results.add(executor.submit(() -> {
                    start.countDown();
                    start.await();
                    work.of(thread);
                    return null;
                }));
            }
            for (Future<?> result : results) {
                result.get(50, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
