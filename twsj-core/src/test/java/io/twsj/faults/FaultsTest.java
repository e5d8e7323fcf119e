package io.twsj.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twsj.ConnectionOptions;
import io.twsj.Execution;
import io.twsj.Footprint;
import io.twsj.LogCapture;
import io.twsj.RawClient;
import io.twsj.Route;
import io.twsj.Servers;
import io.twsj.WebSocketConnection;
import io.twsj.WebSocketServer;
import io.twsj.WireFrame;
import io.twsj.message.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Twenty peers, or what serves them, go wrong at once. Meanwhile the others are served, every connection's end is told to
 * its listener, and afterwards threads, descriptors, direct memory and heap are what they were.
 */
@Timeout(60)
class FaultsTest {

    private static final int PEERS = 20;
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(1);

    private final List<RawClient> peers = new ArrayList<>();
    private final Misled listener = new Failing();

    /** What the failing handler throws. */
    private volatile Supplier<Throwable> failure = () -> new IllegalStateException("as the test wants");

    private final CountDownLatch release = new CountDownLatch(1);
    private volatile boolean refusing;

    private LogCapture log;
    private ExecutorService pool;
    private WebSocketServer server;
    private RawClient good;
    private Footprint before;

    @BeforeEach
    void start() throws Exception {
        log = LogCapture.start();
        pool = Executors.newFixedThreadPool(PEERS);
        server = Servers.start(Servers.builder()
                .handshakeTimeout(HANDSHAKE_TIMEOUT)
                .executor(this::execute)
                .route(Route.of("/good", Servers.ECHO)
                        .execution(Execution.INLINE)
                        .build())
                .route(route("/inline", Execution.INLINE, Misled.hurried()))
                .route(route("/worker", Execution.WORKER, Misled.hurried()))
                .route(route("/pinging/inline", Execution.INLINE, Misled.pinging()))
                .route(route("/pinging/worker", Execution.WORKER, Misled.pinging())));
        good = RawClient.open(server.port(), "/good");
        warmUp();
        before = Footprint.now();
    }

    private Route route(String path, Execution execution, ConnectionOptions options) {
        return Route.of(path, listener).execution(execution).options(options).build();
    }

