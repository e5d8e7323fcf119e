package io.twsj.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.RoomListener;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketConnections;
import io.twsj.spring.annotation.HandshakeHeader;
import io.twsj.spring.annotation.LocalWebSocketPort;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.OnOpen;
import io.twsj.spring.annotation.QueryParam;
import io.twsj.spring.annotation.WebSocketHandler;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Any bean sends to the connections of the application's handlers, here over real sockets. */
@SpringBootTest(
        classes = ConnectionsBeanTest.Application.class,
        properties = {"twsj.server.port=0", "twsj.server.address=127.0.0.1"})
class ConnectionsBeanTest {

    private static final BlockingQueue<String> MOVES = new LinkedBlockingQueue<>();

    @Configuration
    @EnableAutoConfiguration
    @Import({Rooms.class, Greeting.class})
    static class Application {

        @Bean
        RoomListener moves() {
            return new RoomListener() {
                @Override
                public void joined(WebSocketConnection connection, String room) {
                    MOVES.add("joined " + room);
                }

                @Override
                public void left(WebSocketConnection connection, String room) {
                    MOVES.add("left " + room);
                }
            };
        }
    }

    @WebSocketHandler("/rooms")
    static class Rooms {
        @OnMessage
        String join(String room, WebSocketConnection connection) {
            connection.join(room);
            return "you are in " + room;
        }
    }

    @WebSocketHandler("/greeting")
    static class Greeting {
        @OnOpen
        String greet(
                @QueryParam String name,
                @QueryParam Optional<Integer> age,
                @HandshakeHeader("Upgrade") String protocol) {
            return name + " " + age.map(String::valueOf).orElse("of any age") + " by " + protocol;
        }
    }

    @LocalWebSocketPort
    private int port;

    @Autowired
    private WebSocketConnections connections;

    private static String nextMove() throws InterruptedException {
        return MOVES.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void aBeanSendsToARoomAndToAHandlersConnections() throws Exception {
        try (TestClient member = TestClient.connect(port, "/rooms");
                TestClient other = TestClient.connect(port, "/rooms")) {
            assertThat(member.send("blue").next()).isEqualTo("you are in blue");
            assertThat(nextMove()).isEqualTo("joined blue");
            assertThat(other.send("red").next()).isEqualTo("you are in red");
            assertThat(nextMove()).isEqualTo("joined red");

            assertThat(connections.room("blue").send("to the blue").delivered()).isEqualTo(1);
            assertThat(member.next()).isEqualTo("to the blue");
            assertThat(connections.handler(Rooms.class).send("to all").delivered())
                    .isEqualTo(2);
            assertThat(member.next()).isEqualTo("to all");
            assertThat(other.next()).isEqualTo("to all");
            assertThat(connections.handler(Greeting.class).count()).isZero();
        }
        assertThat(nextMove()).startsWith("left ");
        assertThat(nextMove()).startsWith("left ");
    }

    @Test
    void methodsTakeValuesOfTheHandshake() throws Exception {
        try (TestClient both = TestClient.connect(port, "/greeting?name=Ann%20Lee&age=7");
                TestClient one = TestClient.connect(port, "/greeting?name=Bob")) {
            assertThat(both.next()).isEqualTo("Ann Lee 7 by websocket");
            assertThat(one.next()).isEqualTo("Bob of any age by websocket");
        }
    }

    @Test
    void aHandshakeWithoutAValueThatIsNeededIsClosedAndToldWhich() {
        TestClient none = TestClient.connect(port, "/greeting");
        assertThat(none.closed()).isEqualTo("1008 query parameter 'name' is missing");
        TestClient wrong = TestClient.connect(port, "/greeting?name=Ann&age=old");
        assertThat(wrong.closed()).isEqualTo("1008 query parameter 'age' is not of the right type");
    }
}
