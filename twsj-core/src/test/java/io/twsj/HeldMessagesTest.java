package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A listener that holds its messages: none comes before they are released, none is lost. */
class HeldMessagesTest {

    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<WebSocketConnection> held = new LinkedBlockingQueue<>();

    /** Holds with each "hold". */
    private final WebSocketListener holding = new WebSocketListener() {
        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            events.add(message.text());
            if (message.text().equals("hold")) {
                connection.holdMessages();
                held.add(connection);
            }
        }

        @Override
        public void onClose(WebSocketConnection connection, CloseReason reason) {
            events.add("closed");
        }
    };

    @ParameterizedTest
    @EnumSource
    void noMessageComesUntilTheHoldIsReleased(Execution execution) throws Exception {
        try (WebSocketServer server = Servers.with(execution, holding, options -> options);
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text("hold"), WireFrame.text("a"), WireFrame.text("hold"), WireFrame.text("b"));
            release();
            release();

            await().untilAsserted(
                            () -> assertThat(events).containsExactly("hold", "released", "a", "hold", "released", "b"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReleaseThatComesBeforeItsHoldCountsAllTheSame(Execution execution) throws Exception {
        WebSocketListener hasty = new WebSocketListener() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) {
                connection.releaseMessages();
                connection.holdMessages();
                connection.send(message.text());
            }
        };
        try (WebSocketServer server = Servers.with(execution, hasty, options -> options);
                RawClient client = RawClient.open(server.port(), "/")) {
            client.send(WireFrame.text("a"), WireFrame.text("b"));

            assertThat(client.readText()).isEqualTo("a");
            assertThat(client.readText()).isEqualTo("b");
        }
    }

    @Test
    void theEndOfTheConnectionReleasesWhatWasReadBefore() throws Exception {
        try (WebSocketServer server = Servers.with(Execution.WORKER, holding, options -> options)) {
            RawClient client = RawClient.open(server.port(), "/");
            client.send(WireFrame.text("hold"), WireFrame.text("a"));
            held.take();
            client.reset();

            await().untilAsserted(() -> assertThat(events).containsExactly("hold", "a", "closed"));
        }
    }

    private void release() throws InterruptedException {
        WebSocketConnection connection = held.take();
        events.add("released");
        connection.releaseMessages();
    }
}
