package io.twsj.sample.chat;

import static io.twsj.sample.chat.Wire.next;
import static io.twsj.sample.chat.Wire.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.spring.test.WebSocketHandlerTest;
import io.twsj.spring.test.WebSocketTestConnection;
import io.twsj.spring.test.WebSocketTester;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** What the server says by itself. */
@WebSocketHandlerTest(ChatEndpoint.class)
@Import({Chat.class, Announcer.class})
class AnnouncerTest {

    @Test
    void nothingUnlessItIsAskedTo(@Autowired ObjectProvider<Announcer> announcer) {
        assertThat(announcer.getIfAvailable()).isNull();
    }

    @Nested
    @TestPropertySource(properties = "chat.announce-every=50ms")
    class EveryFewMilliseconds {

        @Test
        void eachRoomIsToldHowManyAreThere(@Autowired WebSocketTester tester) {
            WebSocketTestConnection outside = tester.connect("/chat/lobby");
            WebSocketTestConnection ann = tester.connect("/chat/lobby");
            send(ann, "join", "1", "{'name':'Ann'}");
            assertThat(next(ann).get("type").stringValue()).isEqualTo("joined");

            JsonNode notice = next(ann);

            assertThat(notice.get("type").stringValue()).isEqualTo("notice");
            assertThat(notice.has("id")).isFalse();
            assertThat(notice.get("data").get("text").stringValue())
                    .matches("It is \\d\\d:\\d\\d UTC, and one person is here\\.");
            assertThat(notice.get("data").get("at").isIntegralNumber()).isTrue();
            outside.expectNothing();
        }
    }
}
