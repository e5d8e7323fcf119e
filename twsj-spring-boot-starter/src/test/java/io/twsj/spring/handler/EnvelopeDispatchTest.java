package io.twsj.spring.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.WebSocketConnection;
import io.twsj.close.CloseCode;
import io.twsj.message.Message;
import io.twsj.spring.annotation.InvalidMessages;
import io.twsj.spring.annotation.MessageType;
import io.twsj.spring.annotation.OnError;
import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.annotation.OnOpen;
import io.twsj.spring.annotation.WebSocketHandler;
import io.twsj.spring.codec.Envelope;
import io.twsj.spring.codec.ErrorReply;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.cbor.CBORMapper;

/** Messages that say what they are: {@code {"type","id","data"}}. */
class EnvelopeDispatchTest {

    record Say(@NotBlank String text) {}

    record Said(String text, String by) {}

    @MessageType("chat.ban")
    record Ban(String name) {}

    @WebSocketHandler("/")
    static class Chat {

        @OnOpen
        Said open() {
            return new Said("welcome", "server");
        }

        @OnMessage(type = "say")
        Said say(@Valid Say say, MessageContext context) {
            return new Said(say.text(), context.type() + " " + context.id());
        }

        @OnMessage(type = "who")
        List<String> who() {
            return List.of("ann", "bob");
        }

        @OnMessage(type = "leave")
        void leave(Optional<String> why, WebSocketConnection connection) {
            connection.send(why.orElse("no reason"));
        }

        @OnMessage
        Envelope ban(Ban ban) {
            return Envelope.of("banned", ban.name());
        }

        @OnMessage(type = "fail")
        void fail() {
            throw new IllegalStateException("secret");
        }

        @OnMessage
        String rest(JsonNode data, MessageContext context) {
            return context.type() + data;
        }

        @OnError
        ErrorReply failed(IllegalStateException error) {
            return ErrorReply.of("state", "not now");
        }
    }

    private static List<String> replies(Object handler, String... messages) throws Exception {
        TestEndpoint endpoint = TestEndpoint.open(handler);
        endpoint.connection.sent.clear();
        for (String message : messages) {
            endpoint.text(message);
        }
        return endpoint.connection.sentTexts();
    }

    private static String reply(String message) throws Exception {
        return replies(new Chat(), message).get(0);
    }

    @Test
    void aReplyHasTheIdOfItsRequestAndTheTypeOfItsClass() throws Exception {
        assertThat(reply("{\"type\":\"say\",\"id\":7,\"data\":{\"text\":\"hi\"}}"))
                .isEqualTo("{\"type\":\"said\",\"id\":7,\"data\":{\"text\":\"hi\",\"by\":\"say 7\"}}");
        assertThat(reply("{\"type\":\"say\",\"id\":\"a-1\",\"data\":{\"text\":\"hi\"}}"))
                .isEqualTo("{\"type\":\"said\",\"id\":\"a-1\",\"data\":{\"text\":\"hi\",\"by\":\"say a-1\"}}");
    }

    @Test
    void aMessageWithoutAnIdIsRepliedToWithoutOne() throws Exception {
        assertThat(reply("{\"type\":\"say\",\"data\":{\"text\":\"hi\"}}"))
                .isEqualTo("{\"type\":\"said\",\"data\":{\"text\":\"hi\",\"by\":\"say null\"}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'data':{'text':'x'},'type':'say','id':1}",
                "{'id':1,'data':{'text':'x'},'type':'say'}",
                "{'other':[{'type':'who'}],'data':{'text':'x'},'id':1,'type':'say','more':{}}"
            })
    void theMembersMayComeInAnyOrderAndOthersArePassedOver(String message) throws Exception {
        assertThat(reply(message.replace('\'', '"'))).startsWith("{\"type\":\"said\",\"id\":1,");
    }

    @Test
    void aReplyThatDoesNotTellItsTypeHasThatOfTheRequest() throws Exception {
        assertThat(reply("{\"type\":\"who\",\"id\":2}"))
                .isEqualTo("{\"type\":\"who\",\"id\":2,\"data\":[\"ann\",\"bob\"]}");
    }

    @Test
    void aRequestWithoutAReplyIsAcknowledged() throws Exception {
        assertThat(replies(new Chat(), "{\"type\":\"leave\",\"id\":3}"))
                .containsExactly("no reason", "{\"type\":\"leave\",\"id\":3}");
        assertThat(replies(new Chat(), "{\"type\":\"leave\",\"data\":\"bored\"}"))
                .containsExactly("bored");
    }

