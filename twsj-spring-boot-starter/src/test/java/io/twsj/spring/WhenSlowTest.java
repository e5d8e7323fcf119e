package io.twsj.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.WebSocketConnection;
import io.twsj.WebSocketConnections;
import io.twsj.spring.annotation.Broadcast;
import io.twsj.spring.annotation.LocalWebSocketPort;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.OnOpen;
import io.twsj.spring.annotation.SendTo;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.annotation.WhenSlow;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What methods send to many, one of whom does not read. */
@SpringBootTest(
        classes = WhenSlowTest.Application.class,
        properties = {
            "twsj.server.port=0",
            "twsj.server.address=127.0.0.1",
            "twsj.handlers.board.outbound.overflow=latest-per-key",
            "twsj.handlers.board.outbound.max-queued-messages=100"
        })
class WhenSlowTest {

    private static final int HIGH_MARK = 64 << 10;

    @Configuration
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Board board() {
            return new Board();
        }
    }

    @WebSocketHandler("/board")
    static class Board {

        @OnOpen
        void open(WebSocketConnection connection) {
            connection.join("board");
        }

        @OnMessage(type = "say")
        @Broadcast
        String say(String text) {
            return text;
        }

        @OnMessage(type = "typing")
        @SendTo(room = "board", whenSlow = WhenSlow.DROP)
        String typing(String text) {
            return text;
        }

        @OnMessage(type = "point")
        @SendTo(room = "board", whenSlow = WhenSlow.LATEST)
        String point(String text) {
            return text;
        }

        @OnMessage(type = "draw")
        @Broadcast(whenSlow = WhenSlow.LATEST)
        String draw(String text) {
            return text;
        }
    }

    @LocalWebSocketPort
    private int port;

    @Autowired
    private WebSocketConnections connections;

    private Socket socket;
    private WebSocketConnection slow;

    @BeforeEach
    void connectOneWhoDoesNotRead() throws Exception {
        socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        String request = String.join(
                "\r\n",
                "GET /board HTTP/1.1",
                "Host: localhost",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 13",
                "",
                "");
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        await().until(() -> connections.room("board").count() == 1);
        slow = connections.all().stream().findFirst().orElseThrow();
        while (slow.bufferedBytes() <= HIGH_MARK) {
            slow.sendAsync(new byte[16 << 10]);
            if (slow.bufferedBytes() > HIGH_MARK) {
                awaitFullSocket();
            }
        }
    }

    /** Until the system's buffers take nothing more. */
    private void awaitFullSocket() {
        AtomicLong seen = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(50))
                .during(Duration.ofMillis(150))
                .until(() -> seen.getAndSet(slow.bufferedBytes()) == slow.bufferedBytes());
    }

    @AfterEach
    void disconnect() throws IOException {
        socket.close();
        await().until(() -> connections.all().count() == 0);
    }

    private static void send(TestClient client, String type, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            client.send("{\"type\":\"" + type + "\",\"data\":\"number " + i + "\"}");
            assertThat(client.next()).contains("\"type\":\"" + type + "\"").contains("number " + i);
        }
    }

    /** Others may get a message before the slow one misses it. */
    private void awaitDrops(int count) {
        await().untilAsserted(() -> assertThat(slow.droppedMessages()).isEqualTo(count));
    }

    @Test
    void aMessageWaitsUnlessItsMethodSaysOtherwise() throws Exception {
        try (TestClient ann = TestClient.connect(port, "/board")) {
            send(ann, "say", 5);
            assertThat(slow.droppedMessages()).isZero();
            send(ann, "typing", 5);
            awaitDrops(5);
        }
    }

    @Test
    void onlyTheNewestOfAMethodAndPeerIsKept() throws Exception {
        try (TestClient ann = TestClient.connect(port, "/board");
                TestClient bob = TestClient.connect(port, "/board")) {
            await().until(() -> connections.room("board").count() == 3);
            send(ann, "point", 1);
            assertThat(bob.next()).contains("number 0");
            send(bob, "point", 1);
            send(bob, "draw", 1);
            assertThat(slow.droppedMessages()).isZero();
            send(bob, "point", 4);
            awaitDrops(4);
            send(bob, "draw", 2);
            awaitDrops(6);
        }
    }
}
