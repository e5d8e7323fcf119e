package io.twsj.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.Background;
import io.twsj.BroadcastResult;
import io.twsj.ConnectOptions;
import io.twsj.ConnectionOptions;
import io.twsj.Execution;
import io.twsj.Overflow;
import io.twsj.Route;
import io.twsj.Servers;
import io.twsj.WebSocketClient;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketListener;
import io.twsj.WebSocketServer;
import io.twsj.extension.deflate.DeflateOptions;
import io.twsj.extension.deflate.PermessageDeflate;
import io.twsj.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several threads send to a room and to its members while some of those leave. Who stays gets everything, and what one
 * thread sent in the order in which it was sent, whichever way it went; nothing comes twice.
 */
@Timeout(60)
class BroadcastStressTest {

    private static final int SENDERS = 3;
    private static final int STAYING = 6;
    private static final int LEAVING = 4;
    private static final int MESSAGES = 3000;

    private static final PermessageDeflate DEFLATE = PermessageDeflate.of(
            DeflateOptions.builder().contextTakeover(true).minSize(0).build());

    /** Without compression, with it, and with a context that is kept. */
    private static final List<ConnectOptions> TERMS = List.of(
            ConnectOptions.DEFAULT,
            terms(DeflateOptions.DEFAULT),
            terms(DeflateOptions.builder().contextTakeover(true).build()));

    private static ConnectOptions terms(DeflateOptions compression) {
        return ConnectOptions.builder()
                .extensions(List.of(PermessageDeflate.of(compression)))
                .build();
    }

    private final List<Member> members = new ArrayList<>();
    private final AtomicLong delivered = new AtomicLong();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whoStaysGetsEverythingInOrder(long seed) throws Exception {
        // Nobody is slow on purpose: what is to be seen is that nothing gets lost on the way to the output.
        ConnectionOptions roomy = ConnectionOptions.builder()
                .maxOutboundBytes(64 << 20)
                .overflow(seed % 2 == 0 ? Overflow.CLOSE : Overflow.DROP_OLDEST)
                .build();
        Execution execution = seed % 3 == 0 ? Execution.INLINE : Execution.WORKER;
        Route route = Route.of("/", new Joining())
                .options(roomy)
                .extensions(List.of(DEFLATE))
                .execution(execution)
                .build();
        try (WebSocketServer server = Servers.start(Servers.builder().loops(2).route(route));
                WebSocketClient client = WebSocketClient.create()) {
            for (int i = 0; i < STAYING + LEAVING; i++) {
                members.add(Member.of(client, server, TERMS.get(i % TERMS.size())));
            }
            await().until(() -> server.connections().room("all").count() == STAYING + LEAVING);
            List<WebSocketConnection> ends =
                    server.connections().room("all").stream().toList();
            List<Background> threads = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                Random random = new Random(seed * SENDERS + i);
                String name = "sender" + i + " ";
                threads.add(Background.start(() -> send(server, ends, random, name)));
            }
            for (Member leaving : members.subList(STAYING, members.size())) {
                await().until(() -> leaving.received.size() > 100);
                leaving.connection.close();
            }
            for (Background thread : threads) {
                thread.await();
            }
            check(server);
        }
    }

    /** Now and then one message goes to each member by itself, which must not overtake those for all. */
    private void send(WebSocketServer server, List<WebSocketConnection> ends, Random random, String name) {
        for (int i = 0; i < MESSAGES; i++) {
            String text = name + i;
            if (random.nextInt(10) > 0) {
                BroadcastResult result = server.connections().room("all").send(text);
                assertThat(result.dropped()).isZero();
                delivered.addAndGet(result.delivered());
            } else {
                ends.forEach(end -> end.sendAsync(text));
            }
        }
    }

    private void check(WebSocketServer server) {
        for (Member member : members.subList(0, STAYING)) {
            await().atMost(30, TimeUnit.SECONDS).until(() -> member.received.size() >= SENDERS * MESSAGES);
        }
        for (Member member : members) {
            boolean stayed = members.indexOf(member) < STAYING;
            for (int i = 0; i < SENDERS; i++) {
                String name = "sender" + i + " ";
                List<String> heard = member.received.stream()
                        .filter(text -> text.startsWith(name))
                        .toList();
                for (int n = 0; n < heard.size(); n++) {
                    assertThat(heard.get(n)).isEqualTo(name + n);
                }
                assertThat(heard.size()).isLessThanOrEqualTo(MESSAGES);
                assertThat(!stayed || heard.size() == MESSAGES).isTrue();
            }
        }
        assertThat(delivered.get()).isPositive();
        assertThat(server.statistics().droppedMessages()).isZero();
    }

    private static final class Member implements WebSocketListener {

        private final Queue<String> received = new ConcurrentLinkedQueue<>();
        private WebSocketConnection connection;

        static Member of(WebSocketClient client, WebSocketServer server, ConnectOptions terms) throws Exception {
            Member member = new Member();
            member.connection = client.connectBlocking(Servers.uri(server, "/"), terms, member);
            return member;
        }

        @Override
        public void onMessage(WebSocketConnection from, Message message) {
            received.add(message.text());
        }
    }

    private static final class Joining implements WebSocketListener {

        @Override
        public void onOpen(WebSocketConnection connection) {
            connection.join("all");
        }
    }
}
