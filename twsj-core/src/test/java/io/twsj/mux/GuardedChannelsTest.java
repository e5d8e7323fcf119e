package io.twsj.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.ConnectOptions;
import io.twsj.MuxOptions;
import io.twsj.Recorder;
import io.twsj.Route;
import io.twsj.Servers;
import io.twsj.TlsOptions;
import io.twsj.TlsTesting;
import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketServer;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.handshake.auth.BasicAuthenticator;
import io.twsj.handshake.auth.DigestAuthenticator;
import io.twsj.handshake.auth.InMemoryCredentials;
import io.twsj.message.Message;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Channels over TLS, which compress and ask who connects, each for itself: section 8 of the reference sheet. */
@Timeout(60)
class GuardedChannelsTest {

    private static final InMemoryCredentials USERS = InMemoryCredentials.of("ann", "secret");
    private static final String LONG = "{\"name\":\"value\"}".repeat(2_000);

    private final Set<SocketAddress> peers = ConcurrentHashMap.newKeySet();

    private final Recorder atServer = new Recorder() {
        @Override
        public void onOpen(WebSocketConnection connection) throws Exception {
            super.onOpen(connection);
            peers.add(connection.remoteAddress());
        }

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            connection.send(message);
        }
    };

    private final WebSocketClient client =
            WebSocketClient.builder().mux(MuxOptions.DEFAULT).build();
    private WebSocketServer server;

    /** Connections share one only on the same terms, which are these. */
    private TlsOptions trust;

    @BeforeEach
    void start() throws IOException {
        trust = TlsTesting.trusting("ec").build();
        PermessageDeflate deflate = PermessageDeflate.of(
                DeflateOptions.builder().contextTakeover(true).build());
        server = Servers.start(Servers.builder()
                .tls(TlsTesting.server("ec").build())
                .mux(MuxOptions.DEFAULT)
                .route("/open", atServer)
                .route(Route.of("/compressed", atServer)
                        .extensions(List.of(deflate))
                        .build())
                .route(guarded(
                        "/digest", DigestAuthenticator.builder("r", USERS).build()))
                .route(guarded("/basic", new BasicAuthenticator("r", USERS))));
    }

    private Route guarded(String path, Authenticator authenticator) {
        return Route.of(path, atServer).authenticator(authenticator).build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop();
        assertThat(peers).as("TCP connections").hasSize(1);
    }

    private ConnectOptions.Builder trusting() {
        return ConnectOptions.builder().tls(trust);
    }

    private WebSocketConnection connect(String path, ConnectOptions options, Recorder recorder) throws IOException {
        return client.connectBlocking(TlsTesting.uri(server.port(), path), options, recorder);
    }

    private void talks(String path, ConnectOptions options) throws Exception {
        Recorder recorder = new Recorder();
        WebSocketConnection connection = connect(path, options, recorder);
        for (int i = 0; i < 3; i++) {
            connection.send(LONG);
        }
        await().until(() -> recorder.events().stream()
                        .filter(("message " + LONG.length() + " bytes")::equals)
                        .count()
                == 3);
    }

    @Test
    void channelsRunOverTls() throws Exception {
        ConnectOptions options = trusting().build();
        talks("/open", options);
        talks("/open", options);
        assertThat(atServer.awaitOpen().tlsSession()).isNotNull();
        assertThat(atServer.awaitOpen().tlsSession()).isNotNull();
    }

    @Test
    void connectsOnTheSameTermsOfTlsShareAConnectionWhateverElseTheyAskFor() throws Exception {
        talks("/open", trusting().build());
        talks("/open", trusting().header("X-Other", "1").build());
    }

    @Test
    void eachChannelAgreesToCompressionForItself() throws Exception {
        PermessageDeflate deflate = PermessageDeflate.of(
                DeflateOptions.builder().contextTakeover(true).build());
        ConnectOptions compressing = trusting().extensions(List.of(deflate)).build();
        talks("/open", compressing);
        talks("/compressed", compressing);
        talks("/compressed", compressing);
    }

    @Test
    void aChannelsChallengeIsAnsweredOnAnotherChannel() throws Exception {
        ConnectOptions ann = trusting().credentials("ann", "secret").build();
        talks("/open", ann);
        assertThat(atServer.awaitOpen().principal()).isNull();
        talks("/digest", ann);
        assertThat(atServer.awaitOpen().principal().getName()).isEqualTo("ann");
        talks("/basic", ann);
        assertThat(atServer.awaitOpen().principal().getName()).isEqualTo("ann");
    }
}
