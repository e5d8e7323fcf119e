package io.twsj.sample.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.sample.chat.ChatRequest.Join;
import io.twsj.sample.chat.ChatRequest.Leave;
import io.twsj.sample.chat.ChatRequest.Say;
import io.twsj.sample.chat.ChatRequest.Who;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/** Who is told what, and the life of rooms, over connections that only remember what was sent. */
class ChatTest {

    private final Chat chat = new Chat(JsonMapper.shared());
    private final FakeConnection ann = new FakeConnection();
    private final FakeConnection bob = new FakeConnection();

    @Test
    void aRequestIsAnsweredWithItsIdAndTheOthersAreToldWithoutOne() throws ChatException {
        join(ann, "Ann");
        join(bob, "Bob");
        ann.sent().clear();
        bob.sent().clear();

        chat.handle(ann.connection(), "lobby", new Say("Hi"), StringNode.valueOf("q7"));

        assertThat(ann.sent())
                .singleElement()
                .asString()
                .matches("\\{\"type\":\"said\",\"id\":\"q7\",\"data\":"
                        + "\\{\"name\":\"Ann\",\"text\":\"Hi\",\"at\":\\d+}}");
        assertThat(bob.sent())
                .singleElement()
                .asString()
                .matches("\\{\"type\":\"said\",\"data\":" + "\\{\"name\":\"Ann\",\"text\":\"Hi\",\"at\":\\d+}}");
    }

    @Test
    void aNumberAsIdComesBackAsANumber() throws ChatException {
        chat.handle(ann.connection(), "lobby", new Who(), JsonNodeFactory.instance.numberNode(7));

        assertThat(ann.sent()).containsExactly("{\"type\":\"members\",\"id\":7,\"data\":{\"members\":[]}}");
    }

    @Test
    void roomsKnowNothingOfEachOther() throws ChatException {
        chat.handle(ann.connection(), "lobby", new Join("Ann", null), null);
        chat.handle(bob.connection(), "attic", new Join("Ann", null), null);

        assertThat(ann.sent()).hasSize(1);
        assertThat(bob.sent()).hasSize(1);
        assertThat(chat.rooms()).isEqualTo(2);
    }

    @Test
    void aRoomVanishesWithItsLastMemberAndWhatWasSaidInIt() throws ChatException {
        join(ann, "Ann");
        chat.handle(ann.connection(), "lobby", new Say("Anybody?"), null);
        chat.handle(ann.connection(), "lobby", new Leave(), null);

        assertThat(chat.rooms()).isZero();
        join(bob, "Bob");
        assertThat(bob.sent()).singleElement().asString().contains("\"recent\":[]");
    }

    @Test
    void askingLeavesNoRoomBehind() throws ChatException {
        chat.handle(ann.connection(), "lobby", new Who(), null);
        assertThatThrownBy(() -> chat.handle(ann.connection(), "lobby", new Leave(), null))
                .isInstanceOf(ChatException.class);
        chat.ended(ann.connection(), "lobby");

        assertThat(chat.rooms()).isZero();
    }

    @Test
    void aConnectionThatEndsLeavesItsRoom() throws ChatException {
        join(ann, "Ann");
        join(bob, "Bob");
        bob.sent().clear();

        chat.ended(ann.connection(), "lobby");

        assertThat(bob.sent()).singleElement().asString().contains("\"left\"").contains("\"Ann\"");
    }

    @Test
    void aMemberThatIsJustEndingDoesNotHinderTheOthers() throws ChatException {
        FakeConnection ending = new FakeConnection();
        join(ann, "Ann");
        join(ending, "Eve");
        join(bob, "Bob");
        bob.sent().clear();
        ending.failWith(new ConnectionClosedException("cannot send", CloseReason.NORMAL));

        chat.handle(ann.connection(), "lobby", new Say("Hi"), null);

        assertThat(bob.sent()).hasSize(1);
    }

    @Test
    void whoTakesTheOlderConnectionsPlaceIsNotAnnounced() throws ChatException {
        FakeConnection annAgain = new FakeConnection();
        chat.handle(ann.connection(), "lobby", new Join("Ann", "secret"), null);
        join(bob, "Bob");
        ann.sent().clear();
        bob.sent().clear();

        chat.handle(annAgain.connection(), "lobby", new Join("Ann", "secret"), null);
        chat.ended(ann.connection(), "lobby");

        assertThat(ann.sent()).singleElement().asString().contains("\"error\"").contains("\"replaced\"");
        assertThat(ann.closedWith()).hasToString("4001");
        assertThat(annAgain.sent()).singleElement().asString().contains("[\"Bob\",\"Ann\"]");
        assertThat(bob.sent()).isEmpty();
    }

    @Test
    void everybodySeesTheSameOrderWhoeverSpeaksAndTimesAreUnique() throws Exception {
        int speakers = 4;
        int messages = 200;
        List<FakeConnection> connections = new ArrayList<>();
        for (int i = 0; i < speakers; i++) {
            FakeConnection connection = new FakeConnection();
            connections.add(connection);
            join(connection, "speaker " + i);
        }
        connections.forEach(connection -> connection.sent().clear());

        inParallel(speakers, speaker -> {
            for (int i = 0; i < messages; i++) {
                chat.handle(connections.get(speaker).connection(), "lobby", new Say("message " + i), null);
            }
        });

        List<String> expected = connections.get(0).sent();
        assertThat(expected).hasSize(speakers * messages).doesNotHaveDuplicates();
        assertThat(expected.stream().map(json -> json.replaceFirst(".*\"at\":", "")))
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(connections).allSatisfy(c -> assertThat(c.sent()).isEqualTo(expected));
    }

    @Test
    void roomsComeAndGoUnderManyThreadsWithoutLosingAnybody() throws Exception {
        inParallel(4, thread -> {
            FakeConnection connection = new FakeConnection();
            for (int i = 0; i < 500; i++) {
                chat.handle(connection.connection(), "lobby", new Join("visitor " + thread, null), null);
                chat.handle(connection.connection(), "lobby", new Say("Hi"), null);
                chat.ended(connection.connection(), "lobby");
            }
        });

        assertThat(chat.rooms()).isZero();
    }

    private void join(FakeConnection connection, String name) throws ChatException {
        chat.handle(connection.connection(), "lobby", new Join(name, null), null);
    }

    private interface Work {
        void run(int thread) throws Exception;
    }

    private static void inParallel(int threads, Work work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(threads);
            List<Future<?>> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                results.add(executor.submit(() -> {
                    start.countDown();
                    start.await();
                    work.run(thread);
                    return null;
                }));
            }
            for (Future<?> result : results) {
                result.get(30, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
