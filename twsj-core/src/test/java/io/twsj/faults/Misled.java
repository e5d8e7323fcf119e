package io.twsj.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.ConnectionOptions;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.WebSocketServer;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Echoes, or sends more than the network holds when it is told to; and counts beginnings and ends. */
public class Misled implements WebSocketListener {

    /** What peers say for a {@link #LARGE} message, fifty times. */
    public static final String POUR = "pour";

    private static final byte[] LARGE = new byte[200_000];
    private static final Duration SOON = Duration.ofMillis(300);

    /** Longer than a test on a busy machine takes to have all its peers do what they are there for. */
    private static final Duration LATER = Duration.ofSeconds(1);

    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    /** Cuts off soon who takes or answers nothing, but not who only says nothing. */
    public static ConnectionOptions hurried() {
        return hurriedBuilder().build();
    }

    /** Cuts off also who answers no ping. */
    public static ConnectionOptions pinging() {
        return hurriedBuilder().pingInterval(LATER).pongTimeout(LATER).build();
    }

    private static ConnectionOptions.Builder hurriedBuilder() {
        return ConnectionOptions.builder().writeTimeout(SOON).closeTimeout(SOON).maxOutboundBytes(100 << 20);
    }

    @Override
    public void onOpen(WebSocketConnection connection) {
        opened.incrementAndGet();
    }

    @Override
    public void onMessage(WebSocketConnection connection, Message message) throws Exception {
        if (message.isText() && message.text().equals(POUR)) {
            pour(connection);
        } else {
            connection.send(message);
        }
    }

    private static void pour(WebSocketConnection connection) {
        for (int i = 0; i < 50; i++) {
            connection.send(LARGE);
        }
    }

    @Override
    public void onClose(WebSocketConnection connection, CloseReason reason) {
        closed.incrementAndGet();
    }

    /** How many have been opened and not been told to be closed. */
    public int count() {
        return opened.get() - closed.get();
    }

    /** Waits until the server has but one connection left, which is not one of these, and all ends were told. */
    public void awaitEnds(WebSocketServer server) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(server.openConnections()).isEqualTo(1);
            assertThat(closed).hasValue(opened.get());
        });
    }
}
