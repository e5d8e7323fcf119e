package io.twsj;

import io.twsj.OutboundQueue.Entry;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.message.Message;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Messages that begin to wait while the link takes more, or while the connection ends. */
public final class OutboundQueueStress {

    private static final ConnectionOptions OPTIONS = ConnectionOptions.builder()
            .overflow(Overflow.DROP_OLDEST)
            .maxOutboundMessages(1)
            .build();
    private static final long MUCH = OPTIONS.outboundHighMark() + 1L;

    private OutboundQueueStress() {}

    /** A queue behind a link, whose pending bytes are as visible to others as a connection's. */
    private static class Waiting {

        volatile long pending = MUCH;
        final OutboundQueue queue = new OutboundQueue(() -> pending, OPTIONS, () -> CloseReason.NORMAL);

        static Entry droppable() {
            return new Entry(Message.text("a"), null, true, null);
        }
    }

    /** Either the owner, who has written, finds the message, or its sender finds that the link would take it. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "somebody sees to it")
    @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "it waits for ever")
    @State
    public static class AddAndWrite extends Waiting {

        @Actor
        public void sender(II_Result result) {
            queue.offer(droppable());
            result.r1 = queue.isReady() ? 1 : 0;
        }

        @Actor
        public void owner(II_Result result) {
            pending = 0;
            result.r2 = queue.next(() -> true) == null ? 0 : 1;
        }
    }

    /** Of two messages for one place one is dropped, and the other one waits, or is taken and makes room for it. */
    @JCStressTest
    @Outcome(
            id = {"0, 1, 1", "0, 1, 0", "1, 0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "each is taken, dropped, or waits")
    @State
    public static class DropAndTake extends Waiting {

        private final Entry first = droppable();

        public DropAndTake() {
            queue.offer(first);
            pending = 0;
        }

        @Actor
        public void owner(III_Result result) {
            result.r1 = queue.next(() -> true) == first ? 1 : 0;
        }

        @Actor
        public void sender(III_Result result) {
            pending = MUCH;
            result.r2 = queue.offer(droppable()).size();
        }

        @Arbiter
        public void left(III_Result result) {
            result.r3 = queue.count();
        }
    }

    /** A message that comes with the end is handed over with the rest, or refused. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "lost and reported, or refused")
    @State
    public static class AddAndEnd extends Waiting {

        @Actor
        public void sender(II_Result result) {
            try {
                queue.offer(droppable());
            } catch (ConnectionClosedException ended) {
                result.r2 = 1;
            }
        }

        @Actor
        public void owner(II_Result result) {
            List<Entry> left = queue.end();
            result.r1 = left.size();
        }
    }
}
