package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.RawClient.End;
import io.twsj.http.TrustedProxies;
import io.twsj.message.Message;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that begin with a header of the PROXY protocol, with and without TLS. */
@Timeout(60)
class ProxyProtocolTest {

    private static final byte[] TEXT =
            "PROXY TCP4 192.0.2.43 198.51.100.1 4711 443\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private static final byte[] SELF = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a20000000");

    /** Answers each message with where it comes from. */
    private static final WebSocketListener LOCATING = new WebSocketListener() {
        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            connection.send(connection.remoteAddress().toString());
        }
    };

    private static WebSocketServer.Builder builder() {
        return Servers.builder().loops(1).route("/", LOCATING).proxyProtocol(true);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static String addressSeen(RawClient client) throws IOException {
        return client.send(WireFrame.text("where am I")).readText();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 45, 46, 1000})
    void theSourceOfTheHeaderIsThePeerHoweverItArrives(int pieceBytes) throws IOException {
        try (WebSocketServer server = Servers.start(builder());
                RawClient client = RawClient.connect(server.port())) {
            client.writeChopped(joined(TEXT, RawClient.request("/")), pieceBytes);
            assertThat(client.readResponse().status()).isEqualTo(101);
            assertThat(addressSeen(client)).isEqualTo("/192.0.2.43:4711");
        }
    }

    @Test
    void aProxyThatSpeaksForItselfIsThePeer() throws IOException {
        try (WebSocketServer server = Servers.start(builder());
                RawClient client = RawClient.connect(server.port())) {
            client.write(SELF).handshake("/");
            assertThat(addressSeen(client))
                    .isEqualTo("/127.0.0.1:" + client.socket().getLocalPort());
        }
    }

    @Test
    void theSourceMayBeATrustedProxyItself() throws IOException {
        try (WebSocketServer server =
                        Servers.start(builder().trustedProxies(TrustedProxies.of(List.of("192.0.2.43"))));
                RawClient client = RawClient.connect(server.port())) {
            client.write(TEXT).handshake("/", "X-Forwarded-For: 203.0.113.9");
            assertThat(addressSeen(client)).isEqualTo("/203.0.113.9:0");
        }
    }

    @Test
    void aConnectionWithoutAHeaderEndsAtOnceAndUnanswered() throws IOException {
        try (WebSocketServer server = Servers.start(builder());
                RawClient client = RawClient.connect(server.port())) {
            client.write(RawClient.request("/"));
            assertThat(client.readEnd()).isIn(End.EOF, End.RESET);
        }
    }

    @Test
    void aMalformedHeaderEndsTheConnectionAndNoOther() throws IOException {
        try (WebSocketServer server = Servers.start(builder());
                RawClient good = RawClient.connect(server.port());
                RawClient bad = RawClient.connect(server.port())) {
            good.write(TEXT).handshake("/");
            bad.write("PROXY TCP4 nobody\r\n".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(bad.readEnd()).isIn(End.EOF, End.RESET);
            assertThat(addressSeen(good)).isEqualTo("/192.0.2.43:4711");
        }
    }

    @Test
    void aHeaderThatDoesNotComeIsWaitedForAsLongAsForAHandshake() throws IOException {
        try (WebSocketServer server = Servers.start(builder().handshakeTimeout(Duration.ofMillis(200)));
                RawClient silent = RawClient.connect(server.port());
                RawClient begun = RawClient.connect(server.port())) {
            begun.write("PROXY TCP4 ".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(silent.readEnd()).isEqualTo(End.RESET);
            assertThat(begun.readEnd()).isEqualTo(End.RESET);
        }
    }

    @Test
    void aPeerThatEndsWithinItsHeaderIsLetGo() throws IOException {
        try (WebSocketServer server = Servers.start(builder());
                RawClient client = RawClient.connect(server.port())) {
            client.write("PROXY TCP4 ".getBytes(StandardCharsets.ISO_8859_1)).shutdownOutput();
            assertThat(client.readEnd()).isEqualTo(End.EOF);
        }
    }

    @Test
    void whoIsNotAskedForAHeaderMayNotSendOne() throws IOException {
        try (WebSocketServer server = Servers.start(Servers.builder().route("/", LOCATING));
                RawClient client = RawClient.connect(server.port())) {
            client.write(joined(TEXT, RawClient.request("/")));
            assertThat(client.readResponse().status()).isEqualTo(400);
        }
    }

    // TLS

    /** Puts bytes before the first that are written, in one write with them, or byte by byte. */
    private static final class PrefacedSocket extends Socket {

        private final byte[] preface;
        private final boolean together;
        private boolean sent;

        PrefacedSocket(byte[] preface, boolean together) {
            this.preface = preface;
            this.together = together;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int from, int count) throws IOException {
                    byte[] given = java.util.Arrays.copyOfRange(bytes, from, from + count);
                    if (!sent && together) {
                        given = joined(preface, given);
                    } else if (!sent) {
                        for (byte b : preface) {
                            out.write(b);
                        }
                    }
                    sent = true;
                    out.write(given);
                }
            };
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theHeaderComesBeforeTls(boolean inOneWrite) throws Exception {
        for (TlsOptions options : List.of(
                TlsTesting.server("ec").build(),
                TlsTesting.server("ec")
                        .serverName("localhost", TlsTesting.server("ec").build())
                        .build())) {
            Socket socket = new PrefacedSocket(TEXT, inOneWrite);
            try (WebSocketServer server = Servers.start(builder().tls(options))) {
                socket.setTcpNoDelay(true);
                try (RawTlsClient client =
                        new RawTlsClient(TlsTesting.client("ec"), socket, server.port(), parameters -> {})) {
                    assertThat(client.upgrade("/")).startsWith("HTTP/1.1 101");
                    assertThat(client.echo("where am I")).isEqualTo("/192.0.2.43:4711");
                }
            }
        }
    }

    @Test
    void tlsWithoutAHeaderEndsAtOnce() throws Exception {
        try (WebSocketServer server =
                Servers.start(builder().tls(TlsTesting.server("ec").build()))) {
            assertThatThrownBy(() -> {
                        try (RawTlsClient client = new RawTlsClient(TlsTesting.client("ec"), server.port())) {
                            client.upgrade("/");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void plainHttpBehindTheHeaderIsToldThatThePortSpeaksTls() throws Exception {
        try (WebSocketServer server =
                        Servers.start(builder().tls(TlsTesting.server("ec").build()));
                RawClient client = RawClient.connect(server.port())) {
            client.write(joined(TEXT, RawClient.request("/")));
            assertThat(client.readResponse().text()).contains("speaks TLS");
        }
    }

    @Test
    void moreThanAnyClientSaysFirstIsNotKept() throws Exception {
        try (WebSocketServer server =
                        Servers.start(builder().tls(TlsTesting.server("ec").build()));
                RawClient client = RawClient.connect(server.port())) {
            // The end of a record that never comes.
            client.write(joined(TEXT, HexFormat.of().parseHex("160301ffff"), new byte[250_000]));
            assertThat(client.skipToEnd()).isIn(End.EOF, End.RESET);
        } catch (java.net.SocketException cutOffWhileWriting) {
            // As good.
        }
    }
}
