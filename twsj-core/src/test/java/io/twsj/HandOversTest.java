package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twsj.close.CloseCode;
import io.twsj.close.ConnectionClosedException;
import io.twsj.extension.ExtensionSession;
import io.twsj.extension.FrameTransform;
import io.twsj.extension.WrappedExtension;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import io.twsj.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The outputs that a broadcast reserves for loops are given up again, whatever happens before the loops come to write. Who
 * shares transforms is asked just after an output was reserved, which is where these tests step in.
 */
@Timeout(30)
class HandOversTest {

    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate";
    private static final int MEMBERS = 4;

    private final Recorder recorder = new Recorder();
    private final List<WebSocketConnection> connections = new ArrayList<>();

    /** Numbers of connections, counted from 0, whose extension fails at its end. */
    private final Set<Integer> failing = ConcurrentHashMap.newKeySet();

    /** Called in this thread with the number of the connection whose output was reserved. */
    private IntConsumer onReserved = number -> {};

    /** permessage-deflate with what these tests need; connections are numbered in the order of their opening. */
    private final class Watched extends WrappedExtension {

        private final Thread sender = Thread.currentThread();
        private int sessions;

        Watched() {
            super(PermessageDeflate.of(DeflateOptions.DEFAULT));
        }

        @Override
        protected ExtensionSession wrap(ExtensionSession session) {
            int number = sessions++;
            return new Session(session) {
                @Override
                public FrameTransform outbound() {
                    return new WatchedTransform(super.outbound(), number);
                }

                @Override
                public void close() {
                    super.close();
                    if (failing.contains(number)) {
                        throw new IllegalStateException("an extension's failure at its end");
                    }
                }
            };
        }

        private final class WatchedTransform extends Transform {

            private final int number;

            WatchedTransform(FrameTransform deflater, int number) {
                super(deflater);
                this.number = number;
            }

            @Override
            public @Nullable Object sharingKey() {
                if (Thread.currentThread() == sender) {
                    onReserved.accept(number);
                }
                return super.sharingKey();
            }
        }
    }

    /** Keeps the loop busy. */
    private static final class Holder implements WebSocketListener {

        private final CountDownLatch holding = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);

        @Override
        public void onMessage(WebSocketConnection connection, Message message) throws Exception {
            holding.countDown();
            release.await();
        }
    }

    @Test
    void anExtensionThatFailsAtTheEndOfItsConnectionHoldsUpNobodyElse() throws Exception {
        Holder holder = new Holder();
        try (LogCapture log = LogCapture.start();
                WebSocketServer server = serve(holder);
                RawClient busy = RawClient.open(server.port(), "/busy")) {
            List<RawClient> clients = open(server);
            busy.send(WireFrame.text("hold"));
            assertThat(holder.holding.await(10, TimeUnit.SECONDS)).isTrue();
            List<Integer> reserved = new ArrayList<>();
            onReserved = number -> {
                if (reserved.isEmpty()) {
                    // It ends before the loop comes to write, and is the first one to be written to.
                    failing.add(number);
                    connections.get(number).abort();
                }
                reserved.add(number);
            };
            ConnectionGroup group = new ConnectionGroup();
            connections.forEach(group::add);
            group.send("news");
            holder.release.countDown();

            assertThat(reserved).hasSize(MEMBERS);
            assertThat(clients.get(reserved.get(0)).readEnd()).isEqualTo(RawClient.End.RESET);
            for (int number : reserved.subList(1, MEMBERS)) {
                assertThat(clients.get(number).readText()).isEqualTo("news");
            }
            assertThat(log.records(Level.SEVERE)).isNotEmpty();
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void anExtensionThatFailsWhileAnOutputIsReservedDoesNotKeepItSo() throws Exception {
        try (WebSocketServer server = serve(new Holder())) {
            List<RawClient> clients = open(server);
            onReserved = number -> {
                throw new IllegalArgumentException("an extension's failure");
            };
            ConnectionGroup group = new ConnectionGroup();
            connections.forEach(group::add);
            assertThatThrownBy(() -> group.send("news")).hasMessage("an extension's failure");
            onReserved = number -> {};
            group.send("later news");
            for (RawClient client : clients) {
                assertThat(client.readText()).isEqualTo("later news");
            }
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void whatIsLeftToALoopThatHasEndedIsReportedLost() throws Exception {
        try (WebSocketServer server = serve(new Holder());
                EventLoops one = EventLoops.start(1, true);
                EventLoops other = EventLoops.start(1, true);
                WebSocketClient first = WebSocketClient.builder().share(one).build();
                WebSocketClient second = WebSocketClient.builder().share(other).build()) {
            ConnectOptions options =
                    ConnectOptions.builder().extensions(List.of(new Watched())).build();
            List<Recorder> recorders = List.of(new Recorder(), new Recorder());
            connections.add(first.connectBlocking(Servers.uri(server, "/"), options, recorders.get(0)));
            connections.add(second.connectBlocking(Servers.uri(server, "/"), options, recorders.get(1)));
            List<Integer> reserved = new ArrayList<>();
            List<CompletableFuture<Void>> leftBehind = new ArrayList<>();
            onReserved = number -> {
                // The sender is asked once more when it writes by itself.
                if (!reserved.contains(number) && reserved.add(number) && reserved.size() == 2) {
                    int earlier = reserved.get(0);
                    leftBehind.add(
                            connections.get(earlier).sendAsync("behind it").toCompletableFuture());
                    List.of(one, other).get(earlier).close();
                }
            };
            ConnectionGroup group = new ConnectionGroup();
            connections.forEach(group::add);
            group.send("news");

            assertThat(reserved).hasSize(2);
            assertThat(recorders.get(reserved.get(0)).awaitClose().code()).isEqualTo(CloseCode.ABNORMAL);
            assertThatThrownBy(() -> leftBehind.get(0).get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ConnectionClosedException.class);
        }
    }

    private WebSocketServer serve(Holder holder) {
        return Servers.start(Servers.builder()
                .loops(1)
                .route(Route.of("/", recorder)
                        .extensions(List.of(new Watched()))
                        .build())
                .route(Route.of("/busy", holder).execution(Execution.INLINE).build()));
    }

    private List<RawClient> open(WebSocketServer server) throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            clients.add(RawClient.open(server.port(), "/", OFFER));
            connections.add(recorder.awaitOpen());
        }
        return clients;
    }
}
