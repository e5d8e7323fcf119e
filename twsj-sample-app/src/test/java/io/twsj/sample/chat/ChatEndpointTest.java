package io.twsj.sample.chat;

import static io.twsj.sample.chat.Wire.assertAlive;
import static io.twsj.sample.chat.Wire.assertError;
import static io.twsj.sample.chat.Wire.assertEvent;
import static io.twsj.sample.chat.Wire.json;
import static io.twsj.sample.chat.Wire.next;
import static io.twsj.sample.chat.Wire.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.spring.annotation.OnMessage;
import io.twsj.spring.test.WebSocketHandlerTest;
import io.twsj.spring.test.WebSocketTestConnection;
import io.twsj.spring.test.WebSocketTester;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/** The chat's protocol as a client sees it; each test has a room of its own. */
@WebSocketHandlerTest(ChatEndpoint.class)
@Import(Chat.class)
class ChatEndpointTest {

    @Autowired
    private WebSocketTester tester;

    private String room = "";

    @BeforeEach
    void nameTheRoom(TestInfo test) {
        room = "room-" + Integer.toHexString(test.getDisplayName().hashCode());
    }

    @Test
    void twoTalkToEachOther() {
        WebSocketTestConnection ann = connect();
        WebSocketTestConnection bob = connect();

        send(ann, "join", "a1", "{'name':' Ann ','key':'secret'}");
        assertEvent(ann, "joined", "a1", "{'name':'Ann','members':['Ann'],'recent':[]}");
        send(bob, "join", "b1", "{'name':'Bob'}");
        assertEvent(ann, "joined", null, "{'name':'Bob'}");
        assertEvent(bob, "joined", "b1", "{'name':'Bob','members':['Ann','Bob'],'recent':[]}");

        send(ann, "say", "a2", "{'text':'Hi, <b>Bob</b> 👍\\n!'}");
        assertEvent(ann, "said", "a2", "{'name':'Ann','text':'Hi, <b>Bob</b> 👍\\n!'}");
        assertEvent(bob, "said", null, "{'name':'Ann','text':'Hi, <b>Bob</b> 👍\\n!'}");

        send(bob, "who", "b2", null);
        assertThat(next(bob)).isEqualTo(json("{'type':'members','id':'b2','data':{'members':['Ann','Bob']}}"));

        send(bob, "leave", "b3", null);
        assertEvent(bob, "left", "b3", "{'name':'Bob'}");
        assertEvent(ann, "left", null, "{'name':'Bob'}");
        ann.expectNothing();
    }

    @Test
    void whoComesLaterIsToldWhatWasSaid() {
        WebSocketTestConnection ann = joined("Ann");
        send(ann, "say", "1", "{'text':'First'}");
        JsonNode said = next(ann).get("data");

        WebSocketTestConnection bob = connect();
        send(bob, "join", "1", "{'name':'Bob'}");

        assertThat(next(bob).get("data").get("recent").get(0)).isEqualTo(said);
    }

    @Test
    void oneSeesWhoIsThereBeforeJoining() {
        WebSocketTestConnection curious = connect();
        send(curious, "who", "1", null);
        assertThat(next(curious).get("data")).isEqualTo(json("{'members':[]}"));
        joined("Ann");
        send(curious, "who", "2", null);
        assertThat(next(curious).get("data")).isEqualTo(json("{'members':['Ann']}"));
    }

    @Test
    void aConnectionThatIsDroppedLeaves() {
        WebSocketTestConnection ann = joined("Ann");
        WebSocketTestConnection bob = joined("Bob");
        next(ann);

        bob.connection().abort();

        assertEvent(ann, "left", null, "{'name':'Bob'}");
        send(ann, "who", "1", null);
        assertThat(next(ann).get("data")).isEqualTo(json("{'members':['Ann']}"));
    }

    @Test
    void oneMayLeaveAndJoinAgainUnderAnotherName() {
        WebSocketTestConnection client = joined("Ann");
        send(client, "leave", "1", null);
        assertEvent(client, "left", "1", "{'name':'Ann'}");

        send(client, "join", "2", "{'name':'Anna'}");

        assertEvent(client, "joined", "2", "{'name':'Anna','members':['Anna'],'recent':[]}");
    }

    @Test
    void aTakenNameIsRefusedAndTheConnectionStays() {
        WebSocketTestConnection ann = joined("Ann");
        WebSocketTestConnection other = connect();

        send(other, "join", "1", "{'name':'ann','key':'guess'}");

        assertError(other, "name-taken", "1");
        send(other, "join", "2", "{'name':'Anna'}");
        assertThat(next(other).get("type").stringValue()).isEqualTo("joined");
        assertEvent(ann, "joined", null, "{'name':'Anna'}");
    }

