package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What flows over an open TLS connection, and how it ends. */
@Timeout(30)
class TlsFlowTest {

    private final BlockingQueue<WebSocketConnection> opened = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();
    private WebSocketServer server;

    @AfterEach
    void stop() {
        server.stop();
    }

    /** A server whose connections are handed to the test. */
    private RawTlsClient open(String version, ConnectionOptions options) throws Exception {
        WebSocketListener listener = new WebSocketListener() {
            @Override
            public void onOpen(WebSocketConnection connection) {
                opened.add(connection);
            }

            @Override
            public void onMessage(WebSocketConnection connection, Message message) {
                connection.send(message);
            }

            @Override
            public void onError(WebSocketConnection connection, Throwable cause) {
                errors.add(cause);
            }
        };
        server = WebSocketServer.builder()
                .port(0)
                .loops(1)
                .tls(TlsTesting.server("ec").build())
                .route(Route.of("/", listener).options(options).build())
                .build()
                .start();
        SSLContext context = TlsTesting.client("ec");
        RawTlsClient client =
                new RawTlsClient(context, server.port(), parameters -> parameters.setProtocols(new String[] {version}));
        client.upgrade("/");
        return client;
    }

    private static ConnectionOptions patient() {
        return ConnectionOptions.builder()
                .maxMessageBytes(64 << 20)
                .maxOutboundBytes(64 << 20)
                .build();
    }

