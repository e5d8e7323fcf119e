package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where listeners run, in which order, and what happens when they throw. */
class ExecutionTest {

    private LogCapture log;

    @BeforeEach
    void captureLog() {
        log = LogCapture.start();
    }

    @AfterEach
    void releaseLog() {
        log.close();
    }

    /** Writes down the threads of all its calls. */
    private static final class Threads implements WebSocketListener {

        private final Set<String> names = ConcurrentHashMap.newKeySet();
        private final CountDownLatch closed = new CountDownLatch(1);

        private void note() {
            names.add(Thread.currentThread().getName());
        }

        @Override
        public void onOpen(WebSocketConnection connection) {
            note();
        }

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            note();
            connection.send(message);
        }

        @Override
        public void onPing(WebSocketConnection connection, ByteBuffer payload) {
            note();
        }

        @Override
        public void onPong(WebSocketConnection connection, ByteBuffer payload) {
            note();
        }

        @Override
        public void onSent(WebSocketConnection connection, Message message) {
            note();
        }

        @Override
        public void onClose(WebSocketConnection connection, CloseReason reason) {
            note();
            closed.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource
    void allCallsAreMadeWhereTheRouteSays(Execution execution) throws Exception {
        Threads threads = new Threads();
        try (WebSocketServer server = Servers.start(
                        Route.of("/", threads).execution(execution).build());
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(
                    WireFrame.text("a"),
                    WireFrame.ping("b"),
                    WireFrame.pong("c"),
                    WireFrame.text("d"),
                    WireFrame.close(1000));
            client.readFramesToEnd();
            client.close();
            assertThat(threads.closed.await(10, TimeUnit.SECONDS)).isTrue();
        }
        if (execution == Execution.INLINE) {
            assertThat(threads.names).hasSize(1).allMatch(name -> name.startsWith("twsj-loop"));
        } else {
            assertThat(threads.names).isNotEmpty().noneMatch(name -> name.startsWith("twsj-loop"));
        }
    }

    @Test
    void aWorkerHandlesAConnectionsMessagesInOrderAndOneAtATime() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (WebSocketServer server = Servers.worker(new WebSocketListener() {
                    @Override
                    public void onMessage(WebSocketConnection connection, Message message) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.onSpinWait();
                        connection.send(message);
                        inside.decrementAndGet();
                    }
                });
                RawClient client = RawClient.open(server.port(), "/");
                Background sender = Background.start(() -> {
                    for (int i = 0; i < 5000; i++) {
                        client.send(WireFrame.text("" + i));
                    }
                })) {
            for (int i = 0; i < 5000; i++) {
                assertThat(client.readText()).isEqualTo("" + i);
            }
            sender.await();
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void workersHandleDifferentConnectionsAtTheSameTime() throws Exception {
        CyclicBarrier meeting = new CyclicBarrier(2);
        try (WebSocketServer server = Servers.worker(new WebSocketListener() {
                    @Override
                    public void onMessage(WebSocketConnection connection, Message message) throws Exception {
                        meeting.await(10, TimeUnit.SECONDS);
                        connection.send(message);
                    }
                });
                RawClient one = RawClient.open(server.port(), "/").send(WireFrame.text("one"));
                RawClient other = RawClient.open(server.port(), "/").send(WireFrame.text("other"))) {
            assertThat(one.readText()).isEqualTo("one");
            assertThat(other.readText()).isEqualTo("other");
        }
    }

    @Test
    void aWorkerThatBlocksStopsNobodyElse() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        try (WebSocketServer server = Servers.start(Servers.builder()
                        .loops(1)
                        .route("/block", new WebSocketListener() {
                            @Override
                            public void onMessage(WebSocketConnection connection, Message message) throws Exception {
                                released.await();
                                connection.send(message);
                            }
                        })
                        .route(Route.of("/inline", Servers.ECHO)
                                .execution(Execution.INLINE)
                                .build())
                        .route("/worker", Servers.ECHO));
                RawClient blocked = RawClient.open(server.port(), "/block").send(WireFrame.text("at last"));
                RawClient inline = RawClient.open(server.port(), "/inline");
                RawClient worker = RawClient.open(server.port(), "/worker")) {
            for (int i = 0; i < 100; i++) {
                assertThat(inline.send(WireFrame.text("a")).readText()).isEqualTo("a");
                assertThat(worker.send(WireFrame.text("b")).readText()).isEqualTo("b");
            }
            // The engine answers pings whatever the listener does.
            assertThat(blocked.send(WireFrame.ping("there?")).readFrame()).isEqualTo(WireFrame.pong("there?"));
            released.countDown();
            assertThat(blocked.readText()).isEqualTo("at last");
        }
    }

