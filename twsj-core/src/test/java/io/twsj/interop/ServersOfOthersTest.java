package io.twsj.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.twsj.ConnectOptions;
import io.twsj.ConnectionOptions;
import io.twsj.Recorder;
import io.twsj.TlsOptions;
import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.blocking.WsSocket;
import io.twsj.blocking.WsSocketOptions;
import io.twsj.close.CloseReason;
import io.twsj.frame.Frame;
import io.twsj.frame.Opcode;
import io.twsj.handshake.HandshakeException;
import io.twsj.message.Message;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The client talks to servers that others have made: what one misreads, another may not. */
@Timeout(60)
class ServersOfOthersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final List<OtherServer> SERVERS = List.of(
            new JettyServer(false),
            new JettyServer(true),
            new UndertowServer(false),
            new UndertowServer(true),
            ScriptServer.python(false),
            ScriptServer.python(true),
            ScriptServer.node(false),
            ScriptServer.node(true));

    private static TlsOptions tls;
    private static WebSocketClient client;

    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> pings = new LinkedBlockingQueue<>();

    private final Recorder listener = new Recorder() {
        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            messages.add(message);
        }

        @Override
        public void onPing(WebSocketConnection connection, ByteBuffer payload) {
            pings.add(UTF_8.decode(payload).toString());
        }
    };

    @BeforeAll
    static void start() throws Exception {
        tls = TlsOptions.builder().trustCertificates(OtherServer.CERTIFICATE).build();
        ConnectOptions options = ConnectOptions.builder()
                .subprotocols(List.of("chat", "superchat"))
                .header("X-Test", "of one's own")
                .options(ConnectionOptions.builder().maxMessageBytes(2 << 20).build())
                .tls(tls)
                .build();
        client = WebSocketClient.builder().options(options).build();
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        for (OtherServer server : SERVERS) {
            server.stop();
        }
    }

    static List<OtherServer> servers() {
        return SERVERS;
    }

    private WebSocketConnection connect(OtherServer server) throws Exception {
        return client.connectBlocking(server.uri("/echo"), listener);
    }

    private static WsSocket socket(OtherServer server) throws Exception {
        return WsSocket.connect(
                server.uri("/echo"), WsSocketOptions.builder().tls(tls).build());
    }

    private Message next() throws InterruptedException {
        Message message = messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(message).as("a message").isNotNull();
        return message;
    }

    @ParameterizedTest
    @MethodSource("servers")
    void messagesOfEveryLengthFormComeBackUnchanged(OtherServer server) throws Exception {
        WebSocketConnection connection = connect(server);
        Random random = new Random(1);
        for (int size : new int[] {0, 1, 125, 126, 65535, 65536, 1 << 20}) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            connection.send(bytes);
            Message echo = next();
            assertThat(echo.isText()).isFalse();
            assertThat(echo.bytes()).isEqualTo(bytes);
            String text = "x".repeat(size % 2) + "ü".repeat(size / 2);
            connection.send(text);
            assertThat(next().text()).isEqualTo(text);
        }
        connection.close();
        assertThat(listener.awaitClose().code()).isEqualTo(1000);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void manyMessagesComeBackInOrder(OtherServer server) throws Exception {
        WebSocketConnection connection = connect(server);
        for (int i = 0; i < 1000; i++) {
            connection.send("message " + i);
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(next().text()).isEqualTo("message " + i);
        }
        connection.close();
        listener.awaitClose();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void subprotocolAndHeadersArriveAndAreAgreed(OtherServer server) throws Exception {
        WebSocketConnection connection = connect(server);
        assertThat(connection.subprotocol()).isEqualTo("superchat");
        connection.send("header");
        assertThat(next().text()).isEqualTo("of one's own");
        connection.close();
        listener.awaitClose();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void pingsAreAnsweredInBothDirections(OtherServer server) throws Exception {
        WebSocketConnection connection = connect(server);
        assertThat(connection.ping().toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isPositive();
        connection.send("ping");
        assertThat(pings.poll(20, TimeUnit.SECONDS)).isEqualTo("are you there");
        server.awaitHeard("pong are you there");
        connection.close();
        listener.awaitClose();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void theClientsCloseReachesTheServer(OtherServer server) throws Exception {
        connect(server).close(new CloseReason(4002, "that was all"));
        assertThat(listener.awaitClose().code()).isEqualTo(4002);
        server.awaitHeard("closed 4002 that was all");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void theServersCloseReachesTheClient(OtherServer server) throws Exception {
        connect(server).send("close");
        assertThat(listener.awaitClose()).isEqualTo(new CloseReason(4001, "asked for"));
        // Jetty may be told of the end of TCP before it has looked at the answer.
        server.awaitHeard("closed 4001", "closed 1006");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aRefusalIsSeenWithItsBody(OtherServer server) {
        HandshakeException refused = catchThrowableOfType(
                HandshakeException.class, () -> client.connectBlocking(server.uri("/refused"), listener));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.bodyText()).isEqualTo("no entry");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void fragmentsOfTheServerAreJoined(OtherServer server) throws Exception {
        WebSocketConnection connection = connect(server);
        connection.send("fragments");
        assertThat(next().bytes()).isEqualTo("one two three".getBytes(UTF_8));
        connection.close();
        listener.awaitClose();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aSocketSeesTheFragmentsOfTheServer(OtherServer server) throws Exception {
        try (WsSocket socket = socket(server)) {
            socket.send("fragments");
            Frame first = socket.recv(PATIENCE);
            assertThat(first.opcode()).isEqualTo(Opcode.BINARY);
            assertThat(first.fin()).isFalse();
            assertThat(first.bytes()).isEqualTo("one ".getBytes(UTF_8));
            Frame second = socket.recv(PATIENCE);
            assertThat(second.opcode()).isEqualTo(Opcode.CONTINUATION);
            assertThat(second.bytes()).isEqualTo("two ".getBytes(UTF_8));
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void fragmentsOfASocketAreJoinedByTheServer(OtherServer server) throws Exception {
        try (WsSocket socket = socket(server)) {
            // Cut within a character, and with a ping in between.
            List<Frame> cut = Frame.text("grüße").fragment(3);
            socket.send(cut.get(0), Frame.ping(), cut.get(1), cut.get(2));
            assertThat(socket.recvMessage(PATIENCE).text()).isEqualTo("grüße");
            byte[] large = new byte[1 << 20];
            new Random(2).nextBytes(large);
            socket.send(Message.binary(large), 10_000);
            assertThat(socket.recvMessage(PATIENCE).bytes()).isEqualTo(large);
        }
    }
}