    // The end

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theServerEndsWithCloseNotify(String version) throws Exception {
        try (RawTlsClient client = open(version, ConnectionOptions.DEFAULT)) {
            client.close(1000);
            assertThat(client.receive()).containsExactly(0x03, 0xE8);
            // SSLSocket tells an end without close_notify by an exception.
            assertThat(client.read()).isNegative();
        }
        await().until(() -> server.openConnections() == 0);
        assertThat(errors).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theCloseNotifyOfThePeerIsTheEndAndIsAnswered(String version) throws Exception {
        try (RawTlsClient client = open(version, ConnectionOptions.DEFAULT)) {
            client.echo("hello");
            client.socket.shutdownOutput();
            await().until(() -> server.openConnections() == 0);
            if (version.equals("TLSv1.3")) {
                assertThat(client.read()).isNegative();
            }
        }
    }

    @Test
    void whatWasSentBeforeTheEndArrives() throws Exception {
        byte[] large = random(8 << 20);
        try (RawTlsClient client = open("TLSv1.3", patient())) {
            WebSocketConnection connection = opened.poll(10, TimeUnit.SECONDS);
            connection.send(large);
            connection.close();
            assertThat(client.receive()).isEqualTo(large);
            client.close(1000);
            assertThat(client.receive()).containsExactly(0x03, 0xE8);
            assertThat(client.read()).isNegative();
        }
    }

    @Test
    void aStoppingServerSaysGoodbye() throws Exception {
        try (RawTlsClient client = open("TLSv1.3", ConnectionOptions.DEFAULT)) {
            Thread stopping = new Thread(server::stop);
            stopping.start();
            assertThat(client.receive()).startsWith(0x03, 0xE9);
            client.close(1001);
            assertThat(client.read()).isNegative();
            stopping.join();
        }
    }

    /** What it writes goes out at once when it is told to, in one segment. */
    private static final class HoldingSocket extends Socket {

        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private volatile boolean holding;

        @Override
        public OutputStream getOutputStream() throws IOException {
            OutputStream out = super.getOutputStream();
            return new OutputStream() {
                @Override
                public void write(int octet) throws IOException {
                    write(new byte[] {(byte) octet}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    (holding ? held : out).write(bytes, offset, length);
                }
            };
        }

        void hold() {
            holding = true;
        }

        /** TLS ends TCP as well, which is too early here. */
        @Override
        public void shutdownOutput() {}

        void release() throws IOException {
            super.getOutputStream().write(held.toByteArray());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whatCameBeforeCloseNotifyIsHandledThoughTheListenerDoesNotKeepUp(String version) throws Exception {
        CountDownLatch allSent = new CountDownLatch(1);
        Recorder listener = new Recorder() {
            @Override
            public void onMessage(WebSocketConnection connection, Message message) throws Exception {
                allSent.await();
                super.onMessage(connection, message);
            }
        };
        server = Servers.start(Servers.builder()
                .tls(TlsTesting.server("ec").build())
                .route(Route.of("/", listener)
                        .options(ConnectionOptions.builder()
                                .maxPendingMessages(1)
                                .build())
                        .build()));
        HoldingSocket plain = new HoldingSocket();
        try (RawTlsClient client = new RawTlsClient(
                TlsTesting.client("ec"),
                plain,
                server.port(),
                parameters -> parameters.setProtocols(new String[] {version}))) {
            client.upgrade("/");
            plain.hold();
            for (int i = 0; i < 100; i++) {
                client.text("message " + i);
            }
            client.close(1000);
            client.socket.shutdownOutput();
            plain.release();
            allSent.countDown();
            assertThat(listener.awaitClose()).isEqualTo(CloseReason.NORMAL);
            assertThat(listener.events()).hasSize(102).contains("message message 99");
        }
    }

    // Back-pressure

    @ParameterizedTest
    @CsvSource({"TLSv1.2, 1000", "TLSv1.3, 1000", "TLSv1.3, 20000", "TLSv1.3, 3000000"})
    void aSlowReaderGetsEverythingInOrder(String version, int size) throws Exception {
        int count = (12 << 20) / size;
        try (RawTlsClient client = open(version, patient())) {
            WebSocketConnection connection = opened.poll(10, TimeUnit.SECONDS);
            List<java.util.concurrent.CompletionStage<Void>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sent.add(connection.sendAsync(numbered(i, size)));
            }
            // Nothing has been read: more waits than the network holds.
            await().until(() -> connection.bufferedBytes() > 0);
            assertThat(sent.get(count - 1).toCompletableFuture()).isNotDone();
            for (int i = 0; i < count; i++) {
                assertThat(client.receive()).hasSize(size).startsWith(numbered(i, 4));
            }
            sent.get(count - 1).toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(client.echo("and on")).isEqualTo("and on");
            await().until(() -> connection.bufferedBytes() == 0);
        }
    }

    @Test
    void whoDoesNotReadItsEchoesIsReadNoMore() throws Exception {
        int size = 100_000;
        try (RawTlsClient client = open("TLSv1.3", patient())) {
            Thread sender = new Thread(() -> {
                for (int i = 0; i < 300; i++) {
                    try {
                        client.binary(numbered(i, size));
                    } catch (IOException failure) {
                        throw new IllegalStateException(failure);
                    }
                }
            });
            sender.start();
            WebSocketConnection connection = opened.poll(10, TimeUnit.SECONDS);
            await().until(() -> connection.bufferedBytes() > 64 << 10);
            await().during(Duration.ofMillis(200)).until(() -> connection.bufferedBytes() < 10 << 20);
            for (int i = 0; i < 300; i++) {
                assertThat(client.receive()).hasSize(size).startsWith(numbered(i, 4));
            }
            sender.join();
        }
    }

    @Test
    void whatAPeerNeverTookIsReportedAsLost() throws Exception {
        try (RawTlsClient client = open("TLSv1.3", patient())) {
            WebSocketConnection connection = opened.poll(10, TimeUnit.SECONDS);
            connection.send(random(16 << 20));
            client.socket.setSoLinger(true, 0);
        }
        assertThat(errors.poll(10, TimeUnit.SECONDS)).isNotNull();
        await().until(() -> server.openConnections() == 0);
    }

    // Many threads

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void manyThreadsSendOverOneConnection(String version) throws Exception {
        int threads = 8;
        int each = 500;
        try (RawTlsClient client = open(version, patient())) {
            WebSocketConnection connection = opened.poll(10, TimeUnit.SECONDS);
            List<Thread> senders = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                senders.add(new Thread(() -> {
                    for (int i = 0; i < each; i++) {
                        connection.send(thread + ":" + i + ":" + "x".repeat(i * 7 % 3000));
                    }
                }));
            }
            senders.forEach(Thread::start);
            int[] next = new int[threads];
            for (int i = 0; i < threads * each; i++) {
                String[] parts = receiveNoEcho(client).split(":", 3);
                int thread = Integer.parseInt(parts[0]);
                assertThat(parts[1]).isEqualTo(Integer.toString(next[thread]++));
                if (i % 100 == 0) {
                    client.text("meanwhile"); // both directions at once
                }
                assertThat(parts[2]).matches("x*");
            }
            for (Thread sender : senders) {
                sender.join();
            }
        }
    }

    private static String receiveNoEcho(RawTlsClient client) throws IOException {
        String message = client.receiveText();
        return message.equals("meanwhile") ? receiveNoEcho(client) : message;
    }

    private static byte[] numbered(int number, int size) {
        byte[] message = new byte[size];
        ByteBuffer.wrap(message).putInt(number);
        return message;
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