    @Test
    void whoReconnectsWithNameAndKeyTakesTheOlderConnectionsPlace() {
        WebSocketTestConnection old = connect();
        send(old, "join", "1", "{'name':'Ann','key':'secret'}");
        next(old);
        WebSocketTestConnection bob = joined("Bob");
        next(old);

        WebSocketTestConnection again = connect();
        send(again, "join", "1", "{'name':'Ann','key':'secret'}");

        assertEvent(again, "joined", "1", "{'name':'Ann','members':['Bob','Ann'],'recent':[]}");
        assertError(old, "replaced", null);
        old.expectClose(4001);
        send(again, "say", "2", "{'text':'Back'}");
        // Of the change Bob sees nothing.
        assertEvent(bob, "said", null, "{'name':'Ann','text':'Back'}");
    }

    @Test
    void whatIsToldToOneIsHeardByNobodyElseAndNotKept() {
        WebSocketTestConnection ann = joined("Ann");
        WebSocketTestConnection bob = joined("Bob");
        WebSocketTestConnection eve = joined("Eve");
        next(ann);
        next(ann);
        next(bob);

        send(ann, "tell", "1", "{'to':' BOB ','text':'<b>Psst</b>'}");

        assertEvent(bob, "told", null, "{'name':'Ann','to':'Bob','text':'<b>Psst</b>'}");
        assertEvent(ann, "told", "1", "{'name':'Ann','to':'Bob','text':'<b>Psst</b>'}");
        eve.expectNothing();
        send(ann, "tell", "2", "{'to':'ann','text':'Note'}");
        assertEvent(ann, "told", "2", "{'name':'Ann','to':'Ann','text':'Note'}");
        ann.expectNothing();
        WebSocketTestConnection zoe = connect();
        send(zoe, "join", "1", "{'name':'Zoe'}");
        assertThat(next(zoe).get("data").get("recent").isEmpty()).isTrue();
    }

    @Test
    void onlyMembersTellAndOnlyMembersAreTold() {
        WebSocketTestConnection ann = joined("Ann");
        WebSocketTestConnection outside = connect();

        send(ann, "tell", "1", "{'to':'Bob','text':'Hi'}");
        assertThat(assertError(ann, "not-here", "1").get("errors").get(0).get("field"))
                .isEqualTo(json("'to'"));
        send(outside, "tell", "1", "{'to':'Ann','text':'Hi'}");
        assertError(outside, "not-joined", "1");
        send(outside, "typing", "2", null);
        assertError(outside, "not-joined", "2");
        ann.expectNothing();
    }

    @Test
    void theOthersSeeThatSomebodyIsTypingWhoGetsNoAnswer() {
        WebSocketTestConnection ann = joined("Ann");
        WebSocketTestConnection bob = joined("Bob");
        next(ann);

        ann.send("{\"type\":\"typing\"}");

        assertThat(next(bob)).isEqualTo(json("{'type':'typing','data':{'name':'Ann'}}"));
        ann.expectNothing();
    }

    @Test
    void aRefusedFieldIsNamed() {
        WebSocketTestConnection client = connect();

        send(client, "join", "1", "{'name':'\\u200d','key':''}");

        assertThat(assertError(client, "bad-request", "1").get("errors"))
                .isEqualTo(json("[{'field':'key','message':'A key has 1 to 64 characters.'},"
                        + "{'field':'name','message':'That name has characters which cannot be shown.'}]"));
        joined("Ann");
        send(client, "join", "2", "{'name':'Ann'}");
        assertThat(assertError(client, "name-taken", "2").get("errors").get(0).get("field"))
                .isEqualTo(json("'name'"));
    }

    @Test
    void whoNamesAnUnknownTypeIsToldTheKnownOnes() {
        WebSocketTestConnection client = connect();
        send(client, "shout", "1", null);
        String types = assertError(client, "unknown-type", "1").get("message").asString();

        for (Method method : ChatEndpoint.class.getDeclaredMethods()) {
            OnMessage message = method.getAnnotation(OnMessage.class);
            if (message != null && !message.type().isEmpty()) {
                assertThat(types).contains('"' + message.type() + '"');
            }
        }
    }

