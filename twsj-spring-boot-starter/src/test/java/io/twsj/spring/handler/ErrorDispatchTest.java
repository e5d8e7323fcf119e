package io.twsj.spring.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.spring.annotation.OnClose;
import io.twsj.spring.annotation.OnError;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.OnOpen;
import io.twsj.spring.annotation.WebSocketHandler;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

/** What happens to what goes wrong in a handler, or in a message to it. */
class ErrorDispatchTest {

    record Age(int age) {}

    @WebSocketHandler("/")
    static class Strict {
        @OnMessage
        int on(Age age) {
            if (age.age() < 0) {
                throw new IllegalArgumentException("negative");
            }
            return age.age();
        }
    }

    @Test
    void withoutAMatchingMethodTheErrorLeavesTheListenerAndNamesTheMethod() throws Exception {
        TestEndpoint endpoint = TestEndpoint.open(new Strict());

        assertThatThrownBy(() -> endpoint.text("{\"age\":-1}"))
                .hasMessage(Strict.class.getName() + ".on(Age) failed")
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
        assertThat(endpoint.connection.isOpen()).isTrue();
    }

    @Test
    void malformedJsonClosesTheConnectionWith1007AndTellsNothingOfTheApplication() throws Exception {
        TestEndpoint endpoint = TestEndpoint.open(new Strict()).text("{\"age\":");

        assertThat(endpoint.connection.closed)
                .isEqualTo(new CloseReason(CloseCode.INVALID_PAYLOAD, "malformed message at line 1, column 8"));
    }

    @Test
    void jsonOfAnotherShapeClosesTheConnectionWith1007() throws Exception {
        TestEndpoint endpoint = TestEndpoint.open(new Strict()).text("{\"age\":\"old\"}");

        assertThat(endpoint.connection.closed.code()).isEqualTo(CloseCode.INVALID_PAYLOAD);
    }

    @WebSocketHandler("/")
    static class Forgiving extends Strict {
        @OnError
        String any(Exception error) {
            return "error";
        }

        @OnError
        String io(IOException error) {
            return "io";
        }

        @OnError
        String illegal(IllegalArgumentException error, WebSocketConnection connection) {
            return "illegal: " + error.getMessage();
        }

        @OnError
        String json(JacksonException error) {
            return "json";
        }
    }

    @Test
    void theReplyOfTheMatchingMethodIsSentAndTheConnectionStays() throws Exception {
        TestEndpoint endpoint =
                TestEndpoint.open(new Forgiving()).text("{\"age\":-1}").text("{\"age\":7}");

        assertThat(endpoint.connection.sentTexts()).containsExactly("illegal: negative", "7");
        assertThat(endpoint.connection.isOpen()).isTrue();
    }

    @Test
    void malformedJsonIsAnErrorLikeOthersIfAMethodMatches() throws Exception {
        TestEndpoint endpoint = TestEndpoint.open(new Forgiving()).text("no json");

        assertThat(endpoint.connection.sentTexts()).containsExactly("json");
        assertThat(endpoint.connection.isOpen()).isTrue();
    }

    @Test
    void theMostSpecificTypeWinsAndWhatTheCoreReportsIsAnErrorToo() throws Exception {
        TestEndpoint endpoint = TestEndpoint.open(new Forgiving());

        endpoint.listener.onError(endpoint.connection, new FileNotFoundException());
        endpoint.listener.onError(endpoint.connection, new IOException());
        endpoint.listener.onError(endpoint.connection, new UncheckedIOException(new IOException()));
        endpoint.listener.onError(endpoint.connection, new StackOverflowError());

        assertThat(endpoint.connection.sentTexts()).containsExactly("io", "io", "error");
    }

    @WebSocketHandler("/")
    static class Failing {
        int errors;

        @OnOpen
        void open() {
            throw new IllegalStateException("open");
        }

        @OnClose
        void close() {
            throw new IllegalStateException("close");
        }

        @OnError
        void on(IllegalStateException error) {
            errors++;
            throw new UnsupportedOperationException("error");
        }
    }

    @Test
    void anErrorMethodThatFailsIsNotAskedAgainAndBothErrorsAreKept() throws Exception {
        Failing handler = new Failing();
        WebSocketListener listener = TestEndpoint.assemble(handler).listener();
        FakeConnection connection = new FakeConnection(value -> null, Map.of());

        Throwable failure = catchThrowable(() -> listener.onOpen(connection));
        listener.onError(connection, failure);

        assertThat(handler.errors).isEqualTo(1);
        assertThat(failure).hasCauseInstanceOf(UnsupportedOperationException.class);
        assertThat(failure.getCause().getSuppressed()).hasOnlyElementsOfType(IllegalStateException.class);
    }

    @Test
    void errorsOfTheCloseMethodGoToTheErrorMethodsToo() {
        Failing handler = new Failing();
        WebSocketListener listener = TestEndpoint.assemble(handler).listener();
        FakeConnection connection = new FakeConnection(value -> null, Map.of());
        connection.close();

        assertThatThrownBy(() -> listener.onClose(connection, CloseReason.NORMAL));
        assertThat(handler.errors).isEqualTo(1);
    }

    @WebSocketHandler("/")
    static class Unsendable {
        @OnMessage
        Object on(String text) {
            return new Object() {
                @SuppressWarnings("unused")
                public String getValue() {
                    throw new IllegalStateException("secret");
                }
            };
        }
    }

    @Test
    void aReplyThatCannotBeWrittenIsTheHandlersFault() throws Exception {
        TestEndpoint endpoint = TestEndpoint.open(new Unsendable());

        assertThatThrownBy(() -> endpoint.text("go"))
                .cause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("as JSON");
    }

    @WebSocketHandler("/")
    static class CatchAll {
        final List<String> errors = new ArrayList<>();

        @OnMessage
        String on(String text) {
            throw new AssertionError(text);
        }

        @OnError
        String any(WebSocketConnection connection) {
            errors.add(connection.id());
            return "sorry";
        }
    }

    @Test
    void anErrorMethodWithoutAnErrorParameterIsForAllErrors() throws Exception {
        CatchAll handler = new CatchAll();

        assertThat(TestEndpoint.open(handler).text("x").connection.sentTexts()).containsExactly("sorry");
        assertThat(handler.errors).containsExactly("fake");
    }

    @Test
    void aConnectionThatIsClosingGetsNoErrorReply() throws Exception {
        CatchAll handler = new CatchAll();
        TestEndpoint endpoint = TestEndpoint.open(handler);
        endpoint.connection.close();

        endpoint.listener.onError(endpoint.connection, new IOException("reset"));

        assertThat(handler.errors).hasSize(1);
        assertThat(endpoint.connection.sent).isEmpty();
    }

    @WebSocketHandler("/")
    static class Late {
        int errors;

        @OnMessage
        String on(String text, WebSocketConnection connection) {
            if (text.equals("send")) {
                connection.send(text);
            }
            return text;
        }

        @OnError
        void any() {
            errors++;
        }
    }

    @Test
    void aPeerThatLeavesBeforeAReplyOrSendIsNobodysFault() throws Exception {
        for (String text : List.of("send", "reply")) {
            Late handler = new Late();
            TestEndpoint endpoint = TestEndpoint.open(handler);
            endpoint.connection.gone = true;

            endpoint.text(text);

            assertThat(endpoint.connection.isOpen()).isFalse();
            assertThat(handler.errors).isZero();
        }
    }
}
