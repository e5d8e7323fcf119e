package io.twsj.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.ConnectionOptions;
import io.twsj.Route;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.WebSocketServer;
import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that others have made talk to the server: what one misreads, another may not. */
@Timeout(60)
class ClientsOfOthersTest {

    private static WebSocketServer server;

    @BeforeAll
    static void start() throws IOException {
        ConnectionOptions large =
                ConnectionOptions.builder().maxMessageBytes(4 << 20).build();
        server = WebSocketServer.builder()
                .address("127.0.0.1")
                .port(0)
                .route(Route.of("/echo", new Echo())
                        .options(large)
                        .subprotocols(List.of("second"))
                        .build())
                .build()
                .start();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    static Stream<OtherClient> clients() {
        return Stream.of(new JdkClient(), new JavaWebSocketClient(), new OkHttpClientAdapter());
    }

    private static URI uri() {
        return URI.create("ws://127.0.0.1:" + server.port() + "/echo");
    }

    @ParameterizedTest
    @MethodSource("clients")
    void textAndBinaryComeBackUnchanged(OtherClient client) throws Exception {
        try (OtherClient.Talk talk = client.connect(uri(), List.of())) {
            talk.send("grüße, 世界 \uD83D\uDE00");
            assertThat(talk.nextText()).isEqualTo("grüße, 世界 \uD83D\uDE00");
            byte[] bytes = {0, -1, 127, -128};
            talk.send(bytes);
            assertThat(talk.nextBinary()).isEqualTo(bytes);
            talk.send("");
            assertThat(talk.nextText()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aMessageOfAMebibyteComesBackWhole(OtherClient client) throws Exception {
        byte[] bytes = new byte[1 << 20];
        new Random(1).nextBytes(bytes);
        try (OtherClient.Talk talk = client.connect(uri(), List.of())) {
            talk.send(bytes);
            assertThat(talk.nextBinary()).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aThousandMessagesComeBackInOrder(OtherClient client) throws Exception {
        try (OtherClient.Talk talk = client.connect(uri(), List.of())) {
            for (int i = 0; i < 1000; i++) {
                talk.send("message " + i);
            }
            for (int i = 0; i < 1000; i++) {
                assertThat(talk.nextText()).isEqualTo("message " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void theSubprotocolOfBothIsAgreed(OtherClient client) throws Exception {
        try (OtherClient.Talk talk = client.connect(uri(), List.of("first", "second"))) {
            assertThat(talk.subprotocol()).isEqualTo("second");
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void theClientsCloseIsAnswered(OtherClient client) throws Exception {
        OtherClient.Talk talk = client.connect(uri(), List.of());
        talk.close();
        assertThat(talk.closeCode()).isEqualTo(1000);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void theServersCloseReachesTheClient(OtherClient client) throws Exception {
        OtherClient.Talk talk = client.connect(uri(), List.of());
        talk.send("close");
        assertThat(talk.closeCode()).isEqualTo(4001);
    }

    private static final class Echo implements WebSocketListener {

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            if (message.isText() && message.text().equals("close")) {
                connection.close(new CloseReason(4001, "asked for"));
            } else {
                connection.send(message);
            }
        }
    }
}
