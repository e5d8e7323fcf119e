package io.twsj.sample;

import io.twsj.spring.test.WebSocketTestConnection;
import io.twsj.spring.test.WebSocketTester;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** The echo and the broadcast, over real sockets. */
@SpringBootTest
class SampleApplicationTest {

    @Autowired
    private WebSocketTester tester;

    @Test
    void echoSendsTextBackUnchanged() {
        WebSocketTestConnection connection = tester.connect("/echo");
        for (String text : List.of("", "Hello", "{\"type\":\"join\"}", "ünï¢ödé 👍\u0000\n", "x".repeat(100_000))) {
            connection.send(text).expectText(text);
        }
    }

    @Test
    void echoSendsBinaryBackUnchanged() {
        WebSocketTestConnection connection = tester.connect("/echo");
        for (int size : new int[] {0, 1, 125, 126, 65_535, 65_536, 300_000}) {
            byte[] bytes = new byte[size];
            new Random(size).nextBytes(bytes);
            connection.send(bytes).expectBinary(bytes);
        }
    }

    @Test
    void broadcastReachesEveryConnectionOfThePathTheSenderIncluded() {
        List<WebSocketTestConnection> members = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            members.add(tester.connect("/broadcast").send("hello from " + i));
            for (WebSocketTestConnection member : members) {
                member.expectText("hello from " + i);
            }
        }
        WebSocketTestConnection stranger = tester.connect("/echo");

        members.get(1).send("to all");
        members.forEach(member -> member.expectText("to all"));
        members.get(2).send("bytes".getBytes(StandardCharsets.UTF_8));
        members.forEach(member -> member.expectBinary("bytes".getBytes(StandardCharsets.UTF_8)));
        stranger.expectNothing();

        members.get(0).close();
        members.get(0).expectClose(1000);
        members.get(1).send("to the rest").expectText("to the rest").expectNothing();
        members.get(2).expectText("to the rest").expectNothing();
    }
}
