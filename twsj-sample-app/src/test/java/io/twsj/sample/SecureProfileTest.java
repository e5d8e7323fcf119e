package io.twsj.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.spring.test.WebSocketTester;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;

/** The profile {@code secure}: over TLS, and only for those who have a token. */
@SpringBootTest
@ActiveProfiles("secure")
class SecureProfileTest {

    @Autowired
    private WebSocketTester tester;

    @ParameterizedTest
    @ValueSource(strings = {"/echo", "/broadcast", "/chat/lobby"})
    void nobodyComesInWithoutAToken(String path) {
        tester.expectRefusal(path, 401);
        tester.expectRefusal(path, 401, options -> options.bearer("wrong"));
    }

    @Test
    void aTokenIsForOneName() {
        tester.connect("/chat/secure", options -> options.bearer("ann-token"))
                .send("{\"type\":\"join\",\"id\":1,\"data\":{\"name\":\"Bob\"}}")
                .expect(
                        JsonNode.class,
                        answer -> assertThat(answer.toString()).contains("\"bad-name\"", "for the name Ann"))
                .send("{\"type\":\"join\",\"id\":2,\"data\":{\"name\":\"Ann\"}}")
                .expect(JsonNode.class, answer -> assertThat(answer.toString()).contains("\"joined\"", "\"Ann\""));
    }
}
