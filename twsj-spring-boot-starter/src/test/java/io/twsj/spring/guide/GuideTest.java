package io.twsj.spring.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.WebSocketConnections;
import io.twsj.spring.test.WebSocketTestConnection;
import io.twsj.spring.test.WebSocketTester;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.TestPropertySource;

/** What the guide says of the messages that its code leads to. */
@TestPropertySource(
        properties = {"twsj.server.auth.bearer.tokens.ann=ann-token", "twsj.server.security.default=authenticated"})
@SpringBootTest
class GuideTest {

    @Autowired
    private WebSocketTester tester;

    private WebSocketTestConnection connect(String path) {
        return tester.connect(path, options -> options.bearer("ann-token"));
    }

    @Test
    void aPlainHandlerAnswersWithJson() {
        connect("/rooms/lobby").send("{\"text\":\"hi\"}").expectText("{\"room\":\"lobby\",\"text\":\"hi\"}");
    }

    @Test
    void anEnvelopeIsAnsweredAndSaidToTheRoom() {
        connect("/chat/lobby")
                .send("{\"type\":\"say\",\"data\":{\"text\":\"hi\"}}")
                .expectText("{\"type\":\"said\",\"data\":{\"by\":\"ann\",\"text\":\"hi\"}}")
                .send("{\"type\":\"who\",\"id\":7}")
                .expectText("{\"type\":\"who\",\"id\":7,\"data\":[\"ann\"]}")
                .send("{\"type\":\"say\",\"id\":7,\"data\":{\"text\":\" \"}}")
                .expectText(
                        "{\"type\":\"error\",\"id\":7,\"data\":{\"code\":\"invalid\",\"message\":\"the message is not"
                                + " valid\",\"errors\":[{\"field\":\"text\",\"message\":\"must not be blank\"}]}}")
                .send("{\"type\":\"dance\",\"data\":{}}")
                .send("{\"type\":\"who\",\"id\":8}")
                .expectText("{\"type\":\"who\",\"id\":8,\"data\":[\"ann\"]}");
    }

    @Test
    void routesAndSendingFromAnywhere(@Autowired WebSocketConnections connections) {
        connect("/echo").send("hello").expectText("hello");
        connect("/points").send("{\"x\":1,\"y\":2}").expectText("{\"x\":-1,\"y\":2}");
        WebSocketTestConnection ann = connect("/rooms/lobby");

        Snippets.fromAnywhere(connections);

        ann.expectText("{\"room\":\"server\",\"text\":\"good night\"}")
                .expectText("{\"room\":\"server\",\"text\":\"only for you\"}");
        connect("/known").send("{\"text\":\"hi\"}").expectText("{\"room\":\"ann\",\"text\":\"hi\"}");
    }

    @Test
    void endsAreCountedByTheirCodes(@Autowired Ends ends) {
        WebSocketTestConnection ann = connect("/echo");
        ann.close();
        ann.expectClose(1000);

        await().untilAsserted(() -> assertThat(ends.byCode).containsKey(1000));
    }

    @Test
    void theReportIsALine(@Autowired Report report) {
        assertThat(report.line()).matches("\\d+ open, \\d+ messages received");
    }
}
