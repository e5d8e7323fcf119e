package io.twsj.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.ChildJvm;
import io.twsj.LogCapture;
import io.twsj.RawClient;
import io.twsj.WireFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Accepting connections, above all when there is no room for more. */
class AcceptorTest {

    private final List<EventLoop> loops = new ArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicBoolean room = new AtomicBoolean(true);
    private final AtomicBoolean failing = new AtomicBoolean();
    private final List<RawClient> clients = new ArrayList<>();
    private LogCapture log;
    private Acceptor acceptor;

    @BeforeEach
    void start() throws IOException {
        log = LogCapture.start();
        for (int i = 0; i < 3; i++) {
            loops.add(new EventLoop("accepting-" + i, Ticker.SYSTEM));
        }
        acceptor = Acceptor.bind(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                null,
                100,
                loops,
                () -> null,
                false,
                link -> {
                    if (failing.get()) {
                        throw new OutOfMemoryError("no room for a handler");
                    }
                    accepted.incrementAndGet();
                    return NoHandler.INSTANCE;
                },
                () -> {
                    asked.incrementAndGet();
                    return room.get();
                });
        loops.forEach(EventLoop::start);
    }

    @AfterEach
    void stop() throws Exception {
        clients.forEach(RawClient::close);
        for (EventLoop loop : loops) {
            loop.stop();
            loop.join();
        }
        log.close();
    }

    private int port() throws IOException {
        return ((InetSocketAddress) acceptor.address()).getPort();
    }

    private void connect(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            clients.add(RawClient.connect(port()));
        }
    }

    private int connectionsOf(EventLoop loop) throws Exception {
        AtomicInteger count = new AtomicInteger(-1);
        loop.execute(() -> {
            int[] found = new int[1];
            loop.forEachConnection(connection -> found[0]++);
            count.set(found[0]);
        });
        await().until(() -> count.get() >= 0);
        return count.get();
    }

    @Test
    void connectionsAreSpreadOverTheLoops() throws Exception {
        connect(30);
        await().until(() -> accepted.get() == 30);
        for (EventLoop loop : loops) {
            assertThat(connectionsOf(loop)).isEqualTo(10);
        }
    }

    @Test
    void withoutRoomAcceptingPausesAndGoesOnLater() throws Exception {
        room.set(false);
        connect(20);
        long start = System.nanoTime();
        int before = asked.get();
        await().until(() -> asked.get() > before + 3);
        assertThat(accepted).hasValue(0);
        // Every 100 ms, and one line in the log for all of it.
        assertThat(System.nanoTime() - start).isGreaterThan(200_000_000L);
        assertThat(log.records(Level.WARNING)).hasSize(1);
        room.set(true);
        await().until(() -> accepted.get() == 20);
    }

    /** On the acceptor's own loop and on others. */
    @Test
    void connectionsThatFailAtTheirStartAreClosedAndAcceptingGoesOn() throws Exception {
        failing.set(true);
        connect(6);
        for (RawClient client : clients) {
            assertThat(client.readEnd()).isEqualTo(RawClient.End.EOF);
        }
        for (EventLoop loop : loops) {
            assertThat(connectionsOf(loop)).isZero();
        }
        assertThat(log.records(Level.SEVERE)).hasSize(6);
        failing.set(false);
        connect(6);
        await().until(() -> accepted.get() == 6);
    }

    @Test
    void aClosedAcceptorRefusesConnections() throws Exception {
        int port = port();
        acceptor.close();
        await().until(() -> {
            try (RawClient client = RawClient.connect(port)) {
                return false;
            } catch (IOException refused) {
                return true;
            }
        });
    }

    /** A process of its own, with few descriptors: connections without a handshake use them up. */
    @Test
    void aProcessOutOfDescriptorsGoesOnWhenThereAreSomeAgain() throws Exception {
        try (ChildJvm echo = ChildJvm.withDescriptors(200, "echo", "--port", "0")) {
            int port = echo.awaitPort();
            try (RawClient early = RawClient.open(port, "/")) {
                // Also loads the classes, which come from files here.
                assertThat(early.send(WireFrame.text("served")).readText()).isEqualTo("served");
                for (int i = 0; i < 250; i++) {
                    clients.add(RawClient.connect(port));
                }
                await().atMost(Duration.ofSeconds(9))
                        .until(() -> echo.errorOutput().contains("accepting"));
                Duration cpu = echo.cpuTime();
                await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
                assertThat(echo.cpuTime().minus(cpu)).isLessThan(Duration.ofMillis(400));
                assertThat(early.send(WireFrame.text("still served")).readText())
                        .isEqualTo("still served");
                clients.forEach(RawClient::close);
                try (RawClient late = RawClient.open(port, "/")) {
                    assertThat(late.send(WireFrame.text("served again")).readText())
                            .isEqualTo("served again");
                }
            }
        }
    }
}
