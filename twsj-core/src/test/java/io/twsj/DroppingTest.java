package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Receivers that do not read, on routes whose policy drops messages: what they miss, and who is told. */
class DroppingTest {

    private static final int HIGH_MARK = 64 << 10;
    private static final byte[] PIECE = new byte[16 << 10];

    private final LogCapture log = LogCapture.start();
    private final Recorder listener = new Recorder();
    private final AtomicInteger told = new AtomicInteger();
    private WebSocketServer server;
    private RawClient client;
    private WebSocketConnection connection;

    @AfterEach
    void stop() {
        client.close();
        server.stop();
        log.close();
    }

    /** A connection whose peer has stopped reading, so that more than the high mark waits, all of it in pieces. */
    private int slowPeer(UnaryOperator<ConnectionOptions.Builder> options) throws Exception {
        server = Servers.start(Servers.builder()
                .observer(new ServerObserver() {
                    @Override
                    public void onMessageDropped(WebSocketConnection slow) {
                        told.incrementAndGet();
                    }
                })
                .route(Route.of("/", listener)
                        .options(options.apply(ConnectionOptions.builder()).build())
                        .build()));
        client = RawClient.openNarrow(server.port(), "/");
        connection = listener.awaitOpen();
        int pieces = 0;
        while (connection.bufferedBytes() <= HIGH_MARK) {
            connection.sendAsync(PIECE);
            pieces++;
            if (connection.bufferedBytes() > HIGH_MARK) {
                awaitFullSocket();
            }
        }
        return pieces;
    }