    @Test
    void anInlineMessageIsValidDuringItsCallbackOnly() throws Exception {
        BlockingQueue<Object> kept = new ArrayBlockingQueue<>(10);
        try (WebSocketServer server = Servers.inline(new WebSocketListener() {
                    @Override
                    public void onMessage(WebSocketConnection connection, Message message) {
                        kept.addAll(List.of(message, message.copy(), message.text(), message.bytes()));
                        connection.send("ok");
                    }
                });
                RawClient client = RawClient.open(server.port(), "/")) {
            assertThat(client.send(WireFrame.text("hello")).readText()).isEqualTo("ok");
            Message borrowed = (Message) kept.take();
            assertThatThrownBy(borrowed::text).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(borrowed::bytes).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(borrowed::copy).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(borrowed::payload).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(borrowed::size).isInstanceOf(IllegalStateException.class);
            assertThat(((Message) kept.take()).text()).isEqualTo("hello");
            assertThat(kept.take()).isEqualTo("hello");
            assertThat((byte[]) kept.take()).asString().isEqualTo("hello");
        }
    }

    @Test
    void aWorkersMessageIsItsOwn() throws Exception {
        BlockingQueue<Message> kept = new ArrayBlockingQueue<>(10);
        try (WebSocketServer server = Servers.worker(new WebSocketListener() {
                    @Override
                    public void onMessage(WebSocketConnection connection, Message message) {
                        kept.add(message);
                    }
                });
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text("one"), WireFrame.binary((byte) 2), WireFrame.close(1000));
            client.readFramesToEnd();
            assertThat(kept.take().text()).isEqualTo("one");
            assertThat(kept.take().bytes()).containsExactly(2);
        }
    }

    // Failures

    /** Throws at the message that says so, and notes what it hears of. */
    private static final class Throwing extends Recorder {

        private final String at;

        Throwing(String at) {
            this.at = at;
        }

        private void maybe(String where) {
            if (at.equals(where)) {
                throw new IllegalArgumentException("secret");
            }
            if (at.equals(where + " error")) {
                throw new StackOverflowError("secret");
            }
        }

        @Override
        public void onOpen(WebSocketConnection connection) throws Exception {
            super.onOpen(connection);
            maybe("onOpen");
        }

        @Override
        public void onMessage(WebSocketConnection connection, Message message) throws Exception {
            super.onMessage(connection, message);
            maybe("onMessage");
            connection.send(message);
        }

        @Override
        public void onPing(WebSocketConnection connection, ByteBuffer payload) throws Exception {
            super.onPing(connection, payload);
            maybe("onPing");
        }

        @Override
        public void onPong(WebSocketConnection connection, ByteBuffer payload) throws Exception {
            super.onPong(connection, payload);
            maybe("onPong");
        }

        @Override
        public void onClose(WebSocketConnection connection, CloseReason reason) throws Exception {
            super.onClose(connection, reason);
            maybe("onClose");
        }

        @Override
        public void onError(WebSocketConnection connection, Throwable error) throws Exception {
            super.onError(connection, error);
            maybe("onError");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageThatCannotBeHandledEndsItsConnectionWith1011(Execution execution) throws Exception {
        for (String at : List.of("onMessage", "onMessage error")) {
            Throwing listener = new Throwing(at);
            try (WebSocketServer server = serving(listener, execution);
                    RawClient good = RawClient.open(server.port(), "/good");
                    RawClient client = RawClient.open(server.port(), "/")) {
                client.send(WireFrame.text("a"), WireFrame.text("b"), WireFrame.ping(""));
                assertThat(client.readFrame().opcode()).isIn(WireFrame.CLOSE, WireFrame.PONG);
                client.send(WireFrame.close(1011));
                client.readFramesToEnd();
                client.close();
                assertThat(listener.awaitError()).hasMessage("secret");
                assertThat(listener.awaitClose()).isEqualTo(CloseReason.of(1011));
                assertThat(listener.events()).containsOnlyOnce("message a").doesNotContain("message b");
                assertThat(listener.events()).endsWith("close 1011");
                assertThat(good.send(WireFrame.text("still")).readText()).isEqualTo("still");
            }
            assertThat(log.records(Level.SEVERE)).isNotEmpty().anyMatch(logged -> logged.getThrown() != null);
        }
    }

    @ParameterizedTest
    @EnumSource
    void thePeerIsToldNoDetails(Execution execution) throws Exception {
        Throwing listener = new Throwing("onMessage");
        try (WebSocketServer server = serving(listener, execution);
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text("a"));
            assertThat(client.readFrame()).isEqualTo(WireFrame.close(1011));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailedOnOpenEndsTheConnectionWith1011(Execution execution) throws Exception {
        Throwing listener = new Throwing("onOpen");
        try (WebSocketServer server = serving(listener, execution);
                RawClient client = RawClient.open(server.port(), "/")) {
            assertThat(client.readFrame()).isEqualTo(WireFrame.close(1011));
            client.send(WireFrame.text("ignored"), WireFrame.close(1011));
            assertThat(client.readEnd()).isEqualTo(RawClient.End.EOF);
            client.close();
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.of(1011));
            assertThat(listener.events()).containsExactly("open", "error", "close 1011");
        }
    }

    @ParameterizedTest
    @EnumSource
    void failuresOfOtherMethodsLeaveTheConnectionOpen(Execution execution) throws Exception {
        for (String at : List.of("onPing", "onPong", "onClose")) {
            Throwing listener = new Throwing(at);
            try (WebSocketServer server = serving(listener, execution);
                    RawClient client = RawClient.open(server.port(), "/")) {
                client.send(WireFrame.pong("a"), WireFrame.ping("b"), WireFrame.text("c"));
                assertThat(client.readFrames(2)).containsExactlyInAnyOrder(WireFrame.pong("b"), WireFrame.text("c"));
                client.send(WireFrame.close(1000));
                assertThat(client.readFramesToEnd()).containsExactly(WireFrame.close(1000));
                client.close();
                assertThat(listener.awaitError()).hasMessage("secret");
                assertThat(listener.awaitClose()).isEqualTo(CloseReason.NORMAL);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailedOnErrorIsTheEndOfIt(Execution execution) throws Exception {
        Throwing listener = new Throwing("onError");
        try (WebSocketServer server = serving(listener, execution);
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text("bad").withRsv(1));
            assertThat(client.readFrame().closeCode()).isEqualTo(1002);
            client.close();
            assertThat(listener.awaitClose().code()).isEqualTo(1002);
            assertThat(listener.events()).containsExactly("open", "error", "close " + listenersReason(listener));
        }
    }

    private static String listenersReason(Recorder listener) {
        String last = listener.events().get(listener.events().size() - 1);
        return last.substring("close ".length());
    }

    private static WebSocketServer serving(WebSocketListener listener, Execution execution) {
        return Servers.start(Servers.builder()
                .loops(1)
                .route(Route.of("/", listener).execution(execution).build())
                .route("/good", Servers.ECHO));
    }

    // Executors of the application

    @Test
    void anExecutorThatRefusesDropsTheConnectionConcernedOnly() throws Exception {
        AtomicBoolean refusing = new AtomicBoolean();
        ExecutorService pool = Executors.newCachedThreadPool();
        Recorder listener = new Recorder() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) throws Exception {
                super.onMessage(connection, message);
                connection.send(message);
            }
        };
        try (WebSocketServer server =
                        Servers.start(Servers.builder().route("/", listener).executor(task -> {
                            if (refusing.get()) {
                                throw new RejectedExecutionException("full");
                            }
                            pool.execute(task);
                        }));
                RawClient unlucky = RawClient.open(server.port(), "/");
                RawClient other = RawClient.open(server.port(), "/")) {
            assertThat(unlucky.send(WireFrame.text("a")).readText()).isEqualTo("a");
            assertThat(other.send(WireFrame.text("b")).readText()).isEqualTo("b");
            await().until(() -> listener.events().size() == 4);
            refusing.set(true);
            unlucky.send(WireFrame.text("c"));
            assertThat(unlucky.readEnd()).isEqualTo(RawClient.End.RESET);
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
            assertThat(listener.events()).doesNotContain("message c");
            refusing.set(false);
            assertThat(other.send(WireFrame.text("d")).readText()).isEqualTo("d");
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void theExecutorStaysTheApplications() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (WebSocketServer server =
                        Servers.start(Servers.builder().route("/", Servers.ECHO).executor(pool));
                RawClient client = RawClient.open(server.port(), "/")) {
            assertThat(client.send(WireFrame.text("a")).readText()).isEqualTo("a");
        }
        assertThat(pool.isShutdown()).isFalse();
        pool.shutdown();
    }
}
