package io.twsj.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.spring.annotation.LocalWebSocketPort;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;

/** The echo and the broadcast, over real sockets. */
@SpringBootTest(properties = "twsj.server.port=0")
class SampleApplicationTest {

    @LocalWebSocketPort
    private int port;

    @Test
    void echoSendsTextBackUnchanged() throws Exception {
        try (TestClient client = TestClient.connect(port, "/echo")) {
            for (String text : List.of("", "Hello", "{\"type\":\"join\"}", "ünï¢ödé 👍\u0000\n", "x".repeat(100_000))) {
                client.send(text);
                assertThat(client.nextText()).isEqualTo(text);
            }
        }
    }

    @Test
    void echoSendsBinaryBackUnchanged() throws Exception {
        try (TestClient client = TestClient.connect(port, "/echo")) {
            for (int size : new int[] {0, 1, 125, 126, 65_535, 65_536, 300_000}) {
                byte[] bytes = new byte[size];
                new Random(size).nextBytes(bytes);
                client.send(bytes);
                assertThat(client.nextBinary()).isEqualTo(bytes);
            }
        }
    }

    @Test
    void broadcastReachesEveryConnectionOfThePathTheSenderIncluded() throws Exception {
        List<TestClient> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(TestClient.connect(port, "/broadcast"));
            clients.get(i).send("hello from " + i);
            for (TestClient client : clients) {
                assertThat(client.nextText()).isEqualTo("hello from " + i);
            }
        }
        TestClient stranger = TestClient.connect(port, "/echo");

        clients.get(1).send("to all");
        for (TestClient client : clients) {
            assertThat(client.nextText()).isEqualTo("to all");
        }
        clients.get(2).send("bytes".getBytes(StandardCharsets.UTF_8));
        for (TestClient client : clients) {
            assertThat(client.nextBinary()).asString(StandardCharsets.UTF_8).isEqualTo("bytes");
        }
        stranger.send("nothing in between");
        assertThat(stranger.nextText()).isEqualTo("nothing in between");

        clients.get(0).close();
        clients.get(1).send("to the rest");
        assertThat(clients.get(1).nextText()).isEqualTo("to the rest");
        assertThat(clients.get(2).nextText()).isEqualTo("to the rest");
        assertThat(clients).allSatisfy(client -> assertThat(client.waiting()).isZero());
        for (TestClient client : List.of(clients.get(1), clients.get(2), stranger)) {
            client.close();
        }
    }
}
