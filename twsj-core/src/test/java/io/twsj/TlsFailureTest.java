package io.twsj;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that do not do TLS as they should end their own connection, and nothing else. */
@Timeout(30)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsFailureTest {

    private WebSocketServer server;
    private WebSocketServer impatient;
    private SSLContext context;

    @BeforeAll
    void start() throws Exception {
        context = TlsTesting.client("ec");
        server = TlsTesting.echo(TlsTesting.server("ec").build());
        impatient = TlsTesting.echo(
                TlsTesting.server("ec").build(), builder -> builder.handshakeTimeout(Duration.ofMillis(300)));
    }

    @AfterAll
    void stop() {
        server.stop();
        impatient.stop();
    }

    @AfterEach
    void othersAreServedStill() throws Exception {
        try (RawTlsClient client = new RawTlsClient(context, server.port())) {
            client.upgrade("/echo");
            assertThat(client.echo("still here")).isEqualTo("still here");
        }
    }

    // What the peer sends first

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /", "P", "CONNECT"})
    void plainHttpIsAnsweredReadably(String request) throws Exception {
        try (Socket socket = connect(server)) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            assertThat(answer)
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .contains("Connection: close\r\n")
                    .contains("This port speaks TLS");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "160303ffff00", // a record of 65535 bytes
                "1603030000", // an empty record
                "160303000400ff0000", // no ClientHello
                "1603030005010000010000", // a ClientHello of one byte
                "17030300050000000000", // application data before the handshake
                "140303000101", // change_cipher_spec before the handshake
                "802b010002", // SSL 2
                "00000000000000000000",
                "ffffffffffffffffffff",
                "0a0a0a0a0a0a"
            })
    void garbageEndsTheConnection(String hex) throws Exception {
        try (Socket socket = connect(server)) {
            socket.getOutputStream().write(java.util.HexFormat.of().parseHex(hex));
            socket.shutdownOutput();
            byte[] answer = readUntilTheEnd(socket);
            // Nothing, or an alert record.
            assertThat(answer.length == 0 || answer[0] == 21)
                    .as(Arrays.toString(answer))
                    .isTrue();
        }
    }

    @Test
    void randomBytesEndTheConnection() throws Exception {
        Random random = new Random(3);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[1 + random.nextInt(2000)];
            random.nextBytes(bytes);
            try (Socket socket = connect(server)) {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                readUntilTheEnd(socket);
            }
        }
    }

    @Test
    void aMessageThatCannotBeReadIsAnsweredWithAnAlert() throws Exception {
        try (Socket socket = connect(server)) {
            socket.getOutputStream().write(java.util.HexFormat.of().parseHex("160303000400ff0000"));
            // RFC 8446 section 6: alert record, level fatal
            byte[] answer = readUntilTheEnd(socket);
            assertThat(answer).hasSize(7).startsWith(21, 3, 3, 0, 2, 2);
        }
    }

    private static byte[] readUntilTheEnd(Socket socket) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(read);
        } catch (java.net.SocketException reset) {
            // An end as well.
        }
        return read.toByteArray();
    }

    // Cuts

    @Test
    void aClientHelloMayComeInAnyTwoPieces() throws Exception {
        byte[] hello = clientHello();
        for (int cut = 1; cut < hello.length; cut += cut < 16 || cut > hello.length - 16 ? 1 : 7) {
            try (Socket socket = connect(server)) {
                socket.getOutputStream().write(hello, 0, cut);
                socket.getOutputStream().flush();
                socket.getOutputStream().write(hello, cut, hello.length - cut);
                // A ServerHello in answer.
                assertThat(socket.getInputStream().read()).as("cut at " + cut).isEqualTo(22);
            }
        }
    }

    @Test
    void aClientHelloThatEndsEarlyEndsTheConnection() throws Exception {
        byte[] hello = clientHello();
        for (int cut = 1; cut < hello.length; cut += 1 + cut / 8) {
            try (Socket socket = connect(server)) {
                socket.getOutputStream().write(hello, 0, cut);
                socket.shutdownOutput();
                assertThat(readUntilTheEnd(socket)).as("cut at " + cut).isEmpty();
            }
        }
    }

    @Test
    void aWholeConnectionMayDripInByteByByte() throws Exception {
        TlsOptions options = TlsTesting.server("ec")
                .serverName("other.example.org", TlsTesting.server("other").build())
                .build();
        try (WebSocketServer picking = TlsTesting.echo(options)) {
            for (WebSocketServer each : new WebSocketServer[] {server, picking}) {
                try (DrippingProxy proxy = new DrippingProxy(each.port());
                        RawTlsClient client = new RawTlsClient(context, proxy.port())) {
                    client.upgrade("/echo");
                    assertThat(client.echo("x".repeat(1000))).hasSize(1000);
                }
            }
        }
    }

    private byte[] clientHello() throws Exception {
        SSLEngine engine = context.createSSLEngine("localhost", 443);
        engine.setUseClientMode(true);
        engine.beginHandshake();
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            engine.wrap(ByteBuffer.allocate(0), hello);
        }
        return Arrays.copyOf(hello.array(), hello.position());
    }

    // Silence

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 50, 100_000})
    void whoStopsInTheMiddleIsCutOffInTime(int bytes) throws Exception {
        byte[] hello = clientHello();
        try (Socket socket = connect(impatient)) {
            socket.getOutputStream().write(hello, 0, Math.min(bytes, hello.length));
            readUntilTheEnd(socket);
        }
    }

    @Test
    void drippedBytesDoNotProlongTheHandshake() throws Exception {
        byte[] hello = clientHello();
        long start = System.nanoTime();
        try (Socket socket = connect(impatient)) {
            socket.setSoTimeout(20);
            for (byte next : hello) {
                socket.getOutputStream().write(next);
                try {
                    socket.getInputStream().read();
                    break;
                } catch (java.net.SocketTimeoutException stillOpen) {
                    // That is the time between two bytes.
                }
            }
        } catch (java.net.SocketException reset) {
            // Cut off.
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aConnectionThatWaitsForThePeerCostsNoProcessorTime() throws Exception {
        byte[] hello = clientHello();
        try (Socket first = connect(server);
                Socket second = connect(server);
                Socket third = connect(server)) {
            first.getOutputStream().write(hello, 0, 40);
            second.getOutputStream().write(hello);
            second.shutdownOutput();
            third.getOutputStream().write("nonsense, but no HTTP".getBytes(ISO_8859_1));
            third.shutdownOutput();
            readUntilTheEnd(second);
            readUntilTheEnd(third);
            long before = loopCpuNanos();
            // Nothing is there to wait for: what is measured is that nothing happens.
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(300).toNanos());
            assertThat(loopCpuNanos() - before)
                    .isLessThan(Duration.ofMillis(100).toNanos());
        }
    }

    private static long loopCpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (long id : threads.getAllThreadIds()) {
            java.lang.management.ThreadInfo info = threads.getThreadInfo(id);
            if (info != null && info.getThreadName().startsWith("twsj-loop")) {
                sum += Math.max(0, threads.getThreadCpuTime(id));
            }
        }
        return sum;
    }

    // After the handshake

    @Test
    void aDamagedRecordEndsTheConnection() throws Exception {
        try (DrippingProxy proxy = new DrippingProxy(server.port());
                RawTlsClient client = new RawTlsClient(context, proxy.port())) {
            client.upgrade("/echo");
            client.echo("whole");
            proxy.damage();
            client.text("damaged");
            try {
                assertThat(client.read()).isNegative();
            } catch (IOException alertOrReset) {
                // That is the end.
            }
        }
        await().until(() -> server.openConnections() == 0);
    }

    @Test
    void anEndOfTcpWithoutCloseNotifyIsAnEnd() throws Exception {
        try (DrippingProxy proxy = new DrippingProxy(server.port());
                RawTlsClient client = new RawTlsClient(context, proxy.port())) {
            client.upgrade("/echo");
            client.echo("hello");
            assertThat(server.openConnections()).isEqualTo(1);
            proxy.cut();
            await().until(() -> server.openConnections() == 0);
        }
    }

    // What is left

    @Test
    void failedHandshakesLeaveNothingBehind() throws Exception {
        Path descriptors = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(Files.isDirectory(descriptors), "no /proc here");
        byte[] hello = clientHello();
        failOnce(hello, 0);
        long before = count(descriptors);
        int threads = Thread.activeCount();
        for (int i = 0; i < 300; i++) {
            failOnce(hello, i);
        }
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(count(descriptors)).isLessThanOrEqualTo(before + 2);
            // Workers of a pool end later; there are at most 16 or 8 a core of them.
            assertThat(Thread.activeCount())
                    .isLessThanOrEqualTo(
                            threads + Math.max(16, 8 * Runtime.getRuntime().availableProcessors()));
        });
    }

    private void failOnce(byte[] hello, int kind) throws IOException {
        try (Socket socket = connect(server)) {
            switch (kind % 4) {
                case 0 -> socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));
                case 1 -> socket.getOutputStream().write(hello, 0, hello.length / 2);
                case 2 -> socket.getOutputStream().write(new byte[100]);
                default -> {
                    socket.getOutputStream().write(hello);
                    socket.getInputStream().read();
                    socket.setSoLinger(true, 0);
                }
            }
        }
    }

    private static long count(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        }
    }

    private static Socket connect(WebSocketServer target) throws IOException {
        Socket socket = new Socket("127.0.0.1", target.port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        return socket;
    }
}
