package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twsj.message.Message;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages to many connections at once. */
class GroupTest {

    private static final int MEMBERS = 20;

    private final ConnectionGroup group = new ConnectionGroup();
    private final Recorder listener = new Recorder() {
        @Override
        public void onOpen(WebSocketConnection connection) throws Exception {
            group.add(connection);
            super.onOpen(connection);
        }

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            group.send(message);
        }
    };
    private final List<RawClient> clients = new ArrayList<>();
    private WebSocketServer server;

    private void start(Execution execution) throws Exception {
        server = Servers.start(Servers.builder()
                .loops(4)
                .route(Route.of("/", listener)
                        .execution(execution)
                        .options(ConnectionOptions.builder()
                                .overflow(Overflow.FAIL)
                                .build())
                        .build())
                .route(Route.of("/shouting", listener)
                        .execution(execution)
                        .encoder(value ->
                                Message.text(value instanceof Message message ? message.text() + "!" : value + "!"))
                        .build()));
        for (int i = 0; i < MEMBERS; i++) {
            clients.add(RawClient.open(server.port(), "/"));
        }
        await().until(() -> group.size() == MEMBERS);
    }

    @AfterEach
    void stop() {
        clients.forEach(RawClient::close);
        server.stop();
        assertThat(group.size()).isZero();
        assertThat(group.members()).isEmpty();
    }

    private void expect(String... texts) throws Exception {
        for (RawClient client : clients) {
            for (String text : texts) {
                assertThat(client.readText()).isEqualTo(text);
            }
        }
    }

    @Test
    void allMembersOnAllLoopsGetWhatIsSent() throws Exception {
        start(Execution.WORKER);
        group.send("one");
        group.send(Message.text("two"));
        expect("one", "two");
        group.send(new byte[] {1, 2});
        for (RawClient client : clients) {
            assertThat(client.readFrame()).isEqualTo(WireFrame.binary((byte) 1, (byte) 2));
        }
    }

    @Test
    void aListenersMessageMayBePassedOn() throws Exception {
        start(Execution.INLINE);
        // Borrowed from the loop: the others must not see what came in next.
        for (int i = 0; i < 200; i++) {
            clients.get(i % MEMBERS).send(WireFrame.text("round " + i), WireFrame.ping("in between"));
            for (RawClient client : clients) {
                WireFrame frame = client.readFrame();
                if (frame.opcode() == WireFrame.PONG) {
                    frame = client.readFrame();
                }
                assertThat(frame).isEqualTo(WireFrame.text("round " + i));
            }
            if (clients.get(i % MEMBERS) != null) {
                drainPong(clients.get(i % MEMBERS));
            }
        }
    }

    /** The pong may come before or behind the broadcast; a second ping tells where the first one's has gone. */
    private static void drainPong(RawClient client) throws Exception {
        client.send(WireFrame.ping("mark"));
        while (!client.readFrame().equals(WireFrame.pong("mark"))) {
            // What came before.
        }
    }

    @Test
    void manyBroadcastsAtTheSameTimeReachEverybody() throws Exception {
        start(Execution.WORKER);
        int each = 50;
        for (RawClient client : clients) {
            for (int i = 0; i < each; i++) {
                client.send(WireFrame.text("x"));
            }
        }
        for (RawClient client : clients) {
            for (int i = 0; i < each * MEMBERS; i++) {
                assertThat(client.readText()).isEqualTo("x");
            }
        }
    }

    @Test
    void whoLeavesGetsNothingMore() throws Exception {
        start(Execution.WORKER);
        WebSocketConnection leaving = group.members().get(3);
        assertThat(group.contains(leaving)).isTrue();
        assertThat(group.add(leaving)).isFalse();
        assertThat(group.remove(leaving)).isTrue();
        assertThat(group.remove(leaving)).isFalse();
        assertThat(group.contains(leaving)).isFalse();
        assertThat(group.size()).isEqualTo(MEMBERS - 1);
        group.send("for the others");
        leaving.send("for you");
        int others = 0;
        for (RawClient client : clients) {
            others += client.readText().equals("for the others") ? 1 : 0;
        }
        assertThat(others).isEqualTo(MEMBERS - 1);
        assertThat(group.add(leaving)).isTrue();
        group.send("for all");
        expect("for all");
    }

    @Test
    void connectionsThatEndAreMembersNoLonger() throws Exception {
        start(Execution.WORKER);
        WebSocketConnection ended = listener.awaitOpen();
        clients.remove(0).reset();
        clients.remove(0).send(WireFrame.close(1000)).close();
        await().until(() -> group.size() == MEMBERS - 2);
        group.send("for the rest");
        expect("for the rest");
        await().untilAsserted(() -> assertThat(group.contains(ended)).isFalse());
        assertThat(group.add(ended)).isFalse();
        assertThat(group.contains(ended)).isFalse();
    }

    @Test
    void eachMembersEncoderIsUsed() throws Exception {
        start(Execution.WORKER);
        try (RawClient shouting = RawClient.open(server.port(), "/shouting")) {
            await().until(() -> group.size() == MEMBERS + 1);
            group.send("hello");
            expect("hello");
            assertThat(shouting.readText()).isEqualTo("hello!");
        }
    }

    @Test
    void whatCannotBeEncodedIsSentToNobody() throws Exception {
        start(Execution.WORKER);
        assertThatThrownBy(() -> group.send(42)).isInstanceOf(IllegalArgumentException.class);
        group.send("fine");
        expect("fine");
    }

    @Test
    void aSlowMemberDelaysNobody() throws Exception {
        start(Execution.WORKER);
        try (RawClient slow = RawClient.openNarrow(server.port(), "/")) {
            await().until(() -> group.size() == MEMBERS + 1);
            byte[] large = new byte[256 << 10];
            for (int i = 0; i < 40; i++) {
                group.send(large);
                for (RawClient client : clients) {
                    assertThat(client.readFrame().payload()).hasSize(large.length);
                }
            }
            // Its policy is FAIL: what it missed is reported, and it stays.
            assertThat(listener.awaitError()).isInstanceOf(IllegalStateException.class);
            assertThat(group.size()).isEqualTo(MEMBERS + 1);
        }
    }

    @Test
    void foreignConnectionsAreRefused() throws Exception {
        start(Execution.WORKER);
        WebSocketConnection foreign = (WebSocketConnection) Proxy.newProxyInstance(
                GroupTest.class.getClassLoader(),
                new Class<?>[] {WebSocketConnection.class},
                (proxy, method, args) -> method.getName().equals("toString") ? "foreign" : null);
        assertThatThrownBy(() -> group.add(foreign)).isInstanceOf(IllegalArgumentException.class);
    }
}
