package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stop that finds another one under way. */
@Timeout(30)
class HurriedStopTest {

    @Test
    void aSecondStopMakesTheFirstEndSooner() throws Exception {
        WebSocketServer server = WebSocketServer.builder()
                .address("127.0.0.1")
                .port(0)
                .route(Route.of("/", new WebSocketListener() {})
                        .options(ConnectionOptions.builder()
                                .closeTimeout(Duration.ofHours(1))
                                .build())
                        .build())
                .build()
                .start();
        try (RawClient silent = RawClient.open(server.port(), "/")) {
            CompletableFuture<Void> first = CompletableFuture.runAsync(() -> server.stop(Duration.ofHours(1)));
            assertThat(silent.readFrame().opcode()).isEqualTo(WireFrame.CLOSE);

            server.stop(Duration.ZERO);

            first.get(5, TimeUnit.SECONDS);
            assertThat(server.isRunning()).isFalse();
        }
    }

    @Test
    void aStopBehindTheEndDoesNothing() throws Exception {
        WebSocketServer server =
                WebSocketServer.builder().address("127.0.0.1").port(0).build().start();
        server.stop();
        server.stop(Duration.ZERO);
        assertThat(server.isRunning()).isFalse();
    }
}