    /** Threads that come with use are there, classes loaded, and the loops' stocks of buffers, which are bounded, full. */
    private void warmUp() throws Exception {
        for (Execution execution : Execution.values()) {
            openAndSay(execution, WireFrame.text(Misled.POUR));
            for (RawClient peer : peers) {
                peer.readBytes(1000);
            }
            peers.forEach(RawClient::close);
            awaitEnds();
            openAndWriteHalf(execution);
            served();
            peers.forEach(RawClient::close);
            awaitEnds();
        }
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        refusing = false;
        release.countDown();
        try {
            served();
            peers.forEach(RawClient::close);
            awaitEnds();
            log.close();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> Footprint.now().isNoLargerThan(before));
        } finally {
            good.close();
            server.stop();
            pool.shutdown();
        }
    }

    private void served() throws IOException {
        assertThat(good.send(WireFrame.text("still here")).readText()).isEqualTo("still here");
    }

    private void awaitEnds() {
        listener.awaitEnds(server);
    }

    private void execute(Runnable task) {
        if (refusing) {
            throwUnchecked(failure.get());
        }
        pool.execute(task);
    }

    /** Does what the message says. */
    private final class Failing extends Misled {

        @Override
        public void onMessage(WebSocketConnection connection, Message message) throws Exception {
            switch (message.isText() ? message.text() : "echo") {
                case "throw" -> throwUnchecked(failure.get());
                case "recurse" -> recurse(1);
                case "block" -> release.await();
                default -> super.onMessage(connection, message);
            }
        }
    }

    private static long recurse(long depth) {
        return depth == 0 ? 0 : 1 + recurse(depth + 1);
    }

    private static void throwUnchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    private static String path(Execution execution) {
        return execution == Execution.INLINE ? "/inline" : "/worker";
    }

    private void open(Execution execution) throws IOException {
        open(path(execution));
    }

    private void open(String path) throws IOException {
        peers.clear();
        for (int i = 0; i < PEERS; i++) {
            peers.add(RawClient.openNarrow(server.port(), path));
        }
    }

    private void openAndSay(Execution execution, WireFrame frame) throws IOException {
        open(execution);
        for (RawClient peer : peers) {
            peer.send(frame);
        }
    }

    private void openAndWriteHalf(Execution execution) throws IOException {
        openAndWriteHalf(path(execution));
    }

    private void openAndWriteHalf(String path) throws IOException {
        byte[] half = Arrays.copyOf(WireFrame.binary(new byte[200_000]).masked(), 70_000);
        open(path);
        for (RawClient peer : peers) {
            peer.write(half);
        }
    }

    // Peers

    @ParameterizedTest
    @EnumSource
    void peersThatStopReading(Execution execution) throws Exception {
        openAndSay(execution, WireFrame.text(Misled.POUR));
        served();
        awaitEnds();
    }

    /** They answer no ping either: this is what is seen of a peer whose network is gone. */
    @ParameterizedTest
    @EnumSource
    void peersThatVanishInMidFrame(Execution execution) throws Exception {
        openAndWriteHalf("/pinging" + path(execution));
        served();
        awaitEnds();
    }

    @ParameterizedTest
    @EnumSource
    void peersThatResetInMidFrame(Execution execution) throws Exception {
        openAndWriteHalf(execution);
        for (RawClient peer : peers) {
            peer.reset();
        }
        served();
        awaitEnds();
    }

    @ParameterizedTest
    @EnumSource
    void peersThatResetWhileTheyAreSentTo(Execution execution) throws Exception {
        openAndSay(execution, WireFrame.text(Misled.POUR));
        for (RawClient peer : peers) {
            peer.readBytes(1000);
            peer.reset();
        }
        served();
        awaitEnds();
    }

    @ParameterizedTest
    @EnumSource
    void peersThatHalfCloseInMidFrame(Execution execution) throws Exception {
        openAndWriteHalf(execution);
        for (RawClient peer : peers) {
            peer.shutdownOutput();
        }
        served();
        awaitEnds();
    }

    @Test
    void handshakesThatDrip() throws Exception {
        byte[] request = RawClient.request("/inline");
        for (int i = 0; i < PEERS; i++) {
            peers.add(RawClient.connect(server.port()));
        }
        int at = 0;
        while (at < request.length - 1 && drip(request[at])) {
            at++;
            served();
            Thread.sleep(HANDSHAKE_TIMEOUT.toMillis() / 20);
        }
        assertThat(at).as("bytes taken").isLessThan(request.length - 1);
    }

    private boolean drip(byte next) {
        boolean taken = false;
        for (RawClient peer : peers) {
            try {
                peer.write(new byte[] {next});
                taken = true;
            } catch (IOException cutOff) {
                peer.close();
            }
        }
        return taken;
    }

    // Handlers

    @ParameterizedTest
    @EnumSource
    void handlersThatThrow(Execution execution) throws Exception {
        assertClosedWith1011(execution, "throw");
    }

    @ParameterizedTest
    @EnumSource
    void handlersOutOfMemory(Execution execution) throws Exception {
        failure = () -> {
            try {
                return new AssertionError("got memory of " + new long[Integer.MAX_VALUE].length);
            } catch (OutOfMemoryError none) {
                return none;
            }
        };
        assertClosedWith1011(execution, "throw");
    }

    @ParameterizedTest
    @EnumSource
    void handlersOutOfStack(Execution execution) throws Exception {
        assertClosedWith1011(execution, "recurse");
    }

    private void assertClosedWith1011(Execution execution, String message) throws IOException {
        openAndSay(execution, WireFrame.text(message));
        served();
        for (RawClient peer : peers) {
            assertThat(peer.readFrame().closeCode()).isEqualTo(1011);
        }
    }

    @Test
    void handlersThatBlock() throws Exception {
        openAndSay(Execution.WORKER, WireFrame.text("block"));
        served();
        for (RawClient peer : peers) {
            peer.reset();
        }
        await().until(() -> server.openConnections() == 1);
        served();
        assertThat(listener.count()).as("not told before the handler is done").isPositive();
        release.countDown();
        awaitEnds();
    }

    // What serves them

    @Test
    void executorsThatReject() throws Exception {
        open(Execution.WORKER);
        failure = () -> new RejectedExecutionException("as the test wants");
        assertDroppedByExecutor();
    }

    @Test
    void executorsThatCannotStartThreads() throws Exception {
        open(Execution.WORKER);
        failure = () -> new OutOfMemoryError("unable to create native thread");
        assertDroppedByExecutor();
    }

    private void assertDroppedByExecutor() throws Exception {
        await().untilAsserted(() -> assertThat(listener.count()).isEqualTo(PEERS));
        refusing = true;
        for (RawClient peer : peers) {
            peer.send(WireFrame.text("a"));
            assertThat(peer.readEnd()).isEqualTo(RawClient.End.RESET);
        }
        awaitEnds();
    }

    /** As on a full disk, or without memory. */
    @ParameterizedTest
    @EnumSource
    void logsThatFail(Execution execution) throws Exception {
        Logger logger = Logger.getLogger("io.twsj");
        Handler broken = new BrokenLog();
        logger.addHandler(broken);
        try {
            assertClosedWith1011(execution, "throw");
            peers.forEach(RawClient::close);
            awaitEnds();
            if (execution == Execution.WORKER) {
                executorsThatReject();
            }
        } finally {
            logger.removeHandler(broken);
        }
    }

    private static final class BrokenLog extends Handler {

        @Override
        public void publish(LogRecord logged) {
            throw new IllegalStateException("no space left on device");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
