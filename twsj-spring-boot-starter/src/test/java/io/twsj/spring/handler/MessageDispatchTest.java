package io.twsj.spring.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.WebSocketConnection;
import io.twsj.close.CloseCode;
import io.twsj.message.Message;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.OnOpen;
import io.twsj.spring.annotation.WebSocketHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Which method gets which message, as what, and what becomes of its reply. */
class MessageDispatchTest {

    record Point(int x, int y) {}

    @WebSocketHandler("/")
    static class Texts {
        @OnMessage
        String on(String text) {
            return "got " + text;
        }
    }

    @Test
    void aStringMethodGetsTextsAndItsStringIsTheReply() throws Exception {
        assertThat(TestEndpoint.open(new Texts()).text("hällo").connection.sentTexts())
                .containsExactly("got hällo");
    }

    @Test
    void aKindWithoutAMethodClosesTheConnectionWith1003() throws Exception {
        TestEndpoint endpoint = TestEndpoint.open(new Texts()).binary(1);

        assertThat(endpoint.connection.sent).isEmpty();
        assertThat(endpoint.connection.closed.code()).isEqualTo(CloseCode.UNSUPPORTED_DATA);
    }

    @WebSocketHandler("/")
    static class Bytes {
        @OnMessage
        byte[] on(byte[] bytes) {
            bytes[0]++;
            return bytes;
        }
    }

    @Test
    void aByteArrayMethodGetsBinaryMessagesAndItsArrayIsABinaryReply() throws Exception {
        TestEndpoint endpoint = TestEndpoint.open(new Bytes()).binary(0x7f, 1);

        assertThat(endpoint.connection.sentTexts()).containsExactly("8001");
        assertThat(endpoint.connection.sent.get(0).isText()).isFalse();
    }

    @WebSocketHandler("/")
    static class Buffers {
        @OnMessage
        ByteBuffer on(ByteBuffer bytes) {
            return bytes.position(1);
        }
    }

    @Test
    void aByteBufferMethodGetsBinaryMessagesAndItsBufferIsABinaryReply() throws Exception {
        assertThat(TestEndpoint.open(new Buffers()).binary(1, 2, 3).connection.sentTexts())
                .containsExactly("0203");
    }

    @WebSocketHandler("/")
    static class Points {
        @OnMessage
        Point on(Point point) {
            return new Point(point.y(), point.x());
        }
    }

    @Test
    void aRecordIsReadFromJsonAndWrittenAsJsonText() throws Exception {
        TestEndpoint endpoint = TestEndpoint.open(new Points()).text("{\"x\":1,\"y\":2}");

        assertThat(endpoint.connection.sentTexts()).containsExactly("{\"x\":2,\"y\":1}");
        assertThat(endpoint.connection.sent.get(0).isText()).isTrue();
    }

    @WebSocketHandler("/")
    static class Nulls {
        @OnMessage
        String on(Point point) {
            return "got " + point;
        }
    }

    @Test
    void theJsonTextNullReachesARecordAsNull() throws Exception {
        assertThat(TestEndpoint.open(new Nulls()).text("null").connection.sentTexts())
                .containsExactly("got null");
    }

    @Test
    void jsonIsReadFromBinaryMessagesIfNobodyElseTakesThem() throws Exception {
        byte[] json = "{\"x\":1,\"y\":2}".getBytes(StandardCharsets.UTF_8);
        TestEndpoint endpoint = TestEndpoint.open(new Points());

        endpoint.listener.onMessage(endpoint.connection, Message.binary(json));

        assertThat(endpoint.connection.sentTexts()).containsExactly("{\"x\":2,\"y\":1}");
    }

    @WebSocketHandler("/")
    static class Lists {
        @OnMessage
        Map<String, Integer> on(List<Point> points) {
            return Map.of("sum", points.stream().mapToInt(Point::x).sum());
        }
    }

