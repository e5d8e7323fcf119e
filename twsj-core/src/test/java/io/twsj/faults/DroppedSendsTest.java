package io.twsj.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.Background;
import io.twsj.ConnectOptions;
import io.twsj.ConnectionOptions;
import io.twsj.LogCapture;
import io.twsj.MessageDroppedException;
import io.twsj.MuxOptions;
import io.twsj.Overflow;
import io.twsj.Route;
import io.twsj.Servers;
import io.twsj.TlsTesting;
import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.WebSocketServer;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import io.twsj.message.Message;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Several threads send to a peer that does not read for a while, on routes that drop. Each send ends once, as written or as
 * dropped; what was written arrives, each thread's messages in order; what was dropped does not, and is counted.
 */
@Timeout(60)
class DroppedSendsTest {

    private static final int SENDERS = 3;
    private static final int MAX_MESSAGES = 20;
    private static final int MAX_BYTES = 256 << 10;
    private static final int ENOUGH_DROPS = 200;
    private static final int ROUNDS = 3;
    private static final int MOST = 100_000;

    enum Way {
        IN_THE_CLEAR,
        COMPRESSED_OVER_TLS,
        SHARED
    }

    private final LogCapture log = LogCapture.start();
    private final CompletableFuture<WebSocketConnection> opened = new CompletableFuture<>();
    private final Queue<String> received = new ConcurrentLinkedQueue<>();

    @AfterEach
    void releaseLog() {
        log.close();
    }

    static Stream<Arguments> waysAndPolicies() {
        return Stream.of(Way.values())
                .flatMap(way -> Stream.of(Overflow.DROP_OLDEST, Overflow.DROP_NEWEST, Overflow.LATEST_PER_KEY)
                        .map(policy -> Arguments.of(way, policy)));
    }

    @ParameterizedTest
    @MethodSource("waysAndPolicies")
    void eachSendIsEitherWrittenOrDropped(Way way, Overflow policy) throws Exception {
        try (WebSocketServer server = server(way, policy);
                WebSocketClient client = client(way)) {
            WebSocketConnection there = client.connectBlocking(uri(server, way), new There());
            WebSocketConnection here = opened.get(10, TimeUnit.SECONDS);
            List<Sender> senders =
                    IntStream.range(0, SENDERS).mapToObj(Sender::new).toList();
            for (int round = 1; round <= ROUNDS; round++) {
                there.holdMessages();
                long drops = (long) round * ENOUGH_DROPS;
                List<Background> threads = new ArrayList<>();
                for (Sender sender : senders) {
                    threads.add(Background.start(() -> sender.sendUntilDropped(here, drops)));
                }
                for (Background thread : threads) {
                    thread.await();
                }
                there.releaseMessages();
            }
            for (Sender sender : senders) {
                sender.check();
            }
            assertThat(senders.stream().mapToLong(Sender::dropped).sum()).isEqualTo(here.droppedMessages());
            assertThat(server.statistics().droppedMessages()).isEqualTo(here.droppedMessages());
            assertThat(here.bufferedBytes()).isZero();
        }
    }

    private WebSocketServer server(Way way, Overflow policy) throws IOException {
        ConnectionOptions options = ConnectionOptions.builder()
                .overflow(policy)
                .maxOutboundMessages(MAX_MESSAGES)
                .maxOutboundBytes(MAX_BYTES)
                .build();
        Route route = Route.of("/", new Here())
                .options(options)
                .extensions(way == Way.COMPRESSED_OVER_TLS ? List.of(deflate()) : List.of())
                .build();
        WebSocketServer.Builder builder = Servers.builder().route(route).mux(MuxOptions.DEFAULT);
        return Servers.start(
                way == Way.COMPRESSED_OVER_TLS
                        ? builder.tls(TlsTesting.server("ec").build())
                        : builder);
    }

    private static WebSocketClient client(Way way) throws IOException {
        ConnectOptions options = ConnectOptions.builder()
                .tls(TlsTesting.trusting("ec").build())
                .extensions(way == Way.COMPRESSED_OVER_TLS ? List.of(deflate()) : List.of())
                .build();
        WebSocketClient.Builder builder = WebSocketClient.builder().options(options);
        return (way == Way.SHARED ? builder.mux(MuxOptions.DEFAULT) : builder).build();
    }

    private static PermessageDeflate deflate() {
        return PermessageDeflate.of(
                DeflateOptions.builder().contextTakeover(true).minSize(0).build());
    }

    private static URI uri(WebSocketServer server, Way way) {
        return way == Way.COMPRESSED_OVER_TLS ? TlsTesting.uri(server.port(), "/") : Servers.uri(server, "/");
    }

    /** What one thread sends: names of its own, sizes and keys by its seed. */
    private final class Sender {

        private final String name;
        private final Random random;
        private final List<String> texts = new ArrayList<>();
        private final List<CompletableFuture<Void>> sends = new ArrayList<>();
        private final AtomicInteger ends = new AtomicInteger();

        Sender(int number) {
            this.name = "sender" + number + " ";
            this.random = new Random(number);
        }

        void sendUntilDropped(WebSocketConnection connection, long drops) {
            for (int i = 0; i < MOST; i++) {
                if (connection.droppedMessages() >= drops) {
                    return;
                }
                String text = name + sends.size() + " " + noise();
                CompletableFuture<Void> send = connection
                        .sendLatest(random.nextInt(30), text)
                        .whenComplete((done, failure) -> ends.incrementAndGet())
                        .toCompletableFuture();
                texts.add(text);
                sends.add(send);
            }
            throw new AssertionError("nothing is dropped: " + connection.bufferedBytes() + " bytes wait");
        }

        /** So that it cannot be compressed to nothing. */
        private String noise() {
            byte[] bytes = new byte[random.nextInt(2000)];
            random.nextBytes(bytes);
            return HexFormat.of().formatHex(bytes);
        }

        long dropped() {
            return sends.stream()
                    .filter(CompletableFuture::isCompletedExceptionally)
                    .count();
        }

        void check() {
            await().atMost(20, TimeUnit.SECONDS).until(() -> ends.get() == sends.size());
            List<String> written = new ArrayList<>();
            for (int i = 0; i < sends.size(); i++) {
                try {
                    sends.get(i).join();
                    written.add(texts.get(i));
                } catch (CompletionException failure) {
                    assertThat(failure).hasCauseInstanceOf(MessageDroppedException.class);
                }
            }
            await().atMost(20, TimeUnit.SECONDS).until(() -> arrived().size() >= written.size());
            assertThat(arrived()).isEqualTo(written);
        }

        private List<String> arrived() {
            return received.stream().filter(text -> text.startsWith(name)).toList();
        }
    }

    private final class Here implements WebSocketListener {

        @Override
        public void onOpen(WebSocketConnection connection) {
            opened.complete(connection);
        }
    }

    private final class There implements WebSocketListener {

        @Override
        public void onMessage(WebSocketConnection connection, Message message) {
            received.add(message.text());
        }
    }
}
