package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
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
}
