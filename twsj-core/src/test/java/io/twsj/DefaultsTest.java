package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.http.HttpLimits;
import io.twsj.http.TrustedProxies;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who sets nothing is safe: the defaults are those that SECURITY.md promises. */
class DefaultsTest {

    @Test
    void aConnectionHasBoundsAndTimes() {
        ConnectionOptions options = ConnectionOptions.DEFAULT;
        assertThat(options.maxMessageBytes()).isEqualTo(1 << 20);
        assertThat(options.maxFragments()).isEqualTo(1024);
        assertThat(options.outboundHighMark()).isEqualTo(64 << 10);
        assertThat(options.maxOutboundBytes()).isEqualTo(1 << 20);
        assertThat(options.maxOutboundMessages()).isZero();
        assertThat(options.overflow()).isEqualTo(Overflow.CLOSE);
        assertThat(options.maxPendingMessages()).isEqualTo(64);
        assertThat(options.writeTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(options.pingInterval()).isEqualTo(Duration.ofSeconds(20));
        assertThat(options.pongTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(options.closeTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(options.credentialsExpired().code()).isEqualTo(1008);
    }

    @Test
    void aServerHasBoundsAndTimes() {
        ServerSettings settings = new ServerSettings();
        assertThat(settings.handshakeTimeout).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.shutdownGrace).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.httpLimits).isSameAs(HttpLimits.DEFAULT);
        assertThat(settings.maxUnfinishedHandshakes).isEqualTo(1024);
        assertThat(settings.proxies).isSameAs(TrustedProxies.NONE);
        assertThat(settings.proxyProtocol).isFalse();
        assertThat(settings.mux).isNull();
    }

    @Test
    void aRequestsHeadHasBounds() {
        assertThat(HttpLimits.DEFAULT).isEqualTo(new HttpLimits(8 << 10, 16 << 10, 100));
    }

    @Test
    void compressionHasBoundsWhereItIsOn() {
        DeflateOptions options = DeflateOptions.DEFAULT;
        assertThat(options.serverNoContextTakeover()).isTrue();
        assertThat(options.clientNoContextTakeover()).isTrue();
        assertThat(options.maxRatio()).isEqualTo(100);
        assertThat(options.memoryBudget()).isEqualTo(512 << 20);
    }

    @Test
    void nothingIsCompressedUnlessARouteSaysSo() throws IOException {
        try (WebSocketServer server = Servers.inline(Servers.ECHO);
                RawClient client = RawClient.connect(server.port())) {
            client.write(RawClient.request(
                    "/", "Sec-WebSocket-Extensions: permessage-deflate, x-webkit-deflate-frame, mux"));
            RawClient.Response response = client.readResponse();
            assertThat(response.status()).isEqualTo(101);
            assertThat(response.header("Sec-WebSocket-Extensions")).isNull();
        }
    }
}
