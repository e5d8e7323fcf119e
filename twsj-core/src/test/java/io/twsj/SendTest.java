package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twsj.close.ConnectionClosedException;
import io.twsj.message.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sending from any thread. */
class SendTest {

    @Test
    void takesTextBytesBuffersAndMessages() throws Exception {
        Recorder listener = new Recorder();
        try (WebSocketServer server = Servers.inline(listener);
                RawClient client = RawClient.open(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            ByteBuffer buffer =
                    ByteBuffer.wrap(new byte[] {0, 1, 2, 3}).position(1).limit(3);
            connection.send("größer");
            connection.send(new byte[] {1, 2});
            connection.send(buffer);
            connection.send(
                    ByteBuffer.allocateDirect(2).put((byte) 3).put((byte) 4).flip());
            connection.send(Message.text(""));
            connection.send(Message.binary(new byte[0]));
            assertThat(client.readFrames(6))
                    .containsExactly(
                            WireFrame.text("größer"),
                            WireFrame.binary((byte) 1, (byte) 2),
                            WireFrame.binary((byte) 1, (byte) 2),
                            WireFrame.binary((byte) 3, (byte) 4),
                            WireFrame.text(""),
                            WireFrame.binary());
            assertThat(buffer.remaining()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 128, 16369, 16370, 16384, 65535, 65536, 131072, 1 << 20})
    void everyLengthHasItsShortestForm(int size) throws Exception {
        Recorder listener = new Recorder();
        try (WebSocketServer server = Servers.inline(listener);
                RawClient client = RawClient.open(server.port(), "/")) {
            byte[] bytes = new byte[size];
            Arrays.fill(bytes, (byte) 7);
            WebSocketConnection connection = listener.awaitOpen();
            connection.send(bytes);
            byte[] expected = WireFrame.binary(bytes).unmasked();
            assertThat(Arrays.equals(client.readBytes(expected.length), expected))
                    .isTrue();
        }
    }

    @Test
    void whatCannotBeSentIsRefusedAndChangesNothing() throws Exception {
        Recorder listener = new Recorder();
        try (WebSocketServer server = Servers.inline(listener);
                RawClient client = RawClient.open(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            assertThatThrownBy(() -> connection.send(42))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("java.lang.Integer");
            assertThatThrownBy(() -> connection.send("half \ud800 pair")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> connection.send((Object) null)).isInstanceOf(NullPointerException.class);
            assertThat(connection.sendAsync(42)).isCompletedExceptionally();
            assertThatThrownBy(() -> connection.pong(ByteBuffer.allocate(126)))
                    .isInstanceOf(IllegalArgumentException.class);
            connection.send("fine");
            assertThat(client.readText()).isEqualTo("fine");
        }
    }

    @Test
    void aRoutesEncoderDecidesWhatCanBeSent() throws Exception {
        Recorder listener = new Recorder();
        try (WebSocketServer server = Servers.start(Route.of("/", listener)
                        .encoder(value -> Message.text("<" + value + ">"))
                        .build());
                RawClient client = RawClient.open(server.port(), "/")) {
            listener.awaitOpen().send(42);
            assertThat(client.readText()).isEqualTo("<42>");
        }
    }

    /** Whatever is given to a sending method is the caller's again afterwards. */
    @Test
    void theCallerMayReuseItsBytes() throws Exception {
        Recorder listener = new Recorder();
        try (WebSocketServer server =
                        Servers.with(Execution.INLINE, listener, options -> options.maxOutboundBytes(64 << 20));
                RawClient client = RawClient.openNarrow(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            byte[] bytes = new byte[1 << 20];
            ByteBuffer direct = ByteBuffer.allocateDirect(1 << 20);
            for (int i = 0; i < 8; i++) {
                Arrays.fill(bytes, (byte) i);
                connection.send(bytes);
                direct.clear().put(bytes).flip();
                connection.send(direct);
            }
            for (int i = 0; i < 16; i++) {
                byte[] expected = new byte[1 << 20];
                Arrays.fill(expected, (byte) (i / 2));
                assertThat(Arrays.equals(client.readFrame().payload(), expected))
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesOfManyThreadsStayWholeAndInOrder(Execution execution) throws Exception {
        int threads = 8;
        int each = 400;
        Recorder listener = new Recorder();
        try (WebSocketServer server = Servers.with(execution, listener, options -> options.overflow(Overflow.WAIT));
                RawClient client = RawClient.open(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            List<Background> senders = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                senders.add(Background.start(() -> {
                    for (int i = 0; i < each; i++) {
                        connection.send(numbered(thread, i));
                    }
                }));
            }
            int[] next = new int[threads];
            for (int i = 0; i < threads * each; i++) {
                ByteBuffer payload = ByteBuffer.wrap(client.readFrame().payload());
                int thread = payload.getInt(0);
                assertThat(payload.array()).isEqualTo(numbered(thread, next[thread]++));
            }
            for (Background sender : senders) {
                sender.await();
            }
        }
    }

    /** Small ones and large ones, each recognisable down to its last byte. */
    private static byte[] numbered(int thread, int number) {
        int size = number % 50 == 0 ? 100_000 : number % 10 == 0 ? 20_000 : 8 + number % 300;
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) (thread * 31 + number));
        ByteBuffer.wrap(bytes).putInt(thread).putInt(number);
        return bytes;
    }

    /** Replies of the loop and messages of other threads on one connection. */
    @Test
    void echoesAndMessagesOfOtherThreadsMix() throws Exception {
        int count = 3000;
        Recorder listener = new Recorder() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) {
                connection.send(message);
            }
        };
        try (WebSocketServer server =
                        Servers.with(Execution.INLINE, listener, options -> options.overflow(Overflow.WAIT));
                RawClient client = RawClient.open(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            Background writer = Background.start(() -> {
                for (int i = 0; i < count; i++) {
                    client.send(WireFrame.text("echo " + i), WireFrame.ping("" + i));
                }
            });
            Background pusher = Background.start(() -> {
                for (int i = 0; i < count; i++) {
                    connection.send("push " + i);
                }
            });
            int echoes = 0;
            int pushes = 0;
            while (echoes < count || pushes < count) {
                WireFrame frame = client.readFrame();
                if (frame.opcode() == WireFrame.PONG) {
                    continue;
                }
                String expected = frame.text().startsWith("echo") ? "echo " + echoes++ : "push " + pushes++;
                assertThat(frame.text()).isEqualTo(expected);
            }
            writer.await();
            pusher.await();
        }
    }

    @Test
    void whatIsSentInOnOpenFollowsTheHandshake() throws Exception {
        for (Execution execution : Execution.values()) {
            try (WebSocketServer server = Servers.with(
                            execution,
                            new WebSocketListener() {
                                @Override
                                public void onOpen(WebSocketConnection connection) {
                                    connection.send("welcome");
                                }
                            },
                            options -> options);
                    RawClient client = RawClient.open(server.port(), "/")) {
                assertThat(client.readText()).isEqualTo("welcome");
            }
        }
    }

    // What becomes of a message

    @Test
    void sendAsyncTellsWhenTheMessageIsWritten() throws Exception {
        Recorder listener = new Recorder();
        try (WebSocketServer server =
                        Servers.with(Execution.INLINE, listener, options -> options.maxOutboundBytes(64 << 20));
                RawClient client = RawClient.openNarrow(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            connection.sendAsync("first").toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(client.readText()).isEqualTo("first");
            CompletableFuture<Void> large =
                    connection.sendAsync(new byte[32 << 20]).toCompletableFuture();
            CompletableFuture<Void> behind = connection.sendAsync("behind").toCompletableFuture();
            assertThat(large).isNotDone();
            assertThat(behind).isNotDone();
            assertThat(client.readFrame().payload()).hasSize(32 << 20);
            assertThat(client.readText()).isEqualTo("behind");
            large.get(10, TimeUnit.SECONDS);
            behind.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void sendAsyncFailsIfTheConnectionEndsBefore() throws Exception {
        Recorder listener = new Recorder();
        try (WebSocketServer server =
                        Servers.with(Execution.INLINE, listener, options -> options.maxOutboundBytes(64 << 20));
                RawClient client = RawClient.openNarrow(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            CompletableFuture<Void> large =
                    connection.sendAsync(new byte[32 << 20]).toCompletableFuture();
            CompletableFuture<Void> behind = connection.sendAsync("behind").toCompletableFuture();
            client.reset();
            assertThatThrownBy(() -> large.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(ConnectionClosedException.class);
            assertThatThrownBy(() -> behind.get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ConnectionClosedException.class);
            listener.awaitClose();
            assertThatThrownBy(() ->
                            connection.sendAsync("late").toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ConnectionClosedException.class);
        }
    }

    enum Ending {
        CLOSE,
        ABORT,
        RESET,
        STOP
    }

    @ParameterizedTest
    @EnumSource
    void sendAsyncAlwaysCompletesHoweverTheConnectionEnds(Ending ending) throws Exception {
        for (int round = 0; round < 5; round++) {
            Recorder listener = new Recorder();
            List<CompletionStage<Void>> stages = new CopyOnWriteArrayList<>();
            CountDownLatch begun = new CountDownLatch(4);
            WebSocketServer server = Servers.inline(listener);
            RawClient client = RawClient.open(server.port(), "/");
            WebSocketConnection connection = listener.awaitOpen();
            List<Background> senders = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                senders.add(Background.start(() -> {
                    for (int i = 0; i < 2000 && (i < 100 || connection.isOpen()); i++) {
                        stages.add(connection.sendAsync("message " + i));
                        if (i == 50) {
                            begun.countDown();
                        }
                    }
                }));
            }
            Background reader = Background.start(client::skipToEnd);
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            switch (ending) {
                case CLOSE -> {
                    connection.close();
                    client.send(WireFrame.close(1000));
                }
                case ABORT -> connection.abort();
                case RESET -> client.reset();
                case STOP -> server.stop(java.time.Duration.ofMillis(100));
            }
            for (Background sender : senders) {
                sender.await();
            }
            client.close();
            listener.awaitClose();
            CompletableFuture<?>[] all =
                    stages.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new);
            await().until(() -> Arrays.stream(all).allMatch(CompletableFuture::isDone));
            reader.close();
            server.stop();
        }
    }

    @Test
    void lostMessagesAreReported() throws Exception {
        Recorder listener = new Recorder();
        try (WebSocketServer server =
                        Servers.with(Execution.INLINE, listener, options -> options.maxOutboundBytes(64 << 20));
                RawClient client = RawClient.openNarrow(server.port(), "/")) {
            WebSocketConnection connection = listener.awaitOpen();
            connection.send(new byte[32 << 20]);
            connection.abort();
            assertThat(listener.awaitError())
                    .isInstanceOf(ConnectionClosedException.class)
                    .hasMessageContaining("lost");
            listener.awaitClose();
            assertThat(listener.events()).containsExactly("open", "error", "close 1006");
        }
    }

    @ParameterizedTest
    @EnumSource
    void onSentIsCalledInOrderWhereItIsOverridden(Execution execution) throws Exception {
        BlockingQueue<String> sent = new LinkedBlockingQueue<>();
        try (WebSocketServer server = Servers.with(
                        execution,
                        new WebSocketListener() {
                            @Override
                            public void onMessage(WebSocketConnection connection, Message message) {
                                connection.send(message);
                                connection.send("and " + message.text());
                            }

                            @Override
                            public void onSent(WebSocketConnection connection, Message message) {
                                sent.add(message.text());
                            }
                        },
                        options -> options);
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text("a"), WireFrame.text("b"));
            for (String expected : List.of("a", "and a", "b", "and b")) {
                assertThat(client.readText()).isEqualTo(expected);
                assertThat(sent.poll(10, TimeUnit.SECONDS)).isEqualTo(expected);
            }
            assertThat(sent).isEmpty();
        }
    }
}
