package io.twsj.spring.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.spring.codec.Envelope;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the server asks its peers: where the answer is gone on with. */
class WebSocketRequestsTest {

    private final Queue<Runnable> workers = new ArrayDeque<>();
    private final WebSocketRequests requests = new WebSocketRequests(TestEndpoint.FORMATS, workers::add);
    private final FakeConnection connection = new FakeConnection(TestEndpoint.JSON, Map.of());

    /** What goes on there may block, which neither the thread of time-outs nor an event loop may. */
    @Test
    void aFailureIsPassedOnByAWorkerToo() {
        CompletableFuture<Integer> age =
                requests.request(connection, Envelope.of("age", null), Integer.class, Duration.ofMinutes(1));
        assertThat(connection.sentTexts()).containsExactly("{\"type\":\"age\",\"id\":\"s:1\"}");

        OpenRequests.endAll(connection, CloseReason.NORMAL);
        assertThat(age).isNotDone();

        workers.remove().run();
        assertThat(age).isCompletedExceptionally();
        assertThat(age.handle((answer, failure) -> failure).join())
                .hasRootCauseInstanceOf(ConnectionClosedException.class);
    }
}