    @Test
    void theElementTypesOfGenericPayloadsAreKept() throws Exception {
        assertThat(TestEndpoint.open(new Lists())
                        .text("[{\"x\":1,\"y\":0},{\"x\":41,\"y\":0}]")
                        .connection
                        .sentTexts())
                .containsExactly("{\"sum\":42}");
    }

    abstract static class Base<T> {
        @OnMessage
        T on(T value) {
            return value;
        }
    }

    @WebSocketHandler("/")
    static class Derived extends Base<Point> {}

    @Test
    void typeVariablesOfASuperclassAreResolved() throws Exception {
        assertThat(TestEndpoint.open(new Derived())
                        .text("{\"x\":0,\"y\":3}")
                        .connection
                        .sentTexts())
                .containsExactly("{\"x\":0,\"y\":3}");
    }

    @WebSocketHandler("/")
    static class Trees {
        @OnMessage
        JsonNode on(JsonNode node) {
            return JsonNodeFactory.instance.stringNode(node.getNodeType().name());
        }
    }

    @Test
    void aJsonNodeMethodGetsAnyJson() throws Exception {
        assertThat(TestEndpoint.open(new Trees()).text("[1]").connection.sentTexts())
                .containsExactly("\"ARRAY\"");
    }

    @WebSocketHandler("/")
    static class Messages {
        @OnMessage
        Message on(Message message) {
            return message;
        }
    }

    @Test
    void aMessageMethodGetsBothKindsAndItsMessageIsSentAsItIs() throws Exception {
        TestEndpoint endpoint = TestEndpoint.open(new Messages()).text("a").binary(0xfe);

        assertThat(endpoint.connection.sentTexts()).containsExactly("a", "fe");
        assertThat(endpoint.connection.sent).extracting(Message::isText).containsExactly(true, false);
    }

    @WebSocketHandler("/")
    static class TextAndBinary {
        @OnMessage
        String text(String text) {
            return "text";
        }

        @OnMessage
        String binary(ByteBuffer bytes) {
            return "binary";
        }
    }

    @Test
    void textAndBinaryMessagesMayHaveAMethodEach() throws Exception {
        assertThat(TestEndpoint.open(new TextAndBinary())
                        .text("")
                        .binary()
                        .connection
                        .sentTexts())
                .containsExactly("text", "binary");
    }

    @WebSocketHandler("/")
    static class JsonAndRest {
        @OnMessage
        String json(Point point) {
            return "json";
        }

        @OnMessage
        String rest(Message message) {
            return "rest";
        }
    }

    @Test
    void aMessageMethodTakesWhatTheOtherMethodLeaves() throws Exception {
        assertThat(TestEndpoint.open(new JsonAndRest())
                        .text("{\"x\":1,\"y\":2}")
                        .binary(1)
                        .connection
                        .sentTexts())
                .containsExactly("json", "rest");
    }

    @WebSocketHandler("/")
    static class Silent {
        int calls;

        @OnMessage
        Object on(String text, WebSocketConnection connection) {
            calls++;
            connection.send(new Point(calls, 0));
            return null;
        }
    }

    @Test
    void nullIsNoReplyAndTheConnectionSendsWhatAReplyMayBe() throws Exception {
        Silent handler = new Silent();

        TestEndpoint endpoint = TestEndpoint.open(handler).text("a").text("b");

        assertThat(handler.calls).isEqualTo(2);
        assertThat(endpoint.connection.sentTexts()).containsExactly("{\"x\":1,\"y\":0}", "{\"x\":2,\"y\":0}");
    }

    @WebSocketHandler("/")
    static class Welcoming {
        @OnOpen
        Point open() {
            return new Point(0, 0);
        }
    }

    @Test
    void whatAnOpenMethodReturnsIsSent() throws Exception {
        assertThat(TestEndpoint.open(new Welcoming()).connection.sentTexts()).containsExactly("{\"x\":0,\"y\":0}");
    }
}
