package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.protocols.Protocol;
import org.java_websocket.server.WebSocketServer;
import org.junit.jupiter.api.Test;

/** The client against the server of Java-WebSocket; others are in {@code io.twsj.interop}. */
class ClientInteropTest {

    private final BlockingQueue<Message> echoes = new LinkedBlockingQueue<>();
    private final Recorder recorder = new Recorder() {
        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            echoes.add(message);
        }
    };

    private Message echo() throws InterruptedException {
        Message echo = echoes.poll(10, TimeUnit.SECONDS);
        assertThat(echo).as("an echo").isNotNull();
        return echo;
    }

    /** Texts and bytes of all length forms, a ping, and the end. */
    private void talk(int port) throws Exception {
        ConnectOptions options = ConnectOptions.builder()
                .subprotocols(List.of("chat", "superchat"))
                .requireSubprotocol(true)
                .build();
        try (WebSocketClient client = WebSocketClient.create()) {
            WebSocketConnection connection =
                    client.connectBlocking(URI.create("ws://127.0.0.1:" + port + "/chat"), options, recorder);
            assertThat(connection.subprotocol()).isEqualTo("superchat");
            for (int size : new int[] {0, 1, 125, 126, 65535, 65536, 1 << 20}) {
                connection.send("ü".repeat(size / 2));
                connection.send(new byte[size]);
                assertThat(echo().text()).isEqualTo("ü".repeat(size / 2));
                assertThat(echo().bytes()).isEqualTo(new byte[size]);
            }
            assertThat(connection.ping().toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .isPositive();
            connection.close(new CloseReason(1000, "done"));
            assertThat(recorder.awaitClose().code()).isEqualTo(1000);
        }
    }

    @Test
    void talksToJavaWebSocket() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        WebSocketServer server =
                new WebSocketServer(
                        new InetSocketAddress("127.0.0.1", 0),
                        1,
                        List.of(new Draft_6455(List.of(), List.of(new Protocol("superchat"))))) {
                    @Override
                    public void onOpen(WebSocket connection, ClientHandshake handshake) {}

                    @Override
                    public void onClose(WebSocket connection, int code, String reason, boolean remote) {}

                    @Override
                    public void onMessage(WebSocket connection, String message) {
                        connection.send(message);
                    }

                    @Override
                    public void onMessage(WebSocket connection, ByteBuffer message) {
                        connection.send(message);
                    }

                    @Override
                    public void onError(WebSocket connection, Exception failure) {
                        failure.printStackTrace();
                    }

                    @Override
                    public void onStart() {
                        started.countDown();
                    }
                };
        server.setReuseAddr(true);
        server.start();
        try {
            assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
            talk(server.getPort());
        } finally {
            server.stop();
        }
    }
}
