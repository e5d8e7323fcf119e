package io.twsj.spring.test.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.when;

import io.twsj.MemoryTransport;
import io.twsj.WebSocketConnections;
import io.twsj.spring.server.TwsjServerLifecycle;
import io.twsj.spring.test.WebSocketHandlerTest;
import io.twsj.spring.test.WebSocketTester;
import io.twsj.spring.test.app.Rooms.Said;
import io.twsj.spring.test.app.Rooms.Say;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** One handler by itself, with a stand-in for what it works with, over no network. */
@WebSocketHandlerTest(Rooms.class)
class RoomsTest {

    @MockitoBean
    History history;

    @Autowired
    WebSocketTester tester;

    @Autowired
    ApplicationContext context;

    @Test
    void aMessageIsSaidToTheRoom() {
        when(history.last("lobby")).thenReturn("hi");

        tester.connect("/rooms/lobby").send(new Say("hello")).expect(new Said("lobby", "hello", "hi"));
    }

    @Test
    void theApplicationsAdviceIsThere() {
        when(history.last("lobby")).thenThrow(new IllegalStateException("secret"));

        tester.connect("/rooms/lobby").send(new Say("hello")).expectText("not now");
    }

    @Test
    void theServerHasNoAddress() {
        assertThat(context.getBean(TwsjServerLifecycle.class).server().isInMemory())
                .isTrue();
        assertThat(context.getEnvironment().getProperty("local.twsj.server.port"))
                .isNull();
        assertThat(context.getBean(MemoryTransport.class)).isNotNull();
        assertThat(context.getBean(WebSocketConnections.class).all().count()).isZero();
    }

    @Test
    void otherHandlersAndServicesAreNotThere() {
        assertThat(context.getBeansOfType(Other.class)).isEmpty();
        tester.expectRefusal("/other", 404);
        assertThatThrownBy(() -> tester.connect("/other"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected the server to accept /other, but: ")
                .hasMessageContaining("404");
    }
}
