package io.twsj.protocol;

import java.lang.reflect.Proxy;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** A connection's output: the loop, other threads that send, and the end, all at the same moment. */
public final class OutputTurnsStress {

    private OutputTurnsStress() {}

    private static final ThreadLocal<Boolean> IN_LOOP = ThreadLocal.withInitial(() -> false);

    /** Knows nothing but who the loop is. */
    private static final Link LINK = (Link) Proxy.newProxyInstance(
            Link.class.getClassLoader(),
            new Class<?>[] {Link.class},
            (proxy, method, args) -> method.getName().equals("inLoop") ? IN_LOOP.get() : null);

    /** An output that counts, without a lock: nothing may happen outside a turn. */
    private static final class Output extends OutputTurns {

        private int written;
        private int flushed;
        private int refused;
        private int afterEnd;
        private int ends;

        Output() {
            super(LINK);
        }

        @Override
        void flush() {
            flushed = written;
        }

        @Override
        void abandoned() {
            throw new AssertionError("nothing here fails");
        }

        void send() {
            doInTurn(new Task() {
                @Override
                public void run() {
                    written++;
                    afterEnd += ends;
                }

                @Override
                protected void refused() {
                    refused++;
                }
            });
        }

        void end() {
            doInTurn(() -> endTurns(() -> ends++));
        }
    }

    /** Whatever a thread leaves in the turn of another one is written, and flushed before the turn is given up. */
    @JCStressTest
    @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "both written and flushed")
    @State
    public static class TwoSenders {

        private final Output output = new Output();

        @Actor
        public void one() {
            output.send();
        }

        @Actor
        public void other() {
            output.send();
        }

        @Arbiter
        public void count(II_Result result) {
            result.r1 = output.written;
            result.r2 = output.flushed;
        }
    }

    /** While the loop has the turn for all that one read brought, others leave theirs, which is not forgotten. */
    @JCStressTest
    @Outcome(id = "3, 3", expect = Expect.ACCEPTABLE, desc = "all written and flushed")
    @State
    public static class BatchAndSender {

        private final Output output = new Output();

        @Actor
        public void loop() {
            IN_LOOP.set(true);
            output.beginBatch();
            output.send();
            output.send();
            output.endBatch();
            IN_LOOP.set(false);
        }

        @Actor
        public void other() {
            output.send();
        }

        @Arbiter
        public void count(II_Result result) {
            result.r1 = output.written;
            result.r2 = output.flushed;
        }
    }

    /** A message that meets the end is written before the end is told, or refused; the end is told once. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 1", "0, 1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "written or refused, and one end")
    @State
    public static class EndAndSender {

        private final Output output = new Output();

        @Actor
        public void loop() {
            output.end();
        }

        @Actor
        public void other() {
            output.send();
        }

        @Arbiter
        public void count(III_Result result) {
            result.r1 = output.written - output.afterEnd;
            result.r2 = output.refused;
            result.r3 = output.ends;
        }
    }

    /** An output is reserved for the loop, while somebody sends and the connection ends. */
    @JCStressTest
    @Outcome(
            id = {"3, 0, 1", "2, 1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "what came before the end was written, what came behind it written or refused, and one end")
    @State
    public static class ReservedAndEnd {

        private final Output output = new Output();

        public ReservedAndEnd() {
            output.tryEnter();
        }

        @Actor
        public void loop() {
            output.written++;
            output.runWaiting();
        }

        @Actor
        public void other() {
            output.send();
            output.end();
            output.send();
        }

        @Arbiter
        public void count(III_Result result) {
            result.r1 = output.written - output.afterEnd;
            result.r2 = output.refused;
            result.r3 = output.ends;
        }
    }
}
