package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.handshake.HandshakeException;
import io.twsj.http.Headers;
import io.twsj.http.ResponseHead;
import io.twsj.message.Message;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Coming back: delays, reasons to give up, messages meanwhile. First by hand, then over sockets. */
class ReconnectTest {

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<String> sent = new CopyOnWriteArrayList<>();

    /** The calls of connect that are not answered yet, oldest first. */
    private final List<CompletableFuture<WebSocketConnection>> dials = new ArrayList<>();

    private final List<ReconnectingConnection.Lost> losses = new ArrayList<>();
    private Runnable afterDelay = () -> {};
    private double random = 1;
    private boolean open = true;

    /** What sendAsync returns if it is not to succeed at once. */
    private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

    private final ReconnectListener listener = new ReconnectListener() {
        @Override
        public void onWaiting(int attempt, Duration delay, Throwable cause) {
            events.add("waiting " + attempt + " " + delay.toMillis());
        }

        @Override
        public void onConnected(WebSocketConnection connection) {
            events.add("connected");
        }

        @Override
        public void onGivenUp(Throwable cause) {
            events.add("given up: " + cause.getMessage());
        }
    };

    private ReconnectingConnection start(UnaryOperator<ReconnectOptions.Builder> changes) {
        ReconnectingConnection.Dialling dialling = new ReconnectingConnection.Dialling() {
            @Override
            public CompletableFuture<WebSocketConnection> connect(Endpoint endpoint, ReconnectingConnection.Lost lost) {
                dials.add(new CompletableFuture<>());
                losses.add(lost);
                return dials.get(dials.size() - 1);
            }

            @Override
            public void onWorker(Runnable action) {
                action.run();
            }
        };
        ReconnectingConnection connection = new ReconnectingConnection(
                dialling,
                (delay, action) -> afterDelay = action,
                () -> random,
                ConnectOptions.DEFAULT.endpoint(new Recorder()),
                changes.apply(ReconnectOptions.builder().listener(listener)).build());
        connection.start();
        return connection;
    }

    private CompletableFuture<WebSocketConnection> dial() {
        return dials.get(dials.size() - 1);
    }

    private void fail() {
        dial().completeExceptionally(new IOException("no"));
    }

    private void lose(int code) {
        open = false;
        losses.get(losses.size() - 1).lost(CloseReason.of(code));
        open = true;
    }

