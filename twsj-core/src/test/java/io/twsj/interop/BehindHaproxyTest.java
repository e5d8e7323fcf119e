package io.twsj.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.RawClient;
import io.twsj.Servers;
import io.twsj.TlsTesting;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.WebSocketServer;
import io.twsj.WireFrame;
import io.twsj.http.TrustedProxies;
import io.twsj.interop.ReverseProxy.Kind;
import io.twsj.message.Message;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What HAProxy tells of the client: by the PROXY protocol that it invented, and by a header of the request. */
@Tag("slow")
@Timeout(60)
class BehindHaproxyTest {

    @TempDir
    Path folder;

    /** Answers each message with where it comes from. */
    private static final WebSocketListener LOCATING = new WebSocketListener() {
        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            connection.send(connection.remoteAddress().toString());
        }
    };

    private static WebSocketServer start(WebSocketServer.Builder builder, boolean tls) throws Exception {
        if (tls) {
            builder.tls(TlsTesting.server("ec").build());
        }
        return Servers.start(builder.route("/", LOCATING));
    }

    @ParameterizedTest
    @CsvSource({
        "send-proxy, false",
        "send-proxy, true",
        "send-proxy-v2, false",
        "send-proxy-v2, true",
        "send-proxy-v2 proxy-v2-options crc32c, false",
        "send-proxy-v2-ssl-cn, true"
    })
    void itsProxyHeaderTellsTheClient(String option, boolean tlsServer) throws Exception {
        try (WebSocketServer server = start(Servers.builder().proxyProtocol(true), tlsServer);
                ReverseProxy proxy = ReverseProxy.start(Kind.HAPROXY, folder, server.port(), tlsServer, option);
                RawClient client = RawClient.open(proxy.uri(false, "/").getPort(), "/")) {
            assertThat(client.send(WireFrame.text("where am I")).readText())
                    .isEqualTo("/127.0.0.1:" + client.socket().getLocalPort());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itsHeaderTellsTheClientToWhoTrustsIt(boolean trusted) throws Exception {
        TrustedProxies proxies = trusted ? TrustedProxies.of(List.of("127.0.0.1")) : TrustedProxies.NONE;
        try (WebSocketServer server = start(Servers.builder().trustedProxies(proxies), false);
                ReverseProxy proxy = ReverseProxy.start(
                        Kind.HAPROXY,
                        folder,
                        server.port(),
                        false,
                        "\n    http-request set-header Forwarded for=192.0.2.43");
                RawClient client = RawClient.open(proxy.uri(false, "/").getPort(), "/")) {
            String seen = client.send(WireFrame.text("where am I")).readText();
            assertThat(seen.equals("/192.0.2.43:0")).isEqualTo(trusted);
        }
    }
}
