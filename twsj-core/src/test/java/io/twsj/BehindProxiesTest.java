package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.handshake.Refusal;
import io.twsj.handshake.auth.Authentication;
import io.twsj.handshake.auth.Authenticator;
import io.twsj.http.HttpResponse;
import io.twsj.http.TrustedProxies;
import io.twsj.message.Message;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server takes its client and itself for, with and without proxies in between. */
@Timeout(60)
class BehindProxiesTest {

    private static int status(WebSocketServer server, byte[] request) throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            return client.write(request).readResponse().status();
        }
    }

    private static byte[] upgrade(String target, String host) {
        return RawClient.head(
                "GET " + target + " HTTP/1.1",
                "Host: " + host,
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Key: " + RawClient.KEY,
                "Sec-WebSocket-Version: 13");
    }

    // Hosts

    @Test
    void aServerAnswersForItsHostsOnly() throws IOException {
        try (WebSocketServer server = Servers.start(Servers.builder()
                .route("/", Servers.ECHO)
                .allowedHosts(List.of("ws.example.com", "*.example.org:8443")))) {
            assertThat(status(server, upgrade("/", "ws.example.com"))).isEqualTo(101);
            assertThat(status(server, upgrade("/", "a.example.org:8443"))).isEqualTo(101);
            assertThat(status(server, upgrade("/", "a.example.org"))).isEqualTo(421);
            assertThat(status(server, upgrade("/", "rebound.test"))).isEqualTo(421);
            assertThat(status(server, RawClient.head("GET / HTTP/1.1", "Host: rebound.test")))
                    .isEqualTo(421);
            assertThat(status(server, RawClient.head("GET / HTTP/1.1", "Host: ws.example.com")))
                    .isEqualTo(426);
        }
    }

    /** RFC 9112 section 3.2.2. */
    @Test
    void theHostOfAnAbsoluteTargetCounts() throws IOException {
        try (WebSocketServer server =
                Servers.start(Servers.builder().route("/", Servers.ECHO).allowedHosts(List.of("ws.example.com")))) {
            assertThat(status(server, upgrade("ws://ws.example.com/", "rebound.test")))
                    .isEqualTo(101);
            assertThat(status(server, upgrade("ws://rebound.test/", "ws.example.com")))
                    .isEqualTo(421);
        }
    }

    @Test
    void withoutAListEveryHostIsRight() throws IOException {
        try (WebSocketServer server = Servers.start(Servers.builder().route("/", Servers.ECHO))) {
            assertThat(status(server, upgrade("/", "whatever.test"))).isEqualTo(101);
        }
    }

    // Forwarded requests

    private static final TrustedProxies LOOPBACK = TrustedProxies.of(List.of("127.0.0.0/8"));

    /** Answers each message with where it comes from. */
    private static final WebSocketListener LOCATING = new WebSocketListener() {
        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            connection.send(connection.remoteAddress().toString());
        }
    };

    private static WebSocketServer trusting(TrustedProxies proxies) {
        return Servers.start(Servers.builder().route("/", LOCATING).trustedProxies(proxies));
    }

    private static String addressSeen(RawClient client) throws IOException {
        return client.send(WireFrame.text("where am I")).readText();
    }

    @Test
    void theClientOfATrustedProxyIsThePeer() throws IOException {
        try (WebSocketServer server = trusting(LOOPBACK);
                RawClient standard = RawClient.open(server.port(), "/", "Forwarded: for=\"192.0.2.43:4711\"");
                RawClient custom = RawClient.open(server.port(), "/", "X-Forwarded-For: 6.6.6.6, 2001:db8::1")) {
            assertThat(addressSeen(standard)).isEqualTo("/192.0.2.43:4711");
            assertThat(addressSeen(custom)).isEqualTo("/[2001:db8:0:0:0:0:0:1]:0");
        }
    }

    @Test
    void twoOpinionsOnTheClientAreRefused() throws IOException {
        try (WebSocketServer server = trusting(LOOPBACK)) {
            assertThat(status(server, RawClient.request("/", "Forwarded: for=6.6.6.6", "X-Forwarded-For: 192.0.2.43")))
                    .isEqualTo(400);
        }
    }

    @Test
    void anybodyElseIsThePeerItself() throws IOException {
        String forwarded = "Forwarded: for=192.0.2.43;host=elsewhere.example";
        for (TrustedProxies others : List.of(TrustedProxies.NONE, TrustedProxies.of(List.of("192.0.2.0/24")))) {
            try (WebSocketServer server = trusting(others);
                    RawClient client = RawClient.open(server.port(), "/", forwarded)) {
                assertThat(addressSeen(client))
                        .isEqualTo("/127.0.0.1:" + client.socket().getLocalPort());
                assertThat(status(server, RawClient.request("/", forwarded, "Origin: https://elsewhere.example")))
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void respondersSeeTheClientOfATrustedProxy() throws IOException {
        String forwarded = "Forwarded: for=192.0.2.43;proto=https;host=ws.example.com";
        try (WebSocketServer server = Servers.start(Servers.builder()
                        .trustedProxies(LOOPBACK)
                        .responder(request -> HttpResponse.text(
                                200, request.client() + " " + request.host() + " " + request.secure())));
                RawClient behind = RawClient.connect(server.port());
                RawClient direct = RawClient.connect(server.port())) {
            behind.write(RawClient.head("GET /page HTTP/1.1", "Host: inner", forwarded));
            assertThat(behind.readResponse().text()).isEqualTo("/192.0.2.43:0 ws.example.com true");
            direct.write(RawClient.head("GET /page HTTP/1.1", "Host: inner"));
            assertThat(direct.readResponse().text())
                    .isEqualTo("/127.0.0.1:" + direct.socket().getLocalPort() + " inner false");
        }
    }

    @Test
    void theSameOriginIsThatOfTheHostTheClientAskedFor() throws IOException {
        String forwarded = "Forwarded: for=192.0.2.43;proto=https;host=ws.example.com";
        try (WebSocketServer server = trusting(LOOPBACK)) {
            assertThat(status(server, RawClient.request("/", forwarded, "Origin: https://ws.example.com")))
                    .isEqualTo(101);
            assertThat(status(server, RawClient.request("/", forwarded, "Origin: http://localhost")))
                    .isEqualTo(403);
            assertThat(status(server, RawClient.request("/", "Origin: http://localhost")))
                    .isEqualTo(101);
        }
    }

    @Test
    void theHostTheClientAskedForIsTheOneToBeAllowed() throws IOException {
        try (WebSocketServer server = Servers.start(Servers.builder()
                .route("/", LOCATING)
                .trustedProxies(LOOPBACK)
                .allowedHosts(List.of("ws.example.com")))) {
            assertThat(status(server, RawClient.request("/", "Forwarded: for=192.0.2.43;host=ws.example.com")))
                    .isEqualTo(101);
            assertThat(status(server, RawClient.request("/", "Forwarded: for=192.0.2.43;host=rebound.test")))
                    .isEqualTo(421);
            assertThat(status(server, RawClient.request("/", "Forwarded: for=192.0.2.43")))
                    .isEqualTo(421);
        }
    }

    @Test
    void aForwardedHostThatIsNoneIsRefused() throws IOException {
        try (WebSocketServer server = trusting(LOOPBACK)) {
            assertThat(status(server, RawClient.request("/", "X-Forwarded-For: 192.0.2.43", "X-Forwarded-Host: a b")))
                    .isEqualTo(400);
        }
    }

    @Test
    void anAuthenticatorSeesTheClient() throws IOException {
        Authenticator looking = request -> CompletableFuture.completedFuture(
                Authentication.refused(Refusal.of(403, request.remoteAddress().toString())));
        try (WebSocketServer server = Servers.start(Servers.builder()
                        .route("/", LOCATING)
                        .trustedProxies(LOOPBACK)
                        .authenticator(looking));
                RawClient client = RawClient.connect(server.port())) {
            client.write(RawClient.request("/", "Forwarded: for=192.0.2.43"));
            assertThat(client.readResponse().text()).isEqualTo("/192.0.2.43:0\n");
        }
    }

    @Test
    void theLogNamesTheClient() throws IOException {
        Logger logger = Logger.getLogger("io.twsj");
        logger.setLevel(Level.FINE);
        try (LogCapture log = LogCapture.start();
                WebSocketServer server = Servers.start(Servers.builder()
                        .route("/", LOCATING)
                        .trustedProxies(LOOPBACK)
                        .logEvents(true))) {
            status(server, RawClient.request("/nowhere", "Forwarded: for=192.0.2.43"));
            status(server, RawClient.request("/", "Forwarded: for=192.0.2.44"));
            await().untilAsserted(() -> assertThat(log.records(Level.FINE))
                    .extracting(LogRecord::getMessage)
                    .anyMatch(line -> line.startsWith("handshake from /192.0.2.43:0 refused with 404"))
                    .anyMatch(line -> line.endsWith("connected from /192.0.2.44:0 to /")));
        } finally {
            logger.setLevel(null);
        }
    }
}
