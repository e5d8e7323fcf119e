package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twsj.close.CloseReason;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.message.Message;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections found by room, user, route and class, and what is sent to many of them. */
class RoomsTest {

    private final WebSocketConnections connections = new WebSocketConnections();
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final Queue<String> encoded = new ConcurrentLinkedQueue<>();
    private final List<RawClient> clients = new ArrayList<>();
    private WebSocketServer server;

    /** "join x", "leave x", "user x", "twice" (to its room, then to itself). */
    private class Commands implements WebSocketListener {

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            String[] words = message.text().split(" ");
            switch (words[0]) {
                case "join" -> connection.send(String.valueOf(connection.join(words[1])));
                case "leave" -> connection.send(String.valueOf(connection.leave(words[1])));
                case "user" -> {
                    connection.authenticated(AuthenticatedPrincipal.of(words[1]));
                    connection.send("you are " + words[1]);
                }
                default -> {
                    connection.connections().room("blue").send(message.text() + " to all");
                    connection.send(message.text() + " to you");
                }
            }
        }

        @Override
        public void onClose(WebSocketConnection connection, CloseReason reason) {
            events.add("closed");
        }
    }

    private static final class Inline implements WebSocketListener {}

    @BeforeEach
    void start() throws Exception {
        MessageEncoder counting = value -> {
            encoded.add(value.toString());
            return MessageEncoder.PLAIN.encode(value);
        };
        server = Servers.start(Servers.builder()
                .loops(3)
                .connections(connections)
                .route(Route.of("/{name}", new Commands()).encoder(counting).build())
                .route(Route.of("/inline", new Commands())
                        .execution(Execution.INLINE)
                        .handler(Inline.class)
                        .build()));
    }

    @AfterEach
    void stop() {
        clients.forEach(RawClient::close);
        server.stop();
        assertThat(connections.all().count()).isZero();
        assertThat(connections.rooms()).isEmpty();
    }

    private RawClient open(String path) throws Exception {
        RawClient client = RawClient.open(server.port(), path);
        clients.add(client);
        return client;
    }

    private static void ask(RawClient client, String text, String answer) throws Exception {
        client.send(WireFrame.text(text));
        assertThat(client.readText()).isEqualTo(answer);
    }

    @Test
    void aConnectionMayBeExcludedTwice() throws Exception {
        open("/a");
        RawClient other = open("/b");
        ask(other, "join blue", "true");
        WebSocketConnection member =
                connections.room("blue").stream().findFirst().orElseThrow();
        assertThat(connections.all().exclude(member, member).stream().map(WebSocketConnection::path))
                .containsExactly("/a");
    }

    @Test
    void serversOfOneBuilderHaveConnectionsOfTheirOwn() {
        WebSocketServer.Builder builder = Servers.builder().route("/", new Inline());
        assertThat(builder.build().connections()).isNotSameAs(builder.build().connections());
    }

    @Test
    void whatIsSentToARoomReachesItsMembersOnly() throws Exception {
        RawClient first = open("/a");
        RawClient second = open("/b");
        RawClient outside = open("/c");
        ask(first, "join blue", "true");
        ask(second, "join blue", "true");
        ask(second, "join blue", "false");
        ask(outside, "join red", "true");
        assertThat(connections.rooms()).containsExactlyInAnyOrder("blue", "red");
        assertThat(connections.room("blue").count()).isEqualTo(2);
        assertThat(connections.room("blue").send("hello")).isEqualTo(new BroadcastResult(2, 0, 0));
        assertThat(first.readText()).isEqualTo("hello");
        assertThat(second.readText()).isEqualTo("hello");
        ask(second, "leave blue", "true");
        ask(second, "leave blue", "false");
        assertThat(connections.room("blue").send("again").delivered()).isEqualTo(1);
        assertThat(first.readText()).isEqualTo("again");
        ask(outside, "leave red", "true");
        assertThat(connections.rooms()).containsExactly("blue");
    }

    @Test
    void someCanBeLeftOut() throws Exception {
        RawClient first = open("/a");
        RawClient second = open("/b");
        ask(first, "join blue", "true");
        ask(second, "join blue", "true");
        WebSocketConnection excluded = connections
                .room("blue")
                .filter(member -> member.path().equals("/a"))
                .iterator()
                .next();
        assertThat(connections.room("blue").exclude(excluded).send("not a").delivered())
                .isEqualTo(1);
        assertThat(second.readText()).isEqualTo("not a");
        excluded.send("a");
        assertThat(first.readText()).isEqualTo("a");
        assertThat(connections.connection(excluded.id())).isSameAs(excluded);
        assertThat(connections.connection("?")).isNull();
        assertThat(connections.connection("0" + excluded.id())).isNull();
        assertThat(excluded.rooms()).containsExactly("blue");
    }

    @Test
    void connectionsAreFoundByRouteAndClass() throws Exception {
        open("/a");
        open("/inline");
        await().until(() -> connections.all().count() == 2);
        assertThat(connections.route("/{name}").stream().map(WebSocketConnection::path))
                .containsExactly("/a");
        assertThat(connections.route("/a").count()).isZero();
        assertThat(connections.handler(Inline.class).stream().map(WebSocketConnection::path))
                .containsExactly("/inline");
        assertThat(connections.handler(Commands.class).count()).isEqualTo(1);
        assertThat(connections.handler(Object.class).count()).isEqualTo(2);
    }

    @Test
    void connectionsAreFoundByTheUserTheyHaveAtPresent() throws Exception {
        RawClient client = open("/a");
        assertThat(connections.user("ann").send("nobody")).isEqualTo(new BroadcastResult(0, 0, 0));
        ask(client, "user ann", "you are ann");
        assertThat(connections.user("ann").send("hello ann").delivered()).isEqualTo(1);
        assertThat(client.readText()).isEqualTo("hello ann");
        ask(client, "user bob", "you are bob");
        assertThat(connections.user("ann").count()).isZero();
        assertThat(connections.user("bob").count()).isEqualTo(1);
        client.reset();
        await().until(() -> connections.user("bob").count() == 0);
    }

    @Test
    void aListenerHearsOfEachJoiningAndLeavingOnce() throws Exception {
        connections.addRoomListener(new RoomListener() {
            @Override
            public void joined(WebSocketConnection connection, String room) {
                events.add("joined " + room + " with " + connections.room(room).count());
            }

            @Override
            public void left(WebSocketConnection connection, String room) {
                events.add("left " + room + " with " + connections.room(room).count());
                throw new IllegalStateException("listeners may fail");
            }
        });
        RawClient client = open("/a");
        ask(client, "join blue", "true");
        ask(client, "leave blue", "true");
        ask(client, "join red", "true");
        client.reset();
        await().until(() -> events.contains("closed"));
        assertThat(events)
                .containsExactly(
                        "joined blue with 1", "left blue with 0", "joined red with 1", "left red with 0", "closed");
    }

    @Test
    void aConnectionThatHasEndedJoinsNothing() throws Exception {
        RawClient client = open("/a");
        await().until(() -> connections.all().count() == 1);
        WebSocketConnection connection = connections.all().iterator().next();
        client.reset();
        await().until(() -> events.contains("closed"));
        assertThat(connection.join("blue")).isFalse();
        assertThat(connection.rooms()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void whatOneThreadSendsToARoomAndToAMemberArrivesInOrder(Execution execution) throws Exception {
        List<RawClient> members = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            RawClient member = open(execution == Execution.INLINE ? "/inline" : "/a");
            ask(member, "join blue", "true");
            members.add(member);
        }
        for (int round = 0; round < 200; round++) {
            RawClient sender = members.get(round % members.size());
            sender.send(WireFrame.text("r" + round));
            for (RawClient member : members) {
                assertThat(member.readText()).isEqualTo("r" + round + " to all");
            }
            assertThat(sender.readText()).isEqualTo("r" + round + " to you");
        }
    }

    @Test
    void anotherThreadsMessagesToARoomAndToItsMembersArriveInOrder() throws Exception {
        RawClient client = open("/a");
        ask(client, "join blue", "true");
        WebSocketConnection member = connections.room("blue").iterator().next();
        for (int i = 0; i < 2_000; i++) {
            connections.room("blue").send("room " + i);
            member.send("member " + i);
        }
        for (int i = 0; i < 2_000; i++) {
            assertThat(client.readText()).isEqualTo("room " + i);
            assertThat(client.readText()).isEqualTo("member " + i);
        }
    }

    @Test
    void aMessageIsEncodedOnce() throws Exception {
        for (String path : List.of("/a", "/b", "/c")) {
            open(path);
        }
        await().until(() -> connections.all().count() == 3);
        assertThat(connections.all().send("hello").delivered()).isEqualTo(3);
        assertThat(encoded).containsExactly("hello");
        for (RawClient client : clients) {
            assertThat(client.readText()).isEqualTo("hello");
        }
        assertThatThrownBy(() -> connections.all().send(42)).isInstanceOf(IllegalArgumentException.class);
        connections.all().send("still fine");
        for (RawClient client : clients) {
            assertThat(client.readText()).isEqualTo("still fine");
        }
    }

    @Test
    void aMessageIsEncodedOnceForEachSubprotocol() throws Exception {
        MessageEncoder one = value -> Message.text("one " + value);
        MessageEncoder two = value -> Message.text("two " + value);
        MessageEncoder bySubprotocol = new MessageEncoder() {
            @Override
            public Message encode(Object value) {
                throw new AssertionError("no connection is without a subprotocol here");
            }

            @Override
            public MessageEncoder forSubprotocol(String subprotocol) {
                return subprotocol.equals("one") ? one : two;
            }
        };
        Route route = Route.of("/", new WebSocketListener() {})
                .subprotocols(List.of("one", "two"))
                .encoder(bySubprotocol)
                .build();
        try (WebSocketServer speaking = Servers.start(Servers.builder()
                        .connections(new WebSocketConnections())
                        .route(route));
                RawClient first = RawClient.open(speaking.port(), "/", "Sec-WebSocket-Protocol: one");
                RawClient second = RawClient.open(speaking.port(), "/", "Sec-WebSocket-Protocol: two")) {
            speaking.connections().all().send("x");
            speaking.connections().all().forEach(connection -> connection.send("y"));

            assertThat(List.of(first.readText(), first.readText())).containsExactly("one x", "one y");
            assertThat(List.of(second.readText(), second.readText())).containsExactly("two x", "two y");
        }
    }

    @Test
    void whatIsWorthNothingLateIsDroppedForASlowMember() throws Exception {
        RawClient prompt = open("/a");
        try (RawClient slow = RawClient.openNarrow(server.port(), "/slow")) {
            await().until(() -> connections.all().count() == 2);
            WebSocketConnection stuck = connections
                    .all()
                    .filter(connection -> connection.path().equals("/slow"))
                    .iterator()
                    .next();
            byte[] piece = new byte[32 << 10];
            while (stuck.bufferedBytes() <= ConnectionOptions.DEFAULT.outboundHighMark()) {
                stuck.send(piece);
            }
            assertThat(connections.all().sendDroppable("typing")).isEqualTo(new BroadcastResult(1, 0, 1));
            assertThat(prompt.readText()).isEqualTo("typing");
            assertThat(connections.droppedMessages()).isEqualTo(1);
            assertThat(stuck.isOpen()).isTrue();
        }
    }

    @Test
    void aMemberAtItsBoundIsClosedAndTheOthersAreServed() throws Exception {
        RawClient prompt = open("/a");
        try (RawClient slow = RawClient.openNarrow(server.port(), "/slow")) {
            await().until(() -> connections.all().count() == 2);
            byte[] large = new byte[256 << 10];
            int dropped = 0;
            while (dropped == 0) {
                dropped = connections.all().send(large).dropped();
                assertThat(prompt.readFrame().payload()).hasSize(large.length);
            }
            assertThat(connections.all().send("on").delivered()).isEqualTo(1);
            assertThat(prompt.readText()).isEqualTo("on");
        }
    }

    @Test
    void allOfASelectionCanBeClosed() throws Exception {
        RawClient client = open("/a");
        ask(client, "join blue", "true");
        open("/b");
        assertThat(connections.room("blue").close(CloseReason.GOING_AWAY)).isEqualTo(1);
        assertThat(client.readFrame()).isEqualTo(WireFrame.close(1001));
    }

    @Test
    void connectionsOfAClientHaveNoRooms() throws Exception {
        try (WebSocketClient client = WebSocketClient.create()) {
            WebSocketConnection connection = client.connectBlocking(
                    URI.create("ws://localhost:" + server.port() + "/a"), new WebSocketListener() {});
            assertThatThrownBy(() -> connection.join("blue")).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(connection::connections).isInstanceOf(UnsupportedOperationException.class);
        }
    }
}
