package io.twsj.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import io.twsj.Route;
import io.twsj.Servers;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketServer;
import io.twsj.blocking.WsServerSocket;
import io.twsj.blocking.WsSocket;
import io.twsj.blocking.WsSocketOptions;
import io.twsj.extension.ExtensionParameters;
import io.twsj.interop.CompressedTalk.Terms;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that others have made speak permessage-deflate with the server (RFC 7692). */
@Timeout(60)
class CompressionWithClientsOfOthersTest {

    private static final Named<EchoingClient> OK_HTTP = named("OkHttp", EchoingClient::okHttp);
    private static final Named<EchoingClient> JAVA_WEBSOCKET = named("Java-WebSocket", EchoingClient::javaWebSocket);
    private static final Named<EchoingClient> JETTY = named("Jetty", uri -> EchoingClient.jetty(uri, ""));
    private static final Named<EchoingClient> JETTY_WITHOUT_TAKEOVER = named(
            "Jetty without takeover",
            uri -> EchoingClient.jetty(uri, "; server_no_context_takeover; client_no_context_takeover"));
    private static final Named<EchoingClient> PYTHON = named("python3-websockets", EchoingClient::python);
    private static final Named<EchoingClient> NODE = named("node-ws", EchoingClient::node);

    /** OkHttp sends no fragments. */
    static Stream<Named<EchoingClient>> fragmentingClients() {
        return Stream.of(JAVA_WEBSOCKET, JETTY, PYTHON, NODE);
    }

    static Stream<Named<EchoingClient>> clients() {
        return Stream.concat(Stream.of(OK_HTTP), fragmentingClients());
    }

    static Stream<Arguments> clientsOnAllTerms() {
        return Stream.of(
                        inTurn(OK_HTTP, Terms.values()),
                        // It always asks for that, and ignores its own settings.
                        inTurn(JAVA_WEBSOCKET, Terms.EACH_MESSAGE_ALONE),
                        // Jetty 12.1 obeys client_no_context_takeover only if it has offered the parameter.
                        inTurn(JETTY, Terms.CONTEXT_TAKEOVER, Terms.SMALL_WINDOW),
                        inTurn(JETTY_WITHOUT_TAKEOVER, Terms.EACH_MESSAGE_ALONE),
                        inTurn(PYTHON, Terms.values()),
                        inTurn(NODE, Terms.values()))
                .flatMap(all -> all);
    }

    private static Stream<Arguments> inTurn(Named<EchoingClient> client, Terms... terms) {
        return Stream.of(terms).map(each -> Arguments.of(client, each));
    }

    private static WebSocketServer serve(CompressedTalk talk) {
        return Servers.start(Route.of("/", talk.listener)
                .extensions(List.of(talk.deflate))
                .options(CompressedTalk.LARGE)
                .build());
    }

    @ParameterizedTest
    @MethodSource("clientsOnAllTerms")
    void messagesAreCompressedBothWays(EchoingClient client, Terms terms) throws Exception {
        CompressedTalk talk = new CompressedTalk(terms);
        try (WebSocketServer server = serve(talk);
                AutoCloseable connected = client.connect(Servers.uri(server, "/"))) {
            WebSocketConnection connection = talk.listener.awaitOpen();
            talk.messagesComeBackCompressed(connection);
            ExtensionParameters agreed = talk.deflate.agreed();
            assertThat(talk.usesTakeover()).isEqualTo(terms == Terms.CONTEXT_TAKEOVER);
            assertThat(agreed.has("client_no_context_takeover")).isEqualTo(terms == Terms.EACH_MESSAGE_ALONE);
            assertThat(agreed.value("server_max_window_bits")).isEqualTo(terms == Terms.SMALL_WINDOW ? "9" : null);
            connection.close();
            assertThat(talk.listener.awaitClose().code()).isEqualTo(1000);
        }
    }

    @ParameterizedTest
    @MethodSource("fragmentingClients")
    void compressedFragmentsOfTheClientAreJoined(EchoingClient client) throws Exception {
        CompressedTalk talk = new CompressedTalk(Terms.CONTEXT_TAKEOVER);
        try (WebSocketServer server = serve(talk);
                AutoCloseable connected = client.connect(Servers.uri(server, "/"))) {
            talk.fragmentsArrive(talk.listener.awaitOpen());
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void compressedFragmentsOfTheServerAreJoinedByTheClient(EchoingClient client) throws Exception {
        CompressedTalk talk = new CompressedTalk(Terms.CONTEXT_TAKEOVER);
        WsSocketOptions options = WsSocketOptions.builder()
                .extensions(talk.deflate)
                .connection(CompressedTalk.LARGE)
                .build();
        try (WsServerSocket server = WsServerSocket.bind(new InetSocketAddress("127.0.0.1", 0), options);
                AutoCloseable connected = client.connect(URI.create("ws://127.0.0.1:" + server.port() + "/"));
                WsSocket socket = server.accept(Duration.ofSeconds(20))) {
            talk.fragmentsAreJoined(socket);
        }
    }
}
