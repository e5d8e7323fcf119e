package io.twsj.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.TlsOptions;
import io.twsj.TlsTesting;
import io.twsj.WebSocketServer;
import io.twsj.protocol.Link;
import io.twsj.protocol.LinkHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The layer in the client's role: RFC 6455 section 4.1, step 5 of the list of requirements; RFC 9110 section 4.3.4. */
@Timeout(30)
class TlsClientTest {

    private final Executor tasks = ForkJoinPool.commonPool();
    private EventLoop loop;

    @BeforeEach
    void startLoop() throws IOException {
        loop = new EventLoop("twsj-test-loop", Ticker.SYSTEM);
        loop.start();
    }

    @AfterEach
    void stopLoop() throws InterruptedException {
        loop.stop();
        loop.join();
    }

    @Test
    void whatIsSentBeforeTheHandshakeIsDoneArrives() throws Exception {
        try (WebSocketServer server = TlsTesting.echo(TlsTesting.server("ec").build());
                Peer peer = open(server.port(), trusting("ec"), "localhost")) {
            assertThat(peer.answer.get(20, TimeUnit.SECONDS)).startsWith("HTTP/1.1 101 ");
            assertThat(peer.link.tlsSession().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(peer.link.pendingBytes()).isZero();
            assertThat(peer.failure).isNotDone();
        }
    }

    @Test
    void theServerIsToldWhichNameIsMeant() throws Exception {
        TlsOptions options = TlsTesting.server("ec")
                .serverName("other.example.org", TlsTesting.server("other").build())
                .build();
        try (WebSocketServer server = TlsTesting.echo(options);
                Peer peer = open(server.port(), trusting("other"), "other.example.org")) {
            assertThat(peer.answer.get(20, TimeUnit.SECONDS)).startsWith("HTTP/1.1 101 ");
            X509Certificate certificate =
                    (X509Certificate) peer.link.tlsSession().getPeerCertificates()[0];
            assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=other.example.org");
        }
    }

    @Test
    void theCertificateMustBeThatOfTheHost() throws Exception {
        try (WebSocketServer server = TlsTesting.echo(TlsTesting.server("ec").build())) {
            assertThat(open(server.port(), trusting("ec"), "example.org").failure())
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("example.org");
            assertThat(open(server.port(), trusting("ec"), "127.0.0.2").failure())
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("127.0.0.2");
            try (Peer byAddress = open(server.port(), trusting("ec"), "127.0.0.1")) {
                assertThat(byAddress.answer.get(20, TimeUnit.SECONDS)).startsWith("HTTP/1.1 101 ");
            }
        }
    }

    @Test
    void theCertificateMustBeTrusted() throws Exception {
        try (WebSocketServer server = TlsTesting.echo(TlsTesting.server("ec").build())) {
            TlsOptions jdkTrust = TlsOptions.builder().build();
            assertThat(open(server.port(), jdkTrust, "localhost").failure()).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void insecureTakesAnybodyAndSaysSo() throws Exception {
        List<String> warnings = new ArrayList<>();
        Handler recorder = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                warnings.add(entry.getLevel() + " " + entry.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("io.twsj");
        logger.addHandler(recorder);
        try (WebSocketServer server = TlsTesting.echo(TlsTesting.server("ec").build());
                Peer peer = open(server.port(), TlsOptions.builder().insecure().build(), "example.org")) {
            assertThat(peer.answer.get(20, TimeUnit.SECONDS)).startsWith("HTTP/1.1 101 ");
        } finally {
            logger.removeHandler(recorder);
        }
        assertThat(warnings).anyMatch(line -> line.startsWith("WARNING INSECURE") && line.contains("example.org"));
    }

    @Test
    void aServerWithoutTlsIsAFailure() throws Exception {
        assertThat(against("HTTP/1.1 400 Bad Request\r\n\r\n").failure()).isInstanceOf(IOException.class);
    }

    @Test
    void aServerThatHangsUpIsAFailure() throws Exception {
        assertThat(against("").failure())
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("ended TCP during the TLS handshake");
    }

    private Peer against(String answer) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Peer peer = open(listening.getLocalPort(), trusting("ec"), "localhost");
            try (Socket socket = listening.accept()) {
                socket.getInputStream().read();
                socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
                socket.shutdownOutput();
                peer.failure.get(20, TimeUnit.SECONDS);
            }
            return peer;
        }
    }

    private static TlsOptions trusting(String name) throws IOException {
        return TlsOptions.builder()
                .trustCertificates(TlsTesting.file(name + ".crt"))
                .build();
    }

    private Peer open(int port, TlsOptions options, String host) throws Exception {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        TlsTerms terms = TlsTesting.clientTerms(options, host, tasks);
        CompletableFuture<Peer> opened = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                Connection.open(loop, channel, terms, link -> {
                    Peer peer = new Peer(link);
                    opened.complete(peer);
                    return peer;
                });
            } catch (IOException | RuntimeException failure) {
                opened.completeExceptionally(failure);
            }
        });
        return opened.get(20, TimeUnit.SECONDS);
    }

    /** Asks for an upgrade at once. */
    private static final class Peer implements LinkHandler, AutoCloseable {

        final Link link;
        final CompletableFuture<String> answer = new CompletableFuture<>();
        final CompletableFuture<IOException> failure = new CompletableFuture<>();
        final CompletableFuture<Void> closed = new CompletableFuture<>();

        Peer(Link link) {
            this.link = link;
            String request = "GET /echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
            link.write(ByteBuffer.wrap(request.getBytes(ISO_8859_1)));
            link.flush();
        }

        /** What failed, after the end has been reported too. */
        IOException failure() throws Exception {
            IOException cause = failure.get(20, TimeUnit.SECONDS);
            closed.get(20, TimeUnit.SECONDS);
            assertThat(answer).isNotDone();
            return cause;
        }

        @Override
        public void close() {
            link.abort();
        }

        @Override
        public void onBytes(ByteBuffer bytes) {
            answer.complete(ISO_8859_1.decode(bytes).toString());
        }

        @Override
        public void onEndOfStream() {
            link.close();
        }

        @Override
        public void onWritable() {
            link.flush();
        }

        @Override
        public void onDeadline() {}

        @Override
        public void onFailure(IOException cause) {
            assertThat(failure.complete(cause)).isTrue();
        }

        @Override
        public void onClosed() {
            assertThat(closed.complete(null)).isTrue();
        }
    }
}