    @Test
    void roomsAreToldApartByTheirDecodedNames() {
        WebSocketTestConnection one = tester.connect("/chat/caf%C3%A9");
        WebSocketTestConnection same = tester.connect("/chat/caf%c3%a9");
        WebSocketTestConnection other = tester.connect("/chat/cafe");

        send(one, "join", "1", "{'name':'Ann'}");
        next(one);
        send(same, "who", "1", null);
        send(other, "who", "1", null);

        assertThat(next(same).get("data")).isEqualTo(json("{'members':['Ann']}"));
        assertThat(next(other).get("data")).isEqualTo(json("{'members':[]}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "{", "null", "[]", "42", "\"join\"", "{'type':'who'} trailing", "{'type':{}}"})
    void whatIsNoJsonObjectIsAnsweredWithAnErrorAndTheConnectionStays(String message) {
        WebSocketTestConnection client = connect();

        client.send(message.replace('\'', '"'));

        assertError(client, "bad-json", null);
        assertAlive(client);
    }

    @Test
    void deeplyNestedJsonIsAnsweredWithAnError() {
        WebSocketTestConnection client = connect();

        client.send("[".repeat(100_000));

        assertError(client, "bad-json", null);
        assertAlive(client);
    }

    @Test
    void aBinaryMessageIsAnsweredWithAnError() {
        WebSocketTestConnection client = connect();

        client.send("{\"type\":\"who\"}".getBytes(StandardCharsets.UTF_8));

        assertError(client, "bad-json", null);
        assertAlive(client);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    {'id':'7'}                                            | bad-request
                    {'type':'shout','id':'7','data':{'text':'Hi'}}        | unknown-type
                    {'type':'join','id':'7'}                              | bad-request
                    {'type':'join','id':'7','data':{'name':' '}}          | bad-name
                    {'type':'join','id':'7','data':{'name':1}}            | bad-request
                    {'type':'join','id':'7','data':{'name':'A','key':1}}  | bad-request
                    {'type':'say','id':'7','data':{'text':true}}          | bad-request
                    {'type':'join','id':'7','data':{'name':'\\ud83d'}}    | bad-name
                    {'type':'say','id':'7','data':{'text':'Hi'}}          | not-joined
                    {'type':'say','id':'7','data':{'text':'\\ud83d'}}     | bad-text
                    {'type':'say','id':'7','data':['Hi']}                 | bad-request
                    {'type':'tell','id':'7','data':{'to':'Ann'}}          | bad-request
                    {'type':'tell','id':'7','data':{'text':'Hi'}}         | bad-request
                    {'type':'tell','id':'7','data':{'to':'','text':' '}}  | bad-text
                    {'type':'leave','id':'7'}                             | not-joined
                    """)
    void aRequestThatCannotBeDoneIsAnsweredWithAnErrorAndItsId(String request, String code) {
        WebSocketTestConnection client = connect();

        client.send(request.replace('\'', '"'));

        assertError(client, code, "7");
        assertAlive(client);
    }

    @Test
    void aSecondJoinAndATooLongTextAreRefused() {
        WebSocketTestConnection client = joined("Ann");

        send(client, "join", "1", "{'name':'Bob'}");
        assertError(client, "already-joined", "1");
        send(client, "say", "2", "{'text':'" + "x".repeat(2001) + "'}");
        assertError(client, "bad-text", "2");
        send(client, "say", "3", "{'text':'" + "x".repeat(2000) + "'}");
        assertThat(next(client).get("type").stringValue()).isEqualTo("said");
    }

    @Test
    void anIdThatCannotBeRepeatedIsAnsweredWithoutOne() {
        WebSocketTestConnection client = connect();

        client.send("{\"type\":\"who\",\"id\":\"\\ud800\"}");

        assertError(client, "bad-request", null);
        client.send("{\"type\":\"who\",\"id\":12}");
        assertThat(next(client)).isEqualTo(json("{'type':'members','id':12,'data':{'members':[]}}"));
    }

    @Test
    void aRoomWithATooLongNameCannotBeJoined() {
        WebSocketTestConnection client = tester.connect("/chat/" + "r".repeat(65));

        send(client, "join", "1", "{'name':'Ann'}");

        assertError(client, "bad-room", "1");
    }

    private WebSocketTestConnection connect() {
        return tester.connect("/chat/" + room);
    }

    private WebSocketTestConnection joined(String name) {
        WebSocketTestConnection client = connect();
        send(client, "join", "0", "{'name':'" + name + "'}");
        assertThat(next(client).get("id").stringValue()).isEqualTo("0");
        return client;
    }
}