    @Test
    void aPayloadsClassMayNameTheTypeAndAReturnedEnvelopeAnother() throws Exception {
        assertThat(reply("{\"type\":\"chat.ban\",\"id\":4,\"data\":{\"name\":\"eve\"}}"))
                .isEqualTo("{\"type\":\"banned\",\"id\":4,\"data\":\"eve\"}");
    }

    @Test
    void aMethodWithoutATypeTakesWhatIsLeft() throws Exception {
        assertThat(reply("{\"type\":\"new\",\"id\":5,\"data\":[1]}"))
                .isEqualTo("{\"type\":\"new\",\"id\":5,\"data\":\"new[1]\"}");
    }

    @Test
    void whatAnErrorMethodReturnsHasTheIdToo() throws Exception {
        assertThat(reply("{\"type\":\"fail\",\"id\":6}"))
                .isEqualTo("{\"type\":\"error\",\"id\":6,\"data\":{\"code\":\"state\",\"message\":\"not now\"}}");
    }

    @WebSocketHandler("/")
    static class Speaking {
        @OnMessage(type = "say")
        void say(@Valid Say say, WebSocketConnection connection, Reply reply) {
            connection.send(Envelope.of("before", null));
            reply.send(new Said(say.text(), "me"));
            connection.send(Envelope.of("after", null));
        }

        @OnMessage(type = "quiet")
        void quiet(Reply reply) {}
    }

    @Test
    void aMethodMaySendItsReplyItselfWhichIsThenTheOnlyOne() throws Exception {
        assertThat(replies(
                        new Speaking(),
                        "{\"type\":\"say\",\"id\":1,\"data\":{\"text\":\"hi\"}}",
                        "{\"type\":\"quiet\",\"id\":2}"))
                .containsExactly(
                        "{\"type\":\"before\"}",
                        "{\"type\":\"said\",\"id\":1,\"data\":{\"text\":\"hi\",\"by\":\"me\"}}",
                        "{\"type\":\"after\"}");
        assertThat(replies(new Speaking(), "{\"type\":\"say\",\"id\":3,\"data\":{\"text\":\"\"}}"))
                .singleElement()
                .asString()
                .startsWith("{\"type\":\"error\",\"id\":3,");
    }

    @WebSocketHandler("/")
    static class Mute {
        @OnMessage(type = "fail")
        void fail() {
            throw new IllegalStateException("secret");
        }

        @OnMessage(type = "say")
        void say(Say say) {}

        @OnError
        void ignored(Exception error) {}
    }

    @Test
    void aRequestThatFailedIsNeverAcknowledgedAsIfItHadNot() throws Exception {
        assertThat(replies(
                        new Mute(),
                        "{\"type\":\"fail\",\"id\":1}",
                        "{\"type\":\"say\",\"id\":2,\"data\":[]}",
                        "{\"type\":\"fail\"}"))
                .containsExactly("{\"type\":\"error\",\"id\":1}", "{\"type\":\"error\",\"id\":2}");
    }

    @Test
    void whatAnOpenMethodReturnsIsEnvelopedToo() throws Exception {
        assertThat(TestEndpoint.open(new Chat()).connection.sentTexts())
                .containsExactly("{\"type\":\"said\",\"data\":{\"text\":\"welcome\",\"by\":\"server\"}}");
    }

    @WebSocketHandler("/")
    static class Strict {
        @OnMessage(type = "say")
        void say(@Valid Say say) {}

