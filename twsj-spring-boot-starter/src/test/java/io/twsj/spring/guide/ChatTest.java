package io.twsj.spring.guide;

import io.twsj.spring.guide.Rooms.Said;
import io.twsj.spring.guide.Rooms.Say;
import io.twsj.spring.test.WebSocketTester;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(
        properties = {"twsj.server.auth.bearer.tokens.ann=ann-token", "twsj.server.security.default=authenticated"})
@SpringBootTest
class ChatTest {

    @Autowired
    WebSocketTester tester;

    @Test
    void whatIsSaidIsAnswered() {
        tester.connect("/rooms/lobby", options -> options.bearer("ann-token"))
                .send(new Say("hello"))
                .expect(new Said("lobby", "hello"))
                .expectNothing();
        tester.expectRefusal("/rooms/lobby", 401);
    }
}
