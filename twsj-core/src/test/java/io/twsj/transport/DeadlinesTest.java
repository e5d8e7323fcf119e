package io.twsj.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A loop's deadlines: never early, at most a tick late. */
class DeadlinesTest {

    private static final long TICK = Deadlines.TICK_NANOS;
    private static final long SECOND = 1_000_000_000L;

    private final ManualTicker clock = new ManualTicker(0);
    private final Deadlines deadlines = new Deadlines(0);

    private static class Counting extends Deadline {

        int calls;

        @Override
        void due() {
            calls++;
        }
    }

    private void at(long nanos) {
        clock.advance(Duration.ofNanos(nanos - clock.nanos()));
        deadlines.expire(clock.nanos());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, TICK - 1, TICK, TICK + 1, SECOND, 17 * SECOND, 18 * SECOND, 100 * SECOND, 3600 * SECOND})
    void aDeadlineIsNeverEarlyAndAtMostATickLate(long time) {
        Counting deadline = new Counting();
        deadlines.schedule(deadline, time);
        at(time - 1);
        assertThat(deadline.calls).isZero();
        at(time + TICK);
        assertThat(deadline.calls).isEqualTo(1);
        at(time + 3600 * SECOND);
        assertThat(deadline.calls).isEqualTo(1);
    }

    /** System.nanoTime may well be negative. */
    @ParameterizedTest
    @ValueSource(longs = {-1, -TICK, -TICK / 2, -10 * SECOND, Long.MIN_VALUE / 2})
    void timeMayBeginAnywhere(long start) {
        for (long wait : new long[] {1, TICK / 4, TICK, SECOND, 20 * SECOND}) {
            Deadlines others = new Deadlines(start);
            Counting deadline = new Counting();
            others.schedule(deadline, start + wait);
            others.expire(start + wait - 1);
            assertThat(deadline.calls).isZero();
            others.expire(start + wait + TICK);
            assertThat(deadline.calls).isEqualTo(1);
        }
    }

    @Test
    void aNewTimeReplacesTheOldOne() {
        Counting deadline = new Counting();
        deadlines.schedule(deadline, SECOND);
        deadlines.schedule(deadline, 3 * SECOND);
        at(2 * SECOND);
        assertThat(deadline.calls).isZero();
        deadlines.schedule(deadline, 2 * SECOND + TICK);
        at(2 * SECOND + 2 * TICK);
        assertThat(deadline.calls).isEqualTo(1);
        at(10 * SECOND);
        assertThat(deadline.calls).isEqualTo(1);
    }

    @Test
    void aCancelledDeadlineIsNotCalled() {
        Counting deadline = new Counting();
        deadlines.cancel(deadline);
        deadlines.schedule(deadline, SECOND);
        deadlines.cancel(deadline);
        deadlines.cancel(deadline);
        at(60 * SECOND);
        assertThat(deadline.calls).isZero();
        deadlines.schedule(deadline, 61 * SECOND);
        at(62 * SECOND);
        assertThat(deadline.calls).isEqualTo(1);
    }

    @Test
    void aDeadlineInThePastIsDueSoon() {
        at(10 * SECOND);
        Counting deadline = new Counting();
        deadlines.schedule(deadline, SECOND);
        assertThat(deadline.calls).isZero();
        at(10 * SECOND + TICK);
        assertThat(deadline.calls).isEqualTo(1);
    }

    @Test
    void oneMayCancelAnotherThatIsDueAtTheSameTime() {
        List<Counting> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(new Counting() {
                @Override
                void due() {
                    super.due();
                    all.forEach(deadlines::cancel);
                }
            });
        }
        all.forEach(deadline -> deadlines.schedule(deadline, SECOND));
        at(2 * SECOND);
        assertThat(all.stream().mapToInt(deadline -> deadline.calls).sum()).isEqualTo(1);
        assertThat(deadlines.millisToWait(clock.nanos())).isZero();
    }

    @Test
    void oneMayBeSetAgainFromWithin() {
        Counting repeating = new Counting() {
            @Override
            void due() {
                super.due();
                deadlines.schedule(this, clock.nanos() - SECOND);
            }
        };
        deadlines.schedule(repeating, SECOND);
        for (int i = 1; i <= 5; i++) {
            at((1 + i) * SECOND);
            assertThat(repeating.calls).isEqualTo(i);
        }
    }

    @Test
    void oneThatThrowsDelaysNoOther() {
        List<Counting> others = new ArrayList<>();
        try (io.twsj.LogCapture log = io.twsj.LogCapture.start()) {
            for (int i = 0; i < 5; i++) {
                Counting other = new Counting();
                others.add(other);
                deadlines.schedule(other, SECOND + i * 2L * TICK);
                deadlines.schedule(
                        new Deadline() {
                            @Override
                            void due() {
                                throw new IllegalStateException("not now");
                            }
                        },
                        SECOND + i * 2L * TICK);
            }
            at(2 * SECOND);
            assertThat(log.records(java.util.logging.Level.SEVERE)).hasSize(5);
        }
        assertThat(others).allMatch(deadline -> deadline.calls == 1);
    }

    @Test
    void aLeapOfTimeCallsEachOnce() {
        List<Counting> all = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            Counting deadline = new Counting();
            all.add(deadline);
            deadlines.schedule(deadline, 1 + i * SECOND / 100);
        }
        at(3600 * SECOND);
        assertThat(all).allMatch(deadline -> deadline.calls == 1);
    }

    @Test
    void manyDeadlinesInDisorder() {
        Random random = new Random(1);
        long[] times = new long[5000];
        Counting[] all = new Counting[times.length];
        for (int i = 0; i < times.length; i++) {
            all[i] = new Counting();
            for (int again = random.nextInt(3); again >= 0; again--) {
                times[i] = random.nextLong(60 * SECOND);
                deadlines.schedule(all[i], times[i]);
            }
            if (random.nextInt(10) == 0) {
                deadlines.cancel(all[i]);
                times[i] = Long.MAX_VALUE;
            }
        }
        for (long now = 0; now < 62 * SECOND; now += random.nextLong(SECOND / 20)) {
            at(now);
            for (int i = 0; i < times.length; i++) {
                boolean right = all[i].calls == 0 ? times[i] > now - TICK : all[i].calls == 1 && times[i] <= now;
                if (!right) {
                    throw new AssertionError(
                            "deadline at " + times[i] + " was called " + all[i].calls + " times at " + now);
                }
            }
        }
    }

    @Test
    void withoutDeadlinesThereIsNothingToWaitFor() {
        assertThat(deadlines.millisToWait(0)).isZero();
    }

    /** Sleeping as long as told, a loop wakes up in time and not for ever. */
    @Test
    void whoSleepsAsLongAsToldIsInTime() {
        Random random = new Random(2);
        for (int round = 0; round < 200; round++) {
            Counting deadline = new Counting();
            long start = clock.nanos();
            long time = start + random.nextLong(60 * SECOND);
            deadlines.schedule(deadline, time);
            int wakeUps = 0;
            while (deadline.calls == 0) {
                long millis = deadlines.millisToWait(clock.nanos());
                assertThat(millis).isPositive();
                at(clock.nanos() + TimeUnit.MILLISECONDS.toNanos(millis));
                wakeUps++;
            }
            assertThat(clock.nanos()).isBetween(time, time + TICK + 1_000_000);
            assertThat(wakeUps).isLessThan(8);
        }
    }
}
