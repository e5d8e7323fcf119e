package io.twsj.sample.chat;

import static io.twsj.sample.chat.Wire.assertEvent;
import static io.twsj.sample.chat.Wire.next;
import static io.twsj.sample.chat.Wire.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.WebSocketConnections;
import io.twsj.spring.test.WebSocketHandlerTest;
import io.twsj.spring.test.WebSocketTestConnection;
import io.twsj.spring.test.WebSocketTester;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/** The life of rooms, and the order of what happens in them. */
@WebSocketHandlerTest(ChatEndpoint.class)
@Import(Chat.class)
class ChatTest {

    @Autowired
    private WebSocketTester tester;

    @Autowired
    private Chat chat;

    @Autowired
    private WebSocketConnections connections;

    /** The connections of the test before end a moment after it, and what they sent is handled until then. */
    @BeforeEach
    void untilNobodyIsLeft() {
        await().atMost(Duration.ofSeconds(30)).until(() -> connections.all().count() == 0 && chat.rooms() == 0);
    }

    @Test
    void roomsKnowNothingOfEachOther() {
        WebSocketTestConnection ann = join("lobby", "Ann");
        WebSocketTestConnection other = join("attic", "Ann");

        assertThat(chat.rooms()).isEqualTo(2);
        send(ann, "say", "1", "{'text':'Hi'}");
        next(ann);
        other.expectNothing();
    }

    @Test
    void aRoomVanishesWithItsLastMemberAndWhatWasSaidInIt() {
        WebSocketTestConnection ann = join("lobby", "Ann");
        send(ann, "say", "1", "{'text':'Anybody?'}");
        next(ann);
        send(ann, "leave", "2", null);
        next(ann);

        assertThat(chat.rooms()).isZero();
        send(ann, "join", "3", "{'name':'Ann'}");
        assertEvent(ann, "joined", "3", "{'name':'Ann','members':['Ann'],'recent':[]}");
    }

    @Test
    void askingLeavesNoRoomBehind() {
        WebSocketTestConnection curious = tester.connect("/chat/lobby");
        send(curious, "who", "1", null);
        next(curious);
        send(curious, "leave", "2", null);
        next(curious);

        assertThat(chat.rooms()).isZero();
    }

    @Test
    void theLastMessagesOfALongTalkAreToldAndNoMore() {
        WebSocketTestConnection ann = join("lobby", "Ann");
        for (int i = 0; i < Room.RECENT * 2; i++) {
            send(ann, "say", "s" + i, "{'text':'message " + i + "'}");
            next(ann);
        }

        WebSocketTestConnection bob = tester.connect("/chat/lobby");
        send(bob, "join", "1", "{'name':'Bob'}");

        JsonNode recent = next(bob).get("data").get("recent");
        assertThat(recent.size()).isEqualTo(Room.RECENT);
        assertThat(recent.get(0).get("text").stringValue()).isEqualTo("message " + Room.RECENT);
    }

    @Test
    void everybodySeesTheSameOrderWhoeverSpeaksAndTimesAreUnique() {
        int messages = 100;
        List<WebSocketTestConnection> speakers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            speakers.add(join("lobby", "speaker " + i));
            speakers.subList(0, i).forEach(Wire::next);
        }

        speakers.parallelStream().forEach(speaker -> {
            for (int i = 0; i < messages; i++) {
                send(speaker, "say", "s" + i, "{'text':'message " + i + "'}");
            }
        });

        List<List<JsonNode>> seen = speakers.stream()
                .map(speaker -> IntStream.range(0, speakers.size() * messages)
                        .mapToObj(i -> next(speaker).get("data"))
                        .toList())
                .toList();
        assertThat(seen).allSatisfy(said -> assertThat(said).isEqualTo(seen.get(0)));
        assertThat(seen.get(0).stream().map(said -> said.get("at").longValue()))
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void aFloodOfComingsAndGoingsLeavesNothingBehind() {
        IntStream.range(0, 4).parallel().forEach(visitor -> {
            WebSocketTestConnection stays = tester.connect("/chat/lobby");
            for (int i = 0; i < 100; i++) {
                send(stays, "join", "j", "{'name':'visitor " + visitor + "'}");
                send(stays, "leave", "l", null);
                WebSocketTestConnection drops = tester.connect("/chat/room-" + i % 3);
                send(drops, "join", "j", "{'name':'dropped " + visitor + "," + i + "'}");
                assertThat(next(drops).get("type").stringValue()).isEqualTo("joined");
                drops.connection().abort();
            }
            stays.connection().close();
        });

        untilNobodyIsLeft();
        assertThat(connections.rooms()).isEmpty();
    }

    private WebSocketTestConnection join(String room, String name) {
        WebSocketTestConnection client = tester.connect("/chat/" + room);
        send(client, "join", "0", "{'name':'" + name + "'}");
        assertThat(next(client).get("type").stringValue()).isEqualTo("joined");
        return client;
    }
}
