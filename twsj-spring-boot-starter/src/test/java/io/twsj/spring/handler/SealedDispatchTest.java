package io.twsj.spring.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.twsj.close.CloseCode;
import io.twsj.spring.annotation.InvalidMessages;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.WebSocketHandler;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages that are told apart by the class of their payload, below one sealed type. */
class SealedDispatchTest {

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    sealed interface Shape permits Circle, Polygon {}

    @JsonTypeName("circle")
    record Circle(int radius) implements Shape {}

    sealed interface Polygon extends Shape permits Square, Triangle {}

    @JsonTypeName("square")
    record Square(int side) implements Polygon {}

    @JsonTypeName("triangle")
    record Triangle(int a, int b, int c) implements Polygon {}

    @WebSocketHandler("/")
    static class Areas {
        @OnMessage
        String circle(Circle circle) {
            return "circle " + circle.radius();
        }

        @OnMessage
        String square(Square square) {
            return "square " + square.side();
        }

        @OnMessage
        Shape other(Polygon polygon) {
            return polygon;
        }
    }

    @Test
    void eachMethodGetsItsSubtypeAndTheSupertypesMethodWhatIsLeft() throws Exception {
        assertThat(TestEndpoint.open(new Areas())
                        .text("{\"kind\":\"circle\",\"radius\":1}")
                        .text("{\"kind\":\"square\",\"side\":2}")
                        .text("{\"kind\":\"triangle\",\"a\":3,\"b\":4,\"c\":5}")
                        .connection
                        .sentTexts())
                .containsExactly("circle 1", "square 2", "{\"kind\":\"triangle\",\"a\":3,\"b\":4,\"c\":5}");
    }

    @WebSocketHandler(path = "/", invalidMessages = InvalidMessages.REPLY)
    static class CirclesAndSquares {
        @OnMessage
        void circle(Circle circle) {}

        @OnMessage
        void square(Square square) {}
    }

    @Test
    void aSubtypeWithoutAMethodAndATypeThatIsNoneAreRefused() throws Exception {
        TestEndpoint endpoint = TestEndpoint.open(new CirclesAndSquares())
                .text("{\"kind\":\"triangle\",\"a\":3,\"b\":4,\"c\":5}")
                .text("{\"kind\":\"java.lang.Runtime\"}");

        assertThat(endpoint.connection.sentTexts())
                .containsExactly(
                        "{\"error\":{\"code\":\"unknown-type\",\"message\":\"the type of the message is not known\"}}",
                        "{\"error\":{\"code\":\"unreadable\",\"message\":\"the message is not what this endpoint takes\"}}");
    }

    @Test
    void withoutAWordOnItTheyCloseTheConnection() throws Exception {
        TestEndpoint endpoint = TestEndpoint.open(new Areas()).text("{\"kind\":\"line\"}");

        assertThat(endpoint.connection.closed.code()).isEqualTo(CloseCode.INVALID_PAYLOAD);
    }

    sealed interface Untold permits A, B {}

    record A() implements Untold {}

    record B() implements Untold {}

    @WebSocketHandler("/")
    static class JsonDoesNotTell {
        @OnMessage
        void a(A a) {}

        @OnMessage
        void b(B b) {}
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    sealed interface Twins permits One, Other {}

    @JsonTypeName("twin")
    record One() implements Twins {}

    @JsonTypeName("twin")
    record Other() implements Twins {}

    @WebSocketHandler("/")
    static class SameName {
        @OnMessage
        void one(One one) {}

        @OnMessage
        void other(Other other) {}
    }

    @WebSocketHandler("/")
    static class SameType {
        @OnMessage
        void one(Circle one) {}

        @OnMessage
        void other(Circle other, MessageContext context) {}
    }

    @WebSocketHandler("/")
    static class NothingInCommon {
        @OnMessage
        void one(Circle one) {}

        @OnMessage
        void other(List<String> other) {}
    }

    @Test
    void whatCannotBeToldApartStopsTheStart() {
        assertThatThrownBy(() -> TestEndpoint.assemble(new JsonDoesNotTell()))
                .hasMessageContaining("Untold, which JSON does not tell apart")
                .extracting(e -> ((InvalidHandlerException) e).action())
                .asString()
                .contains("@JsonTypeInfo");
        assertThatThrownBy(() -> TestEndpoint.assemble(new SameName())).hasMessageContaining("'twin'");
        assertThatThrownBy(() -> TestEndpoint.assemble(new SameType())).hasMessageContaining("both for Circle");
        assertThatThrownBy(() -> TestEndpoint.assemble(new NothingInCommon()))
                .hasMessageContaining("no sealed type in common");
    }
}
