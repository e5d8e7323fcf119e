package io.twsj.protocol;

import static io.twsj.protocol.Frames.ping;
import static io.twsj.protocol.Frames.sentBy;
import static io.twsj.protocol.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.message.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;

/** Many threads send on one connection: what each sends stays in order, and nothing is lost, doubled or torn. */
@Timeout(60)
class OutboundOrderTest extends EngineTest {

    private static final int SENDERS = 3;

    // One thread

    @InBothRoles
    void deliveriesAreToldInOrderWhenTheirBytesAreWritten(Role role) {
        TestEngine engine = engine(role);
        engine.link.block();
        List<String> told = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            engine.protocol.send(Message.text(name), new Named(name, told), false);
        }
        assertThat(told).isEmpty();
        engine.unblock();
        assertThat(told).containsExactly("a written", "b written", "c written");
        engine.expectSent(text("a"), text("b"), text("c"));
    }

    @InBothRoles
    void aDeliveryIsToldOfABatchAtItsEnd(Role role) {
        TestEngine engine = engine(role);
        List<String> told = new ArrayList<>();
        engine.protocol.beginBatch();
        engine.protocol.send(Message.text("a"), new Named("a", told), false);
        assertThat(told).isEmpty();
        engine.protocol.endBatch();
        assertThat(told).containsExactly("a written");
        engine.expectSent(text("a"));
    }

    @InBothRoles
    void aDeliveryIsToldOfALeftWriteOnceTheLoopHasWritten(Role role) {
        TestEngine engine = engine(role);
        engine.link.handler(new WritableForwarder(engine.protocol));
        List<String> told = new ArrayList<>();
        engine.protocol.send(Message.text("a"), new Named("a", told), true);
        assertThat(told).isEmpty();
        engine.link.runTasks();
        assertThat(told).containsExactly("a written");
        engine.expectSent(text("a"));
    }

    @InBothRoles
    void whatIsSentWhileADeliveryIsToldFollows(Role role) {
        TestEngine engine = engine(role);
        List<String> told = new ArrayList<>();
        engine.protocol.send(
                Message.text("a"),
                new Named("a", told) {
                    @Override
                    protected void written() {
                        super.written();
                        engine.protocol.send(Message.text("b"), new Named("b", told), false);
                    }
                },
                false);
        assertThat(told).containsExactly("a written", "b written");
        engine.expectSent(text("a"), text("b"));
    }

    @InBothRoles
    void deliveriesThatWaitAtTheEndAreLostInOrder(Role role) {
        TestEngine engine = engine(role);
        engine.link.block();
        List<String> told = new ArrayList<>();
        engine.protocol.send(Message.text("a"), new Named("a", told), false);
        engine.protocol.send(Message.text("b"), new Named("b", told), false);
        engine.protocol.close(CloseReason.NORMAL);
        engine.protocol.send(Message.text("c"), new Named("c", told), false);
        long bytes = sentBy(role, text("a"), text("b"), Frames.close(1000)).length;
        assertThat(engine.end()).containsExactly(bytes, 0L);
        assertThat(told).containsExactly("c lost", "a lost", "b lost");
        engine.protocol.send(Message.text("d"), new Named("d", told), false);
        assertThat(told).hasSize(4).endsWith("d lost");
    }

    @InBothRoles
    void aMessageThatNobodyFollowsIsRefusedAfterTheEnd(Role role) {
        TestEngine engine = engine(role);
        engine.protocol.close(CloseReason.NORMAL);
        engine.expectSent(Frames.close(1000));
        engine.protocol.send(Message.text("too late"), null, false);
        assertThat(engine.end()).containsExactly(0L, 1L);
        assertThatThrownBy(() -> engine.protocol.send(Message.text("later"), null, false))
                .isInstanceOf(ConnectionClosedException.class);
    }

    @InBothRoles
    void everyMessageAroundTheEndIsWrittenReportedOrRefused(Role role) throws Exception {
        for (int round = 0; round < 40; round++) {
            TestEngine engine = new TestEngine(role);
            AtomicLong taken = new AtomicLong();
            CountDownLatch begun = new CountDownLatch(3 * round);
            Thread[] senders = new Thread[3];
            for (int i = 0; i < senders.length; i++) {
                senders[i] = new Thread(() -> sendUntilRefused(engine, taken, begun));
                senders[i].start();
            }
            assertThat(begun.await(50, TimeUnit.SECONDS)).isTrue();
            AtomicLong lost = new AtomicLong();
            AtomicLong reports = new AtomicLong();
            engine.protocol.ended((bytes, messages) -> {
                lost.addAndGet(messages);
                reports.incrementAndGet();
            });
            for (Thread sender : senders) {
                sender.join();
            }
            assertThat(reports).hasValue(1);
            assertThat(engine.sentFrames().size() + lost.get()).isEqualTo(taken.get());
        }
    }

    private static void sendUntilRefused(TestEngine engine, AtomicLong taken, CountDownLatch begun) {
        try {
            for (int i = 0; i < 1000; i++) {
                engine.protocol.send(Message.text("x"), null, false);
                taken.incrementAndGet();
                begun.countDown();
            }
        } catch (ConnectionClosedException refused) {
            // The sender knows.
        }
    }

    private static class Named extends Delivery {

        private final String name;
        private final List<String> told;

        Named(String name, List<String> told) {
            this.name = name;
            this.told = told;
        }

        @Override
        protected void written() {
            told.add(name + " written");
        }

        @Override
        protected void lost() {
            told.add(name + " lost");
        }
    }

    // Many threads

    @InBothRoles
    void whatManyThreadsSendComesWholeAndInTheOrderOfEach(Role role) throws Exception {
        Fray fray = new Fray(role, 1, 3000);
        fray.run(0, () -> {});
        fray.checkSent(fray.engine.sentFrames());
        assertThat(fray.sentOf).containsOnly(3000);
        assertThat(fray.deliveries).allMatch(CountingDelivery::isWritten);
        fray.expectAllTold();
    }

    @InBothRoles
    void aCloseFrameAmongManySendersIsTheLast(Role role) throws Exception {
        for (int seed = 0; seed < 40; seed++) {
            Fray fray = new Fray(role, seed, 200);
            fray.run(1 + seed * 3, () -> fray.engine.protocol.close(CloseReason.NORMAL));
            List<WireFrame> sent = new ArrayList<>(fray.engine.sentFrames());
            assertThat(sent.remove(sent.size() - 1)).isEqualTo(Frames.close(1000));
            fray.checkSent(sent);
            fray.expectAllTold();
        }
    }

    @InBothRoles
    void anEndAmongManySendersTellsEveryDeliveryOnce(Role role) throws Exception {
        for (int seed = 0; seed < 40; seed++) {
            Fray fray = new Fray(role, seed, 200);
            fray.run(1 + seed * 3, fray.engine::end);
            fray.checkSent(fray.engine.sentFrames());
            fray.expectAllTold();
        }
    }

    /** Threads that send, and a loop that receives pings, blocks, and does one thing in the middle. */
    private static final class Fray {

        /** A loop without a network to wait for could give a sender more to do than it ever gets done, on one processor. */
        private static final int MOST_ROUNDS = 50_000;

        final TestEngine engine;
        final int[] sentOf = new int[SENDERS];
        private final int messages;
        private final Random random;
        final List<CountingDelivery> deliveries = Collections.synchronizedList(new ArrayList<>());
        private final AtomicBoolean sending = new AtomicBoolean(true);
        private int pings;

        Fray(Role role, int seed, int messages) {
            this.engine = new TestEngine(role);
            this.messages = messages;
            this.random = new Random(seed);
        }

        void run(int actionAfter, Runnable action) throws Exception {
            engine.link.handler(new WritableForwarder(engine.protocol));
            engine.link.loopIs(null);
            ExecutorService executor = Executors.newFixedThreadPool(SENDERS + 1);
            try {
                CountDownLatch start = new CountDownLatch(SENDERS + 1);
                Future<?> loop = executor.submit(() -> {
                    engine.link.loopIs(Thread.currentThread());
                    start.countDown();
                    start.await();
                    loop(actionAfter, action);
                    return null;
                });
                List<Future<?>> senders = new ArrayList<>();
                for (int i = 0; i < SENDERS; i++) {
                    int sender = i;
                    senders.add(executor.submit(() -> {
                        start.countDown();
                        start.await();
                        send(sender);
                        return null;
                    }));
                }
                for (Future<?> sender : senders) {
                    sender.get(50, TimeUnit.SECONDS);
                }
                sending.set(false);
                loop.get(50, TimeUnit.SECONDS);
            } finally {
                sending.set(false);
                executor.shutdownNow();
            }
            engine.link.loopIs(Thread.currentThread());
        }

        private void send(int sender) {
            Random own = new Random(sender);
            for (int i = 0; i < messages; i++) {
                Message message = Message.binary(ByteBuffer.allocate(8 + own.nextInt(200))
                        .putInt(sender)
                        .putInt(i)
                        .rewind());
                CountingDelivery delivery = own.nextInt(4) == 0 ? null : new CountingDelivery();
                if (delivery != null) {
                    deliveries.add(delivery);
                }
                try {
                    engine.protocol.send(message, delivery, own.nextInt(3) == 0);
                } catch (ConnectionClosedException tooLate) {
                    assertThat(delivery).isNull();
                }
            }
        }

        private void loop(int actionAfter, Runnable action) {
            int round = 0;
            while (sending.get() || round <= actionAfter) {
                if (round++ == actionAfter) {
                    action.run();
                }
                if (round < MOST_ROUNDS) {
                    oneRound();
                } else {
                    engine.link.runTasks();
                }
            }
            engine.unblock();
            engine.link.runTasks();
            engine.recorder.events.clear();
        }

        private void oneRound() {
            switch (random.nextInt(6)) {
                case 0:
                    engine.link.block();
                    break;
                case 1:
                    engine.unblock();
                    break;
                case 2:
                    engine.receive(ping("a"), ping("b"));
                    pings += 2;
                    break;
                default:
                    engine.link.runTasks();
                    break;
            }
        }

        /** Each thread's messages from the first on, without a gap; among them pongs. */
        void checkSent(List<WireFrame> frames) {
            int pongs = 0;
            for (WireFrame frame : frames) {
                if (frame.opcode() == WireFrame.opcode("pong")) {
                    pongs++;
                    continue;
                }
                int sender = frame.payload().getInt(0);
                assertThat(frame.payload().getInt(4))
                        .as("message of thread %d", sender)
                        .isEqualTo(sentOf[sender]);
                sentOf[sender]++;
            }
            assertThat(pongs).isLessThanOrEqualTo(pings);
        }

        void expectAllTold() {
            if (!engine.protocol.isOpen() && !engine.isEnded()) {
                // With losses, as some came after the Close frame.
                engine.end();
            }
            assertThat(deliveries).isNotEmpty().allMatch(delivery -> delivery.told() == 1);
            engine.checkNothingLeft();
        }
    }
}
