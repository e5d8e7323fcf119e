package io.twsj;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.handshake.ServerHandshake;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** wss with clients of others, over TLS 1.2 (RFC 5246) and 1.3 (RFC 8446). */
@Timeout(30)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsInteropTest {

    private final byte[] large = new byte[1 << 20];
    private WebSocketServer server;

    @BeforeAll
    void start() throws IOException {
        new Random(1).nextBytes(large);
        server = TlsTesting.echo(TlsTesting.server("ec").build());
    }

    @AfterAll
    void stop() {
        server.stop();
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, /echo", "TLSv1.3, /echo", "TLSv1.2, /worker", "TLSv1.3, /worker"})
    void theClientOfTheJdkIsEchoed(String version, String path) throws Exception {
        WebSocket client = jdkClient(version)
                .newWebSocketBuilder()
                .buildAsync(URI.create("wss://localhost:" + server.port() + path), collector)
                .get(20, TimeUnit.SECONDS);
        client.sendText("grüße", true).get(20, TimeUnit.SECONDS);
        assertThat(collector.next()).isEqualTo("grüße".getBytes("UTF-8"));
        client.sendBinary(ByteBuffer.wrap(large), true).get(20, TimeUnit.SECONDS);
        assertThat(collector.next()).isEqualTo(large);
        client.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);
        assertThat(collector.closeCode.get(20, TimeUnit.SECONDS)).isEqualTo(1000);
    }

    private static HttpClient jdkClient(String version) throws Exception {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {version});
        return HttpClient.newBuilder()
                .sslContext(TlsTesting.client("ec"))
                .sslParameters(parameters)
                .build();
    }

    private final Collector collector = new Collector();

    private static final class Collector implements WebSocket.Listener {

        private final java.io.ByteArrayOutputStream message = new java.io.ByteArrayOutputStream();
        private final java.util.concurrent.BlockingQueue<byte[]> messages =
                new java.util.concurrent.LinkedBlockingQueue<>();
        private volatile CompletableFuture<Integer> closeCode = new CompletableFuture<>();

        @Override
        public void onOpen(WebSocket socket) {
            closeCode = new CompletableFuture<>();
            socket.request(1);
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            message.writeBytes(data.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return end(socket, last);
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            message.writeBytes(bytes);
            return end(socket, last);
        }

        private CompletionStage<?> end(WebSocket socket, boolean last) {
            if (last) {
                messages.add(message.toByteArray());
                message.reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closeCode.complete(code);
            return null;
        }

        byte[] next() throws InterruptedException {
            return messages.poll(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void sixteenMebibytesComeBackUnchanged() throws Exception {
        byte[] message = new byte[16 << 20];
        new Random(2).nextBytes(message);
        try (RawTlsClient client = new RawTlsClient(TlsTesting.client("ec"), server.port())) {
            client.upgrade("/echo");
            Thread sender = new Thread(() -> {
                try {
                    client.binary(message);
                } catch (IOException failure) {
                    throw new IllegalStateException(failure);
                }
            });
            sender.start();
            assertThat(client.receive()).isEqualTo(message);
            sender.join();
        }
    }

    @Test
    void javaWebSocketIsEchoed() throws Exception {
        CompletableFuture<String> echoed = new CompletableFuture<>();
        SSLContext context = TlsTesting.client("ec");
        WebSocketClient client = new WebSocketClient(URI.create("wss://localhost:" + server.port() + "/echo")) {
            @Override
            public void onOpen(ServerHandshake handshake) {
                send("hello");
            }

            @Override
            public void onMessage(String message) {
                echoed.complete(message);
            }

            @Override
            public void onClose(int code, String reason, boolean remote) {
                echoed.completeExceptionally(new IOException(code + " " + reason));
            }

            @Override
            public void onError(Exception failure) {
                echoed.completeExceptionally(failure);
            }
        };
        client.setSocketFactory(context.getSocketFactory());
        client.connect();
        assertThat(echoed.get(20, TimeUnit.SECONDS)).isEqualTo("hello");
        client.closeBlocking();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void opensslIsUpgradedAndVerifiesTheCertificate(String version) throws Exception {
        try (OpenSsl client = new OpenSsl(
                server.port(),
                version,
                "-quiet",
                "-verify_return_error",
                "-CAfile",
                TlsTesting.file("ec.crt").toString())) {
            client.upgrade();
            client.echo("through openssl");
        }
    }

    /** RFC 8446 section 6.1: without close_notify the end might be somebody else's doing, and openssl would say so. */
    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void opensslSeesTheClosingHandshakeAndThenTheEndOfTls(String version) throws Exception {
        try (OpenSsl client = new OpenSsl(server.port(), version)) {
            client.upgrade();
            client.echo("before");
            client.close(1000);
            client.await("\u0088\u0002\u0003\u00e8");
            client.await("closed\n");
            assertThat(client.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"K\n", "k\n"})
    void aKeyUpdateOfThePeerChangesNothingElse(String command) throws Exception {
        // RFC 8446 section 4.6.3: "K" also asks for one in return.
        try (OpenSsl client = new OpenSsl(server.port(), "-tls1_3")) {
            client.upgrade();
            for (int i = 0; i < 3; i++) {
                client.echo("before " + i);
                client.type(command);
                client.await("KEYUPDATE");
                client.echo("after " + i);
            }
        }
    }

    @Test
    void renegotiationIsRefused() throws Exception {
        try (OpenSsl client = new OpenSsl(server.port(), "-tls1_2", "-legacy_renegotiation")) {
            client.upgrade();
            client.echo("before");
            client.type("R\n");
            client.await("RENEGOTIATING");
            assertThat(client.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void aCertificateThatIsNotTrustedIsRefusedEvenWhereNoneIsNeeded(String version) throws Exception {
        TlsOptions wanting = TlsTesting.server("ec")
                .trustCertificates(TlsTesting.file("client.crt"))
                .clientAuth(ClientAuth.WANT)
                .build();
        String certificate = TlsTesting.file("other.crt").toString();
        String key = TlsTesting.file("other.key").toString();
        try (WebSocketServer picky = TlsTesting.echo(wanting);
                OpenSsl client = new OpenSsl(picky.port(), version, "-cert", certificate, "-key", key)) {
            client.await("alert certificate unknown");
        }
    }

    private static void need(boolean there, String program) {
        if (there) {
            return;
        }
        if ("true".equals(System.getenv("CI"))) {
            fail(program + " is missing");
        }
        abort(program + " is missing");
    }

    /** {@code openssl s_client}, whose first letter of a line may be a command. */
    private static final class OpenSsl implements AutoCloseable {

        private final Process process;
        private final InputStream in;
        private final OutputStream out;
        private final StringBuilder seen = new StringBuilder();

        OpenSsl(int port, String... options) throws IOException {
            List<String> command =
                    new java.util.ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
            command.addAll(List.of(options));
            Process started = null;
            try {
                started = new ProcessBuilder(command).redirectErrorStream(true).start();
            } catch (IOException missing) {
                need(false, "openssl");
            }
            process = started;
            in = process.getInputStream();
            out = process.getOutputStream();
        }

        void type(String text) throws IOException {
            out.write(text.getBytes(ISO_8859_1));
            out.flush();
        }

        void upgrade() throws IOException {
            out.write(RawTlsClient.upgradeRequest("/worker"));
            out.flush();
            await("\r\n\r\n");
        }

        void echo(String message) throws IOException {
            out.write(RawTlsClient.frame(1, message.getBytes(ISO_8859_1)));
            out.flush();
            await(message);
        }

        void close(int code) throws IOException {
            out.write(RawTlsClient.frame(8, new byte[] {(byte) (code >> 8), (byte) code}));
            out.flush();
        }

        /** Reads up to and including a text. */
        void await(String text) throws IOException {
            seen.setLength(0);
            while (seen.indexOf(text) < 0) {
                int next = in.read();
                assertThat(next).as("end of output after: " + seen).isNotNegative();
                seen.append((char) next);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