        @OnMessage(type = "pair")
        void pair(Map<String, List<Say>> pair) {}
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'say','id':1,'data':{'text':' '}} | {'type':'error','id':1,'data':{'code':'invalid','message':'the message is not valid','errors':[{'field':'text','message':'must not be blank'}]}}",
                "{'type':'say','id':1,'data':{'text':{}}} | {'type':'error','id':1,'data':{'code':'unreadable','message':'the message is not what this endpoint takes','errors':[{'field':'text','message':'is missing or of the wrong kind'}]}}",
                "{'type':'pair','id':1,'data':{'a':[{'text':'x'},{'text':[]}]}} | {'type':'error','id':1,'data':{'code':'unreadable','message':'the message is not what this endpoint takes','errors':[{'field':'a[1].text','message':'is missing or of the wrong kind'}]}}",
                "{'type':'say','id':1} | {'type':'error','id':1,'data':{'code':'unreadable','message':'a message of this type needs data'}}",
                "{'type':'say','id':1,'data':null} | {'type':'error','id':1,'data':{'code':'unreadable','message':'a message of this type needs data'}}",
                "{'type':'sing','id':1} | {'type':'error','id':1,'data':{'code':'unknown-type','message':'the type of the message is not known'}}",
                "{'id':1,'data':{}} | {'type':'error','id':1,'data':{'code':'malformed','message':'a message is an object with type, id and data: there is no type'}}",
                "{'type':'say','id':1,'type':'sing'} | {'type':'error','id':1,'data':{'code':'malformed','message':'a message is an object with type, id and data: there are two types'}}",
                "{'type':'say','id':1,'id':2} | {'type':'error','data':{'code':'malformed','message':'a message is an object with type, id and data: there are two ids'}}",
                "{'id':1,'data':1,'data':2} | {'type':'error','id':1,'data':{'code':'malformed','message':'a message is an object with type, id and data: there are two data'}}",
                "{'type':7,'id':1} | {'type':'error','data':{'code':'malformed','message':'a message is an object with type, id and data: the type is not a string'}}",
                "{'type':'say','id':1.5} | {'type':'error','data':{'code':'malformed','message':'a message is an object with type, id and data','errors':[{'field':'id','message':'is neither a string nor an integer'}]}}",
                "{'type':'say','id':92233720368547758070} | {'type':'error','data':{'code':'malformed','message':'a message is an object with type, id and data','errors':[{'field':'id','message':'does not fit into 64 bits'}]}}",
                "{'type':'say','id':'\\ud83d'} | {'type':'error','data':{'code':'malformed','message':'a message is an object with type, id and data','errors':[{'field':'id','message':'has half of a surrogate pair'}]}}",
                "{'id':1,'type':'x\\udc4d\\ud83d'} | {'type':'error','id':1,'data':{'code':'malformed','message':'a message is an object with type, id and data: the type has half of a surrogate pair'}}",
                "{'type':'sing','id':'\\ud83d\\udc4d'} | {'type':'error','id':'👍','data':{'code':'unknown-type','message':'the type of the message is not known'}}",
                "[] | {'type':'error','data':{'code':'malformed','message':'a message is an object with type, id and data: this is none'}}",
                "{'type':'say'} {} | {'type':'error','data':{'code':'malformed','message':'a message is an object with type, id and data: something follows the envelope'}}",
                "{'type':'say', | {'type':'error','data':{'code':'malformed','message':'malformed message at line 1, column 15'}}"
            })
    void whatCannotBeTakenIsRepliedToByNameOfTheFieldAndNothingElseIsTold(String message, String error)
            throws Exception {
        TestEndpoint endpoint = TestEndpoint.open(new Strict()).text(message.replace('\'', '"'));

        assertThat(endpoint.connection.sentTexts()).containsExactly(error.replace('\'', '"'));
        assertThat(endpoint.connection.isOpen()).isTrue();
    }

    @WebSocketHandler(path = "/", invalidMessages = InvalidMessages.CLOSE)
    static class Closing extends Strict {}

    @Test
    void aHandlerMayCloseInstead() throws Exception {
        TestEndpoint endpoint =
                TestEndpoint.open(new Closing()).text("{\"type\":\"say\",\"id\":1,\"data\":{\"text\":\"\"}}");

        assertThat(endpoint.connection.sent).isEmpty();
        assertThat(endpoint.connection.closed.code()).isEqualTo(CloseCode.INVALID_PAYLOAD);
        assertThat(endpoint.connection.closed.reason()).isEqualTo("the message is not valid: text must not be blank");
    }

    @Test
    void aBinaryMessageIsNoEnvelopeInJson() throws Exception {
        TestEndpoint endpoint = TestEndpoint.open(new Strict()).binary('{', '}');

        assertThat(endpoint.connection.closed.code()).isEqualTo(CloseCode.UNSUPPORTED_DATA);
    }

    @Test
    void theSameMethodsSpeakCborWhereTheSubprotocolNamesIt() throws Exception {
        TestEndpoint endpoint = TestEndpoint.open(new Chat());
        endpoint.connection.subprotocol = "chat.cbor";
        endpoint.connection.sent.clear();
        byte[] request =
                CBORMapper.shared().writeValueAsBytes(Map.of("type", "say", "id", 9, "data", Map.of("text", "hi")));

        endpoint.listener.onMessage(endpoint.connection, Message.binary(request));

        Message reply = endpoint.connection.sent.get(0);
        assertThat(reply.isText()).isFalse();
        assertThat(CBORMapper.shared().readTree(reply.bytes()).toString())
                .isEqualTo("{\"type\":\"said\",\"id\":9,\"data\":{\"text\":\"hi\",\"by\":\"say 9\"}}");
    }
}
