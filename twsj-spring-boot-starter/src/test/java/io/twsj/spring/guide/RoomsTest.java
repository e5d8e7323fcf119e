package io.twsj.spring.guide;

import io.twsj.spring.guide.Rooms.Said;
import io.twsj.spring.guide.Rooms.Say;
import io.twsj.spring.test.WebSocketHandlerTest;
import io.twsj.spring.test.WebSocketTester;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

@WebSocketHandlerTest(Rooms.class)
class RoomsTest {

    @MockitoBean
    History history;

    @Test
    void aMessageIsAnswered(@Autowired WebSocketTester tester) {
        tester.connect("/rooms/lobby").send(new Say("hello")).expect(new Said("lobby", "hello"));
    }
}
