package io.twsj.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.Background;
import io.twsj.ConnectOptions;
import io.twsj.ConnectionOptions;
import io.twsj.MuxOptions;
import io.twsj.Overflow;
import io.twsj.Route;
import io.twsj.Servers;
import io.twsj.TlsTesting;
import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.WebSocketServer;
import io.twsj.close.CloseReason;
import io.twsj.close.ConnectionClosedException;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import io.twsj.message.Message;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Several threads send to one connection while it ends. Whatever ends it, each send completes; and where it ends with a
 * closing handshake, exactly what was written arrives, each thread's messages in order.
 */
@Tag("slow")
@Timeout(60)
class EverySendEndsTest {

    private static final int SENDERS = 4;
    private static final int SENT_BEFORE = 200;
    private static final int MOST = 1_000_000;

    /** So that output waits for the peer. */
    private static final String REST = " " + "x".repeat(300);

    enum Way {
        IN_THE_CLEAR,
        OVER_TLS,
        COMPRESSED,
        COMPRESSED_OVER_TLS,
        SHARED;

        boolean overTls() {
            return this == OVER_TLS || this == COMPRESSED_OVER_TLS;
        }

        boolean compressed() {
            return this == COMPRESSED || this == COMPRESSED_OVER_TLS;
        }
    }

    enum Ending {
        SERVER_CLOSES,
        CLIENT_CLOSES,
        SERVER_STOPS,
        SERVER_ABORTS,
        CLIENT_ABORTS;

        boolean inGoodOrder() {
            return this != SERVER_ABORTS && this != CLIENT_ABORTS;
        }
    }

    private final CompletableFuture<WebSocketConnection> opened = new CompletableFuture<>();
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<CloseReason> ended = new CompletableFuture<>();

    /** What a thread sent: the number is the place in the list. */
    private record Sender(List<CompletableFuture<Void>> sends, CountDownLatch underWay) {

        void send(WebSocketConnection connection, String name) {
            for (int i = 0; i < MOST; i++) {
                CompletableFuture<Void> send =
                        connection.sendAsync(name + " " + i + REST).toCompletableFuture();
                sends.add(send);
                if (i == SENT_BEFORE) {
                    underWay.countDown();
                }
                if (send.isCompletedExceptionally()) {
                    return;
                }
            }
            throw new AssertionError("the connection does not end");
        }

        /** They are the first ones: what could be written was written in order. */
        long written() {
            long written = sends.stream()
                    .takeWhile(send -> !send.isCompletedExceptionally())
                    .count();
            assertThat(sends.stream().skip(written)).allMatch(CompletableFuture::isCompletedExceptionally);
            return written;
        }
    }

    static List<Object[]> waysAndEndings() {
        List<Object[]> all = new ArrayList<>();
        for (Way way : Way.values()) {
            for (Ending ending : Ending.values()) {
                all.add(new Object[] {way, ending});
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("waysAndEndings")
    void everySendCompletesAndWhatWasWrittenArrives(Way way, Ending ending) throws Exception {
        try (WebSocketServer server = server(way);
                WebSocketClient client = client(way)) {
            WebSocketConnection there = client.connectBlocking(uri(server, way), new There());
            WebSocketConnection here = opened.get(10, TimeUnit.SECONDS);
            List<Sender> senders = new ArrayList<>();
            List<Background> threads = new ArrayList<>();
            CountDownLatch underWay = new CountDownLatch(SENDERS);
            for (int i = 0; i < SENDERS; i++) {
                Sender sender = new Sender(new ArrayList<>(), underWay);
                String name = "sender" + i;
                senders.add(sender);
                threads.add(Background.start(() -> sender.send(here, name)));
            }
            assertThat(underWay.await(30, TimeUnit.SECONDS)).isTrue();
            end(ending, server, here, there);
            for (Background thread : threads) {
                thread.await();
            }
            ended.get(30, TimeUnit.SECONDS);
            check(senders, ending);
        }
    }

    private WebSocketServer server(Way way) throws IOException {
        ConnectionOptions patient =
                ConnectionOptions.builder().overflow(Overflow.WAIT).build();
        Route route = Route.of("/", new Here())
                .options(patient)
                .extensions(way.compressed() ? List.of(deflate()) : List.of())
                .build();
        WebSocketServer.Builder builder = Servers.builder().route(route).mux(MuxOptions.DEFAULT);
        return Servers.start(way.overTls() ? builder.tls(TlsTesting.server("ec").build()) : builder);
    }

    private static WebSocketClient client(Way way) throws IOException {
        ConnectOptions options = ConnectOptions.builder()
                .tls(TlsTesting.trusting("ec").build())
                .extensions(way.compressed() ? List.of(deflate()) : List.of())
                .build();
        WebSocketClient.Builder builder = WebSocketClient.builder().options(options);
        return (way == Way.SHARED ? builder.mux(MuxOptions.DEFAULT) : builder).build();
    }

    private static PermessageDeflate deflate() {
        return PermessageDeflate.of(
                DeflateOptions.builder().contextTakeover(true).minSize(0).build());
    }

    private static URI uri(WebSocketServer server, Way way) {
        return way.overTls() ? TlsTesting.uri(server.port(), "/") : Servers.uri(server, "/");
    }

    private static void end(
            Ending ending, WebSocketServer server, WebSocketConnection here, WebSocketConnection there) {
        switch (ending) {
            case SERVER_CLOSES -> here.close();
            case CLIENT_CLOSES -> there.close();
            case SERVER_STOPS -> server.stop();
            case SERVER_ABORTS -> here.abort();
            case CLIENT_ABORTS -> there.abort();
        }
    }

    private void check(List<Sender> senders, Ending ending) {
        for (int i = 0; i < SENDERS; i++) {
            Sender sender = senders.get(i);
            await().untilAsserted(() -> assertThat(sender.sends()).allMatch(CompletableFuture::isDone));
            long written = sender.written();
            String name = "sender" + i + " ";
            List<String> arrived =
                    received.stream().filter(text -> text.startsWith(name)).toList();
            for (int n = 0; n < arrived.size(); n++) {
                assertThat(arrived.get(n)).isEqualTo(name + n + REST);
            }
            if (ending.inGoodOrder()) {
                assertThat((long) arrived.size())
                        .as("%sarrived of what was written, ended with %s", name, ended.join())
                        .isEqualTo(written);
            }
            sender.sends().stream().skip(written).forEach(EverySendEndsTest::assertFailedWithTheEnd);
        }
    }

    private static void assertFailedWithTheEnd(CompletableFuture<Void> send) {
        assertThat(send)
                .failsWithin(1, TimeUnit.SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(ConnectionClosedException.class);
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

        @Override
        public void onClose(WebSocketConnection connection, CloseReason reason) {
            ended.complete(reason);
        }
    }
}
