package io.twsj.concurrent;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Turns that are taken, left and closed at the same moment. */
public final class TurnQueueStress {

    private TurnQueueStress() {}

    /** Counts without a lock, as whatever a turn protects. */
    private static final class Counting extends TurnQueue.Task {

        private int ran;
        private int refused;

        @Override
        public void run() {
            ran++;
        }

        @Override
        protected void refused() {
            refused++;
        }
    }

    private static void inTurn(TurnQueue turn, TurnQueue.Task task) {
        if (turn.enterOrAdd(task)) {
            task.run();
            turn.leave();
        }
    }

    /** A task is left while the owner leaves: one of the two runs it. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "ran once")
    @State
    public static class LeaveAndAdd {

        private final TurnQueue turn = new TurnQueue();
        private final Counting task = new Counting();

        public LeaveAndAdd() {
            turn.tryEnter();
        }

        @Actor
        public void owner() {
            turn.leave();
        }

        @Actor
        public void other() {
            inTurn(turn, task);
        }

        @Arbiter
        public void count(I_Result result) {
            result.r1 = task.ran;
        }
    }

    /** A free turn has one taker. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "one of them")
    @State
    public static class TwoTakers {

        private final TurnQueue turn = new TurnQueue();

        @Actor
        public void one(II_Result result) {
            result.r1 = turn.tryEnter() ? 1 : 0;
        }

        @Actor
        public void other(II_Result result) {
            result.r2 = turn.tryEnter() ? 1 : 0;
        }
    }

    /** What is done in one turn is seen in the next, by whichever thread. */
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "no turn lost")
    @State
    public static class PlainCount {

        private final TurnQueue turn = new TurnQueue();
        private int count;

        private void add() {
            inTurn(turn, new TurnQueue.Task() {
                @Override
                public void run() {
                    count++;
                }
            });
        }

        @Actor
        public void first() {
            add();
        }

        @Actor
        public void second() {
            add();
        }

        @Arbiter
        public void count(I_Result result) {
            result.r1 = count;
        }
    }

    /** A task that comes with the last turn runs in it or is refused. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "ran or refused")
    @State
    public static class CloseAndAdd {

        private final TurnQueue turn = new TurnQueue();
        private final Counting task = new Counting();

        public CloseAndAdd() {
            turn.tryEnter();
        }

        @Actor
        public void owner() {
            for (TurnQueue.Task next = turn.closeOrTake(); next != null; next = turn.closeOrTake()) {
                next.run();
            }
        }

        @Actor
        public void other() {
            inTurn(turn, task);
        }

        @Arbiter
        public void count(II_Result result) {
            result.r1 = task.ran;
            result.r2 = task.refused;
        }
    }
}
