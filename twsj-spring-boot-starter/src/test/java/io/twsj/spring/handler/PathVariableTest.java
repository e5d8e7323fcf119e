package io.twsj.spring.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.spring.annotation.OnClose;
import io.twsj.spring.annotation.OnError;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.OnOpen;
import io.twsj.spring.annotation.PathVariable;
import io.twsj.spring.annotation.WebSocketHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Path variables as parameters. */
class PathVariableTest {

    private static final Map<String, String> VARIABLES =
            Map.of("number", "42", "unit", "seconds", "id", "00000000-0000-0001-0000-000000000002", "rest", "a/b");

    @WebSocketHandler("/{number}/{unit}/{id}/{*rest}")
    static class Typed {
        final List<Object> seen = new ArrayList<>();

        @OnOpen
        void open(@PathVariable int number, @PathVariable("unit") TimeUnit other, @PathVariable(name = "id") UUID id) {
            seen.add(List.of(number, other, id));
        }

        @OnMessage
        String message(@PathVariable long number, String text, @PathVariable String rest) {
            return number + text + rest;
        }

        @OnError
        void error(@PathVariable Integer number, Throwable error) {
            seen.add(number);
        }

        @OnClose
        void close(@PathVariable String number, CloseReason reason) {
            seen.add(number + " " + reason);
        }
    }

    @Test
    void valuesAreConvertedToTheParametersTypesInEveryMethod() throws Exception {
        Typed handler = new Typed();
        TestEndpoint endpoint = TestEndpoint.open(handler, VARIABLES);

        endpoint.text("!");
        endpoint.listener.onError(endpoint.connection, new IOException());
        endpoint.end(CloseReason.NORMAL);

        assertThat(endpoint.connection.sentTexts()).containsExactly("42!a/b");
        assertThat(handler.seen).containsExactly(List.of(42, TimeUnit.SECONDS, new UUID(1, 2)), 42, "42 1000");
    }

    @Test
    void aValueOfAnotherTypeClosesTheConnectionWith1008AndTheHandlerNeverHearsOfIt() throws Exception {
        Typed handler = new Typed();
        TestEndpoint endpoint =
                TestEndpoint.open(handler, Map.of("number", "many", "unit", "days", "id", "1-2-3-4-5", "rest", ""));

        endpoint.text("!");
        endpoint.listener.onError(endpoint.connection, new IOException());
        endpoint.listener.onClose(endpoint.connection, CloseReason.ABNORMAL);

        assertThat(endpoint.connection.closed)
                .isEqualTo(
                        new CloseReason(CloseCode.POLICY_VIOLATION, "path variable 'number' is not of the right type"));
        assertThat(endpoint.connection.sent).isEmpty();
        assertThat(handler.seen).isEmpty();
    }

    @WebSocketHandler("/{room}/{seat}")
    static class SpringStyle {
        @OnMessage
        String on(
                String text,
                @org.springframework.web.bind.annotation.PathVariable String room,
                @org.springframework.web.bind.annotation.PathVariable("seat") int place) {
            return room + place;
        }
    }

    @Test
    void springsOwnAnnotationIsUnderstood() throws Exception {
        assertThat(TestEndpoint.open(new SpringStyle(), Map.of("room", "blue", "seat", "3"))
                        .text("")
                        .connection
                        .sentTexts())
                .containsExactly("blue3");
    }
}
