package io.twsj.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.ConnectOptions;
import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.blocking.WsSocket;
import io.twsj.blocking.WsSocketOptions;
import io.twsj.interop.CompressedTalk.Terms;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The client speaks permessage-deflate with servers that others have made (RFC 7692). */
@Timeout(60)
class CompressionWithServersOfOthersTest {

    private static final List<OtherServer> SERVERS = List.of(
            new JettyServer(false), new UndertowServer(false), ScriptServer.python(false), ScriptServer.node(false));

    @AfterAll
    static void stop() throws Exception {
        for (OtherServer server : SERVERS) {
            server.stop();
        }
    }

    static List<OtherServer> servers() {
        return SERVERS;
    }

    static Stream<Arguments> serversOnAllTerms() {
        return SERVERS.stream().flatMap(server -> Stream.of(Terms.values()).map(terms -> Arguments.of(server, terms)));
    }

    private static WebSocketConnection connect(WebSocketClient client, OtherServer server, CompressedTalk talk)
            throws Exception {
        ConnectOptions options = ConnectOptions.builder()
                .extensions(List.of(talk.deflate))
                .options(CompressedTalk.LARGE)
                .build();
        return client.connectBlocking(server.uri("/echo"), options, talk.listener);
    }

    @ParameterizedTest
    @MethodSource("serversOnAllTerms")
    void messagesAreCompressedBothWays(OtherServer server, Terms terms) throws Exception {
        CompressedTalk talk = new CompressedTalk(terms);
        try (WebSocketClient client = WebSocketClient.create()) {
            WebSocketConnection connection = connect(client, server, talk);
            talk.messagesComeBackCompressed(connection);
            assertThat(talk.usesTakeover()).isEqualTo(!talk.deflate.agreed().has("client_no_context_takeover"));
            connection.close();
            assertThat(talk.listener.awaitClose().code()).isEqualTo(1000);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void compressedFragmentsOfTheServerAreJoined(OtherServer server) throws Exception {
        CompressedTalk talk = new CompressedTalk(Terms.CONTEXT_TAKEOVER);
        try (WebSocketClient client = WebSocketClient.create()) {
            talk.fragmentsArrive(connect(client, server, talk));
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void compressedFragmentsOfTheClientAreJoinedByTheServer(OtherServer server) throws Exception {
        CompressedTalk talk = new CompressedTalk(Terms.CONTEXT_TAKEOVER);
        WsSocketOptions options = WsSocketOptions.builder()
                .extensions(talk.deflate)
                .connection(CompressedTalk.LARGE)
                .build();
        try (WsSocket socket = WsSocket.connect(server.uri("/echo"), options)) {
            talk.fragmentsAreJoined(socket);
        }
    }
}
