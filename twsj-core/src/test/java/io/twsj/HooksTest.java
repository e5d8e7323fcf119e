package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.twsj.blocking.WsSocket;
import io.twsj.blocking.WsSocketOptions;
import io.twsj.close.HookException;
import io.twsj.frame.Frame;
import io.twsj.message.Message;
import io.twsj.protocol.Hook;
import io.twsj.protocol.Hooks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hooks on messages and frames: on a route, on all of a server, on a blocking socket. */
class HooksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Text on the wire, bytes for the application. */
    private static final Hook<Message> BASE64 = Hook.of(
            message -> Message.text(Base64.getEncoder().encodeToString(message.bytes())),
            message -> Message.binary(Base64.getDecoder().decode(message.text())));

    /** A JSON string on the wire, what it says for the application. */
    private static final Hook<Message> JSON = Hook.of(message -> Message.text('"' + message.text() + '"'), message -> {
        String json = new String(message.bytes(), StandardCharsets.UTF_8);
        if (!json.startsWith("\"") || !json.endsWith("\"")) {
            throw new IllegalArgumentException("not a JSON string: " + json);
        }
        return Message.text(json.substring(1, json.length() - 1));
    });

    private static final Hook<Frame> SHOUT = Hook.of(
            frame -> frame.isControl()
                    ? frame
                    : frame.withPayload(frame.text().toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8)),
            null);

    private final LogCapture log = LogCapture.start();

    @AfterEach
    void asBefore() {
        log.close();
    }

    private static WebSocketServer start(
            Execution execution, Hooks ofRoute, Hooks ofServer, WebSocketListener listener) {
        ConnectionOptions options = ConnectionOptions.builder().hooks(ofRoute).build();
        return Servers.start(Servers.builder()
                .hooks(ofServer)
                .route(Route.of("/", listener)
                        .execution(execution)
                        .options(options)
                        .build())
                .route(Route.of("/plain", Servers.ECHO)
                        .execution(Execution.INLINE)
                        .build()));
    }

    private static WsSocketOptions with(Hooks hooks) {
        return WsSocketOptions.builder()
                .connection(ConnectionOptions.builder().hooks(hooks).build())
                .build();
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void messageHooksTranslateBetweenTheWireAndTheListener(Execution execution) throws Exception {
        Recorder listener = new Recorder() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) throws Exception {
                super.onMessage(connection, message);
                connection.send(message);
            }
        };
        Hooks json = Hooks.NONE.lastOnMessages(JSON);
        try (WebSocketServer server = start(execution, json, Hooks.NONE, listener);
                WsSocket client = WsSocket.connect(Servers.uri(server, "/"))) {
            client.send("\"hi\"");
            assertThat(client.recvMessage(PATIENCE).text()).isEqualTo("\"hi\"");
            assertThat(listener.events()).contains("message hi");
        }
    }

    @Test
    void hooksOfTheRouteAreNearerToTheApplicationThanThoseOfTheServer() throws Exception {
        Hooks json = Hooks.NONE.lastOnMessages(JSON);
        Hooks base64 = Hooks.NONE.lastOnMessages(BASE64);
        String wire = Base64.getEncoder().encodeToString("\"hi\"".getBytes(StandardCharsets.UTF_8));
        try (WebSocketServer server = start(Execution.INLINE, json, base64, Servers.ECHO);
                WsSocket without = WsSocket.connect(Servers.uri(server, "/"));
                WsSocket both = WsSocket.connect(Servers.uri(server, "/"), with(base64.firstOnMessages(JSON)))) {
            without.send(wire);
            assertThat(without.recvMessage(PATIENCE).text()).isEqualTo(wire);
            both.send("hi");
            assertThat(both.recvMessage(PATIENCE).text()).isEqualTo("hi");
        }
    }

    @Test
    void bothEndsOfAConnectionCanHaveTheSameHooks() throws Exception {
        Hooks base64 = Hooks.NONE.lastOnMessages(BASE64);
        try (WebSocketServer server = start(Execution.WORKER, base64, Hooks.NONE, Servers.ECHO);
                WsSocket client = WsSocket.connect(Servers.uri(server, "/"), with(base64))) {
            client.send(Message.binary(new byte[] {1, 2, 3}));
            assertThat(client.recvMessage(PATIENCE).bytes()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void frameHooksOfTheServerApplyToEveryRoute() throws Exception {
        try (WebSocketServer server =
                start(Execution.WORKER, Hooks.NONE, Hooks.NONE.lastOnFrames(SHOUT), Servers.ECHO)) {
            for (String path : new String[] {"/", "/plain"}) {
                try (WsSocket client = WsSocket.connect(Servers.uri(server, path))) {
                    client.send("hi");
                    assertThat(client.recvMessage(PATIENCE).text()).isEqualTo("HI");
                }
            }
        }
    }

    @Test
    void frameHooksOfASocketSeeItsFrames() throws Exception {
        try (WebSocketServer server = Servers.inline(Servers.ECHO);
                WsSocket client = WsSocket.connect(Servers.uri(server, "/"), with(Hooks.NONE.firstOnFrames(SHOUT)))) {
            client.send("hi");
            assertThat(client.recv(PATIENCE)).isEqualTo(Frame.text("HI"));
        }
    }

    @ParameterizedTest
    @EnumSource(Execution.class)
    void aHookThatThrowsFailsItsConnectionOnly(Execution execution) throws Exception {
        Recorder listener = new Recorder();
        try (WebSocketServer server = start(execution, Hooks.NONE.lastOnMessages(JSON), Hooks.NONE, listener);
                WsSocket good = WsSocket.connect(Servers.uri(server, "/"));
                WsSocket bad = WsSocket.connect(Servers.uri(server, "/"))) {
            bad.send("no JSON");
            Frame close = bad.recv(PATIENCE);
            assertThat(close.closeReason().code()).isEqualTo(1011);
            assertThat(close.closeReason().reason()).isEmpty();
            assertThat(listener.awaitError())
                    .isInstanceOf(HookException.class)
                    .hasRootCauseMessage("not a JSON string: no JSON");
            assertThat(log.records(Level.SEVERE)).hasSize(1);
            good.send("\"fine\"");
            good.ping();
            assertThat(good.recv(PATIENCE)).isEqualTo(Frame.pong());
            assertThat(good.isOpen()).isTrue();
        }
    }

    @Test
    void aHookThatThrowsOnTheWayOutIsTheSendersToo() throws Exception {
        Hooks failing = Hooks.NONE.lastOnMessages(Hook.of(
                message -> {
                    throw new IOException("disk full");
                },
                null));
        try (WebSocketServer server = Servers.inline(Servers.ECHO);
                WsSocket client = WsSocket.connect(Servers.uri(server, "/"), with(failing))) {
            assertThatExceptionOfType(HookException.class)
                    .isThrownBy(() -> client.send("x"))
                    .withRootCauseExactlyInstanceOf(IOException.class);
            assertThatExceptionOfType(HookException.class).isThrownBy(() -> client.recvMessage(PATIENCE));
        }
    }

    @Test
    void aBroadcastGoesOnPastAMemberWhoseHookThrows() throws Exception {
        ConnectionGroup group = new ConnectionGroup();
        Recorder listener = new Recorder() {
            @Override
            public void onOpen(WebSocketConnection connection) throws Exception {
                group.add(connection);
                super.onOpen(connection);
            }
        };
        Hook<Message> failing = Hook.of(
                message -> {
                    throw new IllegalStateException("no");
                },
                null);
        ConnectionOptions options = ConnectionOptions.builder()
                .hooks(Hooks.NONE.lastOnMessages(failing))
                .build();
        try (WebSocketServer server = Servers.start(Servers.builder()
                        .loops(1)
                        .route("/", listener)
                        .route(Route.of("/failing", listener).options(options).build()));
                WsSocket first = WsSocket.connect(Servers.uri(server, "/"));
                WsSocket bad = WsSocket.connect(Servers.uri(server, "/failing"));
                WsSocket last = WsSocket.connect(Servers.uri(server, "/"))) {
            listener.awaitOpen();
            listener.awaitOpen();
            listener.awaitOpen();
            group.send("all");
            assertThat(first.recvMessage(PATIENCE).text()).isEqualTo("all");
            assertThat(last.recvMessage(PATIENCE).text()).isEqualTo("all");
            assertThat(bad.recv(PATIENCE).closeReason().code()).isEqualTo(1011);
        }
    }
}
