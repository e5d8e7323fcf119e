package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.close.CloseReason;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import io.twsj.handshake.HandshakeException;
import io.twsj.message.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server and clients joined by a {@link MemoryTransport} behave as on a network. */
final class MemoryTransportTest {

    private final MemoryTransport memory = new MemoryTransport();
    private final WebSocketClient client =
            WebSocketClient.builder().memory(memory).build();

    @AfterEach
    void closeClient() {
        client.close();
    }

    private WebSocketServer serve(Route route) {
        return Servers.start(WebSocketServer.builder().memory(memory).loops(2).route(route));
    }

    private static URI uri(String path) {
        return URI.create("ws://example.org" + path);
    }

    private static final class Received implements WebSocketListener {

        private final BlockingQueue<String> messages = new ArrayBlockingQueue<>(1000);
        private final CompletableFuture<CloseReason> end = new CompletableFuture<>();

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            messages.add(message.text());
        }

        @Override
        public void onClose(WebSocketConnection connection, CloseReason reason) {
            end.complete(reason);
        }

        String next() throws InterruptedException {
            String message = messages.poll(10, TimeUnit.SECONDS);
            assertThat(message).as("a message within 10 s").isNotNull();
            return message;
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesGoBothWaysInOrder(Execution execution) throws Exception {
        Received received = new Received();
        try (WebSocketServer server =
                serve(Route.of("/", Servers.ECHO).execution(execution).build())) {
            WebSocketConnection connection = client.connectBlocking(uri("/"), received);
            for (int i = 0; i < 500; i++) {
                connection.send("message " + i);
            }
            for (int i = 0; i < 500; i++) {
                assertThat(received.next()).isEqualTo("message " + i);
            }
            assertThat(server.openConnections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 125, 126, 65_535, 65_536, 1 << 20})
    void messagesOfAllSizesPass(int size) throws Exception {
        Received received = new Received();
        try (WebSocketServer server = serve(Route.of("/", Servers.ECHO).build())) {
            client.connectBlocking(uri("/"), received).send("x".repeat(size));
            assertThat(received.next()).hasSize(size);
        }
    }

    @Test
    void extensionsAndSubprotocolsAreAgreedOn() throws Exception {
        Received received = new Received();
        Route route = Route.of("/", Servers.ECHO)
                .subprotocols(List.of("chat"))
                .extensions(List.of(PermessageDeflate.of(DeflateOptions.DEFAULT)))
                .build();
        ConnectOptions options = ConnectOptions.builder()
                .subprotocols(List.of("other", "chat"))
                .extensions(List.of(PermessageDeflate.of(DeflateOptions.DEFAULT)))
                .build();
        try (WebSocketServer server = serve(route)) {
            WebSocketConnection connection = client.connectBlocking(uri("/"), options, received);
            connection.send("a".repeat(10_000));
            assertThat(received.next()).hasSize(10_000);
            assertThat(connection.subprotocol()).isEqualTo("chat");
        }
    }

    @Test
    void whatIsNotServedIsRefusedByTheOpeningHandshake() {
        try (WebSocketServer server = serve(Route.of("/", Servers.ECHO).build())) {
            assertThatThrownBy(() -> client.connectBlocking(uri("/nowhere"), new Received()))
                    .isInstanceOfSatisfying(
                            HandshakeException.class,
                            refused -> assertThat(refused.status()).isEqualTo(404));
        }
    }

    @Test
    void withoutAServerConnectsFail() {
        assertThatThrownBy(() -> client.connectBlocking(uri("/"), new Received()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aServerThatStopsSends1001AndGivesTheTransportToTheNext() throws Exception {
        Received received = new Received();
        WebSocketServer first = serve(Route.of("/", Servers.ECHO).build());
        client.connectBlocking(uri("/"), received);
        first.stop(Duration.ofSeconds(10));
        assertThat(received.end.get(10, TimeUnit.SECONDS).code()).isEqualTo(1001);
        try (WebSocketServer second = serve(Route.of("/", Servers.ECHO).build())) {
            client.connectBlocking(uri("/"), new Received());
            assertThat(second.openConnections()).isEqualTo(1);
        }
    }

    @Test
    void theClientsCloseReachesTheServer() throws Exception {
        Received atServer = new Received();
        Received atClient = new Received();
        try (WebSocketServer server = serve(Route.of("/", atServer).build())) {
            client.connectBlocking(uri("/"), atClient).close(new CloseReason(4000, "enough"));
            assertThat(atServer.end.get(10, TimeUnit.SECONDS)).isEqualTo(new CloseReason(4000, "enough"));
            assertThat(atClient.end.get(10, TimeUnit.SECONDS).code()).isEqualTo(4000);
        }
    }

    @Test
    void anAbortIsAnAbnormalClosureForTheOtherSide() throws Exception {
        Received atServer = new Received();
        try (WebSocketServer server = serve(Route.of("/", atServer).build())) {
            client.connectBlocking(uri("/"), new Received()).abort();
            assertThat(atServer.end.get(10, TimeUnit.SECONDS).code()).isEqualTo(1006);
        }
    }

    @Test
    void clientsComeFromTheLoopbackAddressAndThereIsNoAddressToListenOn() throws Exception {
        CompletableFuture<InetSocketAddress> address = new CompletableFuture<>();
        WebSocketListener listener = new WebSocketListener() {
            @Override
            public void onOpen(WebSocketConnection connection) {
                address.complete((InetSocketAddress) connection.remoteAddress());
            }
        };
        try (WebSocketServer server = serve(Route.of("/", listener).build())) {
            client.connectBlocking(uri("/"), new Received());
            assertThat(address.get(10, TimeUnit.SECONDS).getAddress().isLoopbackAddress())
                    .isTrue();
            assertThat(server.isInMemory()).isTrue();
            assertThatThrownBy(server::port).hasMessageContaining("in memory");
        }
    }

    @Test
    void twoServersCannotShareOne() {
        try (WebSocketServer server = serve(Route.of("/", Servers.ECHO).build())) {
            assertThatThrownBy(() -> serve(Route.of("/", Servers.ECHO).build()))
                    .hasMessage("another server runs on this transport");
        }
    }
}