    /** Until the system's buffers take nothing more. */
    private void awaitFullSocket() {
        AtomicLong seen = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(50))
                .during(Duration.ofMillis(150))
                .until(() -> {
                    long waiting = connection.bufferedBytes();
                    return seen.getAndSet(waiting) == waiting;
                });
    }

    private UnaryOperator<ConnectionOptions.Builder> atMost(int messages, Overflow policy) {
        return options -> options.maxOutboundMessages(messages).overflow(policy);
    }

    private BroadcastResult broadcast(Object message) {
        return server.connections().all().send(message);
    }

    private void readPieces(int pieces) throws IOException {
        for (int i = 0; i < pieces; i++) {
            assertThat(client.readFrame().payload()).hasSize(PIECE.length);
        }
    }

    private void countsDrops(int drops) {
        assertThat(connection.droppedMessages()).isEqualTo(drops);
        assertThat(server.statistics().droppedMessages()).isEqualTo(drops);
        assertThat(server.connections().droppedMessages()).isEqualTo(drops);
        assertThat(told).hasValue(drops);
    }

    @Test
    void theOldestGo() throws Exception {
        int pieces = slowPeer(atMost(3, Overflow.DROP_OLDEST));
        for (int i = 1; i <= 5; i++) {
            assertThat(broadcast("news " + i)).isEqualTo(new BroadcastResult(1, 0, 0));
        }
        countsDrops(2);
        assertThat(log.records(Level.INFO))
                .extracting(LogRecord::getMessage)
                .contains("message to connection " + connection.id() + " dropped: its peer is too slow");
        readPieces(pieces);
        assertThat(client.readText()).isEqualTo("news 3");
        assertThat(client.readText()).isEqualTo("news 4");
        assertThat(client.readText()).isEqualTo("news 5");
        await().until(() -> connection.bufferedBytes() == 0);
        broadcast("and on");
        assertThat(client.readText()).isEqualTo("and on");
    }

    @Test
    void theNewestGo() throws Exception {
        int pieces = slowPeer(atMost(3, Overflow.DROP_NEWEST));
        for (int i = 1; i <= 3; i++) {
            assertThat(broadcast("news " + i).delivered()).isEqualTo(1);
        }
        assertThat(broadcast("news 4")).isEqualTo(new BroadcastResult(0, 0, 1));
        countsDrops(1);
        readPieces(pieces);
        assertThat(client.readText()).isEqualTo("news 1");
        assertThat(client.readText()).isEqualTo("news 2");
        assertThat(client.readText()).isEqualTo("news 3");
    }

    @Test
    void onlyTheNewestOfAKeyIsKept() throws Exception {
        int pieces = slowPeer(atMost(100, Overflow.LATEST_PER_KEY));
        Recipients all = server.connections().all();
        for (int i = 1; i <= 10; i++) {
            all.latest("ann").send("ann at " + i);
            all.latest("bob").send("bob at " + i);
            all.send("step " + i);
        }
        countsDrops(18);
        readPieces(pieces);
        for (int i = 1; i <= 9; i++) {
            assertThat(client.readText()).isEqualTo("step " + i);
        }
        assertThat(client.readText()).isEqualTo("ann at 10");
        assertThat(client.readText()).isEqualTo("bob at 10");
        assertThat(client.readText()).isEqualTo("step 10");
    }

    @Test
    void theBoundInBytesHoldsToo() throws Exception {
        slowPeer(options -> options.overflow(Overflow.DROP_OLDEST));
        for (int i = 0; i < 1000; i++) {
            assertThat(broadcast(PIECE).delivered()).isEqualTo(1);
            assertThat(connection.bufferedBytes()).isLessThanOrEqualTo(1 << 20);
        }
        assertThat(connection.droppedMessages()).isBetween(900L, 1000L);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void aSendToOneConnectionMakesRoomForItselfAndIsNotDropped() throws Exception {
        int pieces = slowPeer(atMost(2, Overflow.DROP_OLDEST));
        broadcast("dropped");
        broadcast("dropped, too");
        CompletableFuture<Void> first = connection.sendAsync("for you").toCompletableFuture();
        connection.send("and this");
        assertThatThrownBy(() -> connection.send("no room"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("3 waiting messages exceed the bound of 2 messages");
        assertThat(broadcast("nor here")).isEqualTo(new BroadcastResult(0, 0, 1));
        countsDrops(3);
        assertThat(first).isNotDone();
        readPieces(pieces);
        assertThat(client.readText()).isEqualTo("for you");
        assertThat(client.readText()).isEqualTo("and this");
        first.join();
    }

    @ParameterizedTest
    @EnumSource(names = {"DROP_OLDEST", "LATEST_PER_KEY"})
    void aStageTellsThatItsMessageWasDropped(Overflow policy) throws Exception {
        int pieces = slowPeer(atMost(1, policy));
        CompletionStage<Void> older = connection.sendLatest("price", "older");
        CompletionStage<Void> newer = connection.sendLatest("price", "newer");
        assertThatThrownBy(() -> older.toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(MessageDroppedException.class);
        countsDrops(1);
        readPieces(pieces);
        assertThat(client.readText()).isEqualTo("newer");
        newer.toCompletableFuture().join();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWorthNothingLateIsDroppedAboveTheHighMark(Overflow policy) throws Exception {
        slowPeer(options -> options.overflow(policy));
        assertThatThrownBy(() ->
                        connection.sendDroppable("late").toCompletableFuture().join())
                .hasCauseInstanceOf(MessageDroppedException.class);
        assertThat(server.connections().all().sendDroppable("late").dropped()).isEqualTo(1);
        countsDrops(2);
    }

    @Test
    void theBoundOnMessagesHoldsForTheOtherPoliciesToo() throws Exception {
        slowPeer(atMost(2, Overflow.FAIL));
        connection.send("first");
        connection.send("second");
        assertThatThrownBy(() -> connection.send("third"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("bound of 2 messages");
        assertThat(broadcast("fourth").dropped()).isEqualTo(1);
    }

    @Test
    void aPeerThatIsTooSlowForTheBoundOnMessagesIsClosed() throws Exception {
        int pieces = slowPeer(atMost(2, Overflow.CLOSE));
        connection.send("first");
        connection.send("second");
        assertThatThrownBy(() -> connection.send("third")).isInstanceOf(IllegalStateException.class);
        readPieces(pieces);
        assertThat(client.readText()).isEqualTo("first");
        assertThat(client.readText()).isEqualTo("second");
        assertThat(client.readFrame().closeCode()).isEqualTo(1013);
    }

    @Test
    void aSenderMayWaitForTheBoundOnMessages() throws Exception {
        int pieces = slowPeer(atMost(2, Overflow.WAIT));
        try (Background sender = Background.start(() -> {
            for (int i = 0; i < 50; i++) {
                connection.send("message " + i);
            }
        })) {
            readPieces(pieces);
            for (int i = 0; i < 50; i++) {
                assertThat(client.readText()).isEqualTo("message " + i);
            }
            sender.await();
        }
    }

    @Test
    void whatWaitsGoesBeforeTheCloseFrame() throws Exception {
        int pieces = slowPeer(atMost(10, Overflow.DROP_OLDEST));
        broadcast("still for you");
        connection.close(CloseReason.NORMAL);
        readPieces(pieces);
        assertThat(client.readText()).isEqualTo("still for you");
        assertThat(client.readFrame().closeCode()).isEqualTo(1000);
    }

    @Test
    void whatWaitsAtTheEndIsReportedAsLost() throws Exception {
        slowPeer(atMost(10, Overflow.DROP_OLDEST));
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(connection.sendAsync("lost").toCompletableFuture());
        }
        connection.abort();
        listener.awaitClose();
        for (CompletableFuture<Void> stage : waiting) {
            assertThatThrownBy(stage::join).hasCauseInstanceOf(ConnectionClosedException.class);
        }
        assertThat(connection.droppedMessages()).isZero();
    }

    @Test
    void aPingIsAnsweredThoughMessagesAreDropped() throws Exception {
        int pieces = slowPeer(atMost(1, Overflow.DROP_OLDEST));
        client.send(WireFrame.ping("still there?"));
        broadcast("dropped");
        broadcast("kept");
        await().until(() -> listener.events().contains("ping 12"));
        readPieces(pieces);
        assertThat(List.of(client.readFrame(), client.readFrame()))
                .containsExactlyInAnyOrder(WireFrame.text("kept"), WireFrame.pong("still there?"));
    }
}