    private WebSocketConnection connected() {
        WebSocketConnection connection = (WebSocketConnection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {WebSocketConnection.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "isOpen" -> {
                            return open;
                        }
                        case "send", "sendAsync" -> {
                            sent.add(((Message) arguments[0]).text());
                            return method.getName().equals("send") ? null : written;
                        }
                        default -> {
                            events.add(method.getName() + (arguments == null ? "" : " " + arguments[0]));
                            return null;
                        }
                    }
                });
        dial().complete(connection);
        return connection;
    }

    // Delays

    @Test
    void delaysDoubleUpToTheirLimitAndAreARandomPartOfThat() {
        start(options -> options);
        for (int i = 0; i < 11; i++) {
            fail();
            afterDelay.run();
        }
        random = 0.25;
        fail();
        assertThat(events)
                .containsExactly(
                        "waiting 1 100",
                        "waiting 2 200",
                        "waiting 3 400",
                        "waiting 4 800",
                        "waiting 5 1600",
                        "waiting 6 3200",
                        "waiting 7 6400",
                        "waiting 8 12800",
                        "waiting 9 25600",
                        "waiting 10 30000",
                        "waiting 11 30000",
                        "waiting 12 7500");
    }

    @Test
    void delaysNeverOverflow() {
        assertThat(ReconnectOptions.DEFAULT.delay(Integer.MAX_VALUE, 1)).isEqualTo(Duration.ofSeconds(30));
        assertThat(ReconnectOptions.DEFAULT.delay(1, 0)).isEqualTo(Duration.ZERO);
    }

    @Test
    void delaysBeginAnewOnlyAfterAConnectionThatLasted() {
        start(options -> options.stableAfter(Duration.ofHours(1)));
        fail();
        afterDelay.run();
        connected();
        lose(1006);
        assertThat(events).containsExactly("waiting 1 100", "connected", "waiting 2 200");
    }

    @Test
    void aConnectionThatLastedStartsFromTheBeginning() {
        start(options -> options.stableAfter(Duration.ZERO));
        fail();
        afterDelay.run();
        connected();
        lose(1006);
        assertThat(events).containsExactly("waiting 1 100", "connected", "waiting 1 100");
    }

    // Giving up

    @ParameterizedTest
    @CsvSource({"400, true", "401, true", "404, true", "429, true", "302, false", "500, false", "503, false"})
    void a4xxIsFinal(int status, boolean isFinal) {
        ReconnectingConnection connection = start(options -> options);
        dial().completeExceptionally(new HandshakeException("refused", new ResponseHead(status, "", Headers.EMPTY)));
        assertThat(events).containsExactly(isFinal ? "given up: refused" : "waiting 1 100");
        assertThat(connection.ended().toCompletableFuture().isCompletedExceptionally())
                .isEqualTo(isFinal);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, true",
        "1001, false",
        "1002, true",
        "1006, false",
        "1008, true",
        "1011, false",
        "1012, false",
        "1013, false"
    })
    void someCloseCodesAreFinal(int code, boolean isFinal) {
        start(options -> options);
        connected();
        lose(code);
        assertThat(events).hasSize(2);
        assertThat(events.get(1)).startsWith(isFinal ? "given up" : "waiting 1");
    }

    @Test
    void finalCloseCodesCanBeChosen() {
        start(options -> options.giveUpOn(Set.of(4000)));
        connected();
        lose(1000);
        afterDelay.run();
        connected();
        lose(4000);
        assertThat(events.get(events.size() - 1)).startsWith("given up: connected: the connection ended with 4000");
    }

    @Test
    void attemptsCanBeLimited() {
        start(options -> options.maxAttempts(2));
        fail();
        afterDelay.run();
        fail();
        afterDelay.run();
        fail();
        assertThat(events).containsExactly("waiting 1 100", "waiting 2 200", "given up: no");
        assertThat(dials).hasSize(3);
    }

    @Test
    void closingEndsItWhereverItIs() {
        ReconnectingConnection connecting = start(options -> options);
        connecting.close();
        assertThat(dial()).isCancelled();
        ReconnectingConnection waiting = start(options -> options);
        fail();
        waiting.close();
        afterDelay.run();
        assertThat(dials).hasSize(2);
        ReconnectingConnection open = start(options -> options);
        connected();
        open.close(CloseReason.GOING_AWAY);
        lose(1001);
        assertThat(events).containsExactly("waiting 1 100", "connected", "close 1001");
        assertThat(open.ended().toCompletableFuture()).isCompleted();
    }

    @Test
    void aConnectionThatComesAfterTheEndIsClosed() {
        ReconnectingConnection connection = start(options -> options);
        connection.clientClosed();
        connected();
        assertThat(events).containsExactly("close 1001");
        assertThat(connection.ended().toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void aConnectionThatWasLostBeforeItWasKnownIsNoConnection() {
        ReconnectingConnection connection = start(options -> options.maxQueuedBytes(1000));
        CompletableFuture<WebSocketConnection> first = dial();
        lose(1006);
        connection.send("waits");
        dials.set(0, first);
        connected();
        assertThat(sent).isEmpty();
        assertThat(connection.current()).isEmpty();
        assertThat(connection.waitingMessages()).isEqualTo(1);
    }

    // Messages meanwhile

    @Test
    void withoutAQueueSendingWithoutAConnectionIsRefused() {
        ReconnectingConnection connection = start(options -> options);
        assertThatThrownBy(() -> connection.send("x"))
                .isInstanceOf(ConnectionClosedException.class)
                .hasMessageContaining("there is no connection");
        connected();
        connection.send("y");
        assertThat(sent).containsExactly("y");
        assertThat(connection.current()).isPresent();
        assertThatThrownBy(() -> connection.send(new Object())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void messagesWaitInOrderWithinTheirBound() {
        ReconnectingConnection connection = start(options -> options.maxQueuedBytes(200));
        connection.send("a");
        connection.send("b");
        connection.send("c");
        assertThatThrownBy(() -> connection.send("d"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("waiting messages of 260 bytes exceed the bound of 200 bytes while there is no connection");
        connected();
        connection.send("e");
        assertThat(sent).containsExactly("a", "b", "c", "e");
        assertThat(connection.waitingMessages()).isZero();
    }

    @Test
    void aMessageSentWhileOthersWaitGoesBehindThem() {
        ReconnectingConnection connection = start(options -> options.maxQueuedBytes(1000));
        connection.send("a");
        connection.send("b");
        written = new CompletableFuture<>();
        connected();
        connection.send("c");
        assertThat(sent).containsExactly("a");
        CompletableFuture<Void> first = written;
        written = CompletableFuture.completedFuture(null);
        first.complete(null);
        connection.send("d");
        assertThat(sent).containsExactly("a", "b", "c", "d");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMessageThatWasNotWrittenIsFirstTheNextTime(boolean later) {
        ReconnectingConnection connection = start(options -> options.maxQueuedBytes(1000));
        connection.send("a");
        connection.send("b");
        written = later ? new CompletableFuture<>() : CompletableFuture.failedFuture(new IOException("gone"));
        connected();
        written.completeExceptionally(new IOException("gone"));
        lose(1006);
        assertThat(connection.waitingMessages()).isEqualTo(2);
        afterDelay.run();
        written = CompletableFuture.completedFuture(null);
        sent.clear();
        connected();
        assertThat(sent).containsExactly("a", "b");
    }

    @Test
    void whatWaitsIsLostWhenItEnds() {
        ReconnectingConnection connection = start(options -> options.maxQueuedBytes(1000));
        connection.send("a");
        connection.close();
        assertThat(connection.waitingMessages()).isZero();
        assertThatThrownBy(() -> connection.send("b")).isInstanceOf(ConnectionClosedException.class);
    }

    // Over sockets

    @Test
    void comesBackOverSockets() throws Exception {
        ReconnectOptions quick = ReconnectOptions.builder()
                .delay(Duration.ofMillis(10), Duration.ofMillis(20))
                .maxQueuedBytes(10_000)
                .listener(listener)
                .build();
        RawServer.Script unavailable = peer -> {
            peer.request();
            peer.answer("", "HTTP/1.1 503 Later", "Content-Length: 0");
        };
        RawServer.Script dropping = peer -> {
            peer.accept();
            assertThat(peer.readFrame()).isEqualTo(WireFrame.text("first"));
        };
        RawServer.Script last = peer -> {
            peer.accept();
            assertThat(peer.readFrame()).isEqualTo(WireFrame.text("second"));
            peer.send(WireFrame.close(1000));
            assertThat(peer.readFrame().closeCode()).isEqualTo(1000);
        };
        Recorder recorder = new Recorder();
        try (WebSocketClient client = WebSocketClient.create();
                RawServer server = RawServer.start(unavailable, dropping, last)) {
            ReconnectingConnection connection =
                    client.keepConnected(server.uri("/"), ConnectOptions.DEFAULT, quick, recorder);
            connection.send("first");
            assertThat(recorder.awaitClose()).isEqualTo(CloseReason.ABNORMAL);
            connection.send("second");
            assertThatThrownBy(() -> connection.ended().toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .hasMessageContaining("ended with 1000");
            assertThat(recorder.awaitClose()).isEqualTo(CloseReason.NORMAL);
            assertThat(recorder.events()).containsSubsequence("open", "close 1006", "open", "close 1000");
            assertThat(events).hasSize(5);
        }
    }

    @Test
    void endsWithItsClient() throws Exception {
        WebSocketClient client = WebSocketClient.create();
        RawServer gone = RawServer.start(RawPeer::awaitEnd);
        gone.close();
        ReconnectingConnection connection = client.keepConnected(gone.uri("/"), new Recorder());
        client.close();
        assertThatThrownBy(() -> connection.ended().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .hasMessageContaining("the client was closed");
        await().until(() -> connection.current().isEmpty());
    }
}
