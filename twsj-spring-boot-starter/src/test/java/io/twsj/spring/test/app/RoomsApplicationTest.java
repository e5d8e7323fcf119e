package io.twsj.spring.test.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.WebSocketConnection;
import io.twsj.spring.annotation.LocalWebSocketPort;
import io.twsj.spring.test.WebSocketTestConnection;
import io.twsj.spring.test.WebSocketTester;
import io.twsj.spring.test.app.Rooms.Said;
import io.twsj.spring.test.app.Rooms.Say;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** The tester against a whole application: what it takes, and what it says about what it does not take. */
@SpringBootTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RoomsApplicationTest {

    private static final Duration SHORT = Duration.ofMillis(50);

    private static WebSocketConnection leftOpen;

    @Autowired
    WebSocketTester tester;

    @LocalWebSocketPort
    int port;

    @Test
    void theServerTakesAnyFreePort() {
        assertThat(port).isNotEqualTo(8000).isPositive();
    }

    @Test
    void valuesTextsAndBytesAreSentAndExpected() {
        Said said = tester.connect("/rooms/blue", options -> options.subprotocols(List.of("rooms")))
                .send(new Say("hello"))
                .expect(new Said("blue", "hello", "nothing"))
                .send("{\"text\":\"as text\"}")
                .expectText("{\"room\":\"blue\",\"text\":\"as text\",\"before\":\"nothing\"}")
                .send(new byte[] {1, 2})
                .expectBinary((byte) 1, (byte) 2)
                .send(Map.of("text", "a map"))
                .expect(Said.class, answer -> assertThat(answer.text()).isEqualTo("a map"))
                .expectNothing()
                .send(new Say("again"))
                .receive(Said.class);

        assertThat(said.text()).isEqualTo("again");
    }

    @Test
    void theEndIsExpectedWithItsCode() {
        WebSocketTestConnection connection = tester.connect("/rooms/blue").send(new byte[0]);

        assertThat(connection.expectClose(4000).reason()).isEqualTo("nothing to echo");
        assertThatThrownBy(() -> connection.send("too late"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected to send a message, but the connection has ended; nothing had arrived before");
    }

    @Test
    void aMessageThatDoesNotComeIsMissedWithWhatCameBefore() {
        WebSocketTestConnection connection = tester.connect("/rooms/blue")
                .send(new byte[] {7})
                .expectBinary((byte) 7)
                .within(SHORT);

        assertThatThrownBy(connection::receiveText)
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected a text message, but none came within 50 ms; before, there came binary 07");
        assertThatThrownBy(() -> connection.expectClose(1000))
                .hasMessage("expected the connection to end with 1000, but the connection was still open after 50 ms;"
                        + " before, there came binary 07");
    }

    @Test
    void anotherMessageIsShown() {
        WebSocketTestConnection connection = tester.connect("/rooms/blue");

        assertThatThrownBy(() -> connection.send(new Say("x")).receive(Say.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected JSON of a Say, but text '{\"room\":\"blue\",\"text\":\"x\"")
                .hasMessageContaining("room");
        assertThatThrownBy(() -> connection.send(new Say("x")).receiveBinary())
                .hasMessageStartingWith("expected a binary message, but text '{");
        assertThatThrownBy(() -> connection.send(new byte[] {5, 6}).receiveText())
                .hasMessageStartingWith("expected a text message, but binary 0506 came");
        assertThatThrownBy(() -> connection.send(new byte[0]).expectClose(4001))
                .hasMessageContaining(
                        "expected the connection to end with 4001, but it ended with 4000 (nothing to echo)");
        assertThatThrownBy(connection::receive)
                .hasMessageStartingWith("expected a message, but the connection ended with 4000 (nothing to echo)");
        assertThatThrownBy(connection::expectNothing)
                .hasMessageStartingWith("expected no message, but the connection ended with 4000 (nothing to echo)");
    }

    @Test
    void aMessageTooManyIsShown() throws Exception {
        WebSocketTestConnection connection = tester.connect("/rooms/blue")
                .send(new byte[] {1})
                .send(new byte[] {2})
                .expectBinary((byte) 1);

        assertThatThrownBy(() -> connection.expectClose(1000))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected the connection to end with 1000, but this came: binary 02");
        assertThatThrownBy(connection::expectNothing)
                .hasMessageStartingWith("expected no message, but this came: binary 02");
    }

    @Test
    void aRefusalIsExpectedWithItsStatus() {
        assertThat(tester.expectRefusal("/nowhere", 404).bodyText()).isNotNull();
        tester.expectRefusal("/rooms/blue", 403, options -> options.origin("https://evil.example"));
        assertThatThrownBy(() -> tester.expectRefusal("/nowhere", 401))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected the server to refuse /nowhere with 401, but ")
                .hasMessageContaining("404");
        assertThatThrownBy(() -> tester.expectRefusal("/rooms/blue", 401))
                .hasMessage("expected the server to refuse /rooms/blue with 401, but it accepted");
    }

    @Test
    void aTimeLimitIsPositive() {
        assertThatThrownBy(() -> tester.within(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Order(1)
    void aConnectionMayBeLeftOpen() {
        leftOpen = tester.connect("/rooms/left")
                .send(new byte[] {1})
                .expectBinary((byte) 1)
                .connection();
        assertThat(leftOpen.isOpen()).isTrue();
    }

    @Test
    @Order(2)
    void itIsClosedAfterTheTestMethod() {
        assertThat(leftOpen.isOpen()).isFalse();
    }
}
