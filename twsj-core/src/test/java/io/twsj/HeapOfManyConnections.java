package io.twsj;

import static org.assertj.core.api.Assertions.assertThat;

import io.twsj.protocol.Link;
import io.twsj.protocol.LinkHandler;
import io.twsj.transport.EventLoop;
import io.twsj.transport.MemoryAcceptor;
import io.twsj.transport.Ticker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * How much heap many open connections take ({@code -Dconnections}, a million), of which a machine's descriptors would
 * allow only few: they are in memory, from the opening handshake on as on a network. What the two ends of such a link take
 * is measured by themselves, so that the difference is the server's. Not part of a build, since its name is none of a
 * test's.
 */
class HeapOfManyConnections {

    private static final int CONNECTIONS = Integer.getInteger("connections", 1_000_000);

    /** Opening handshakes at a time. */
    private static final int AT_A_TIME = 500;

    private final EventLoop loop = new EventLoop("clients", Ticker.SYSTEM, true);

    HeapOfManyConnections() throws IOException {
        loop.start();
    }

    @AfterEach
    void stop() {
        loop.stop();
    }

    @Test
    void isMeasured() throws Exception {
        MemoryTransport memory = new MemoryTransport();
        WebSocketServer server = Servers.start(WebSocketServer.builder()
                .memory(memory)
                .loops(1)
                .maxConnections(CONNECTIONS)
                .route(Route.of("/echo", Servers.ECHO)
                        .execution(Execution.INLINE)
                        .build()));
        try {
            long links = heapOf("links in memory", this::acceptAlone);
            long connections = heapOf("connections over them", () -> open(memory));
            assertThat(server.connections().all().count()).isEqualTo(CONNECTIONS);
            System.out.printf("so a connection takes %,d bytes%n", (connections - links) / CONNECTIONS);
        } finally {
            server.close();
        }
    }

    /** Runs what opens so many, and tells what they take while they are open. */
    private long heapOf(String what, Opening opening) throws InterruptedException {
        long before = heap();
        opening.openAll();
        long taken = heap() - before;
        System.out.printf("%,d %s: %,d bytes of heap, %,d each%n", CONNECTIONS, what, taken, taken / CONNECTIONS);
        return taken;
    }

    @FunctionalInterface
    private interface Opening {
        void openAll() throws InterruptedException;
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Links whose other end does nothing; they stay open. */
    private void acceptAlone() throws InterruptedException {
        MemoryAcceptor nobody = new MemoryAcceptor(List.of(loop), link -> new Peer(() -> {}));
        CountDownLatch all = new CountDownLatch(1);
        Peer peer = new Peer(() -> {});
        loop.execute(() -> {
            for (int i = 0; i < CONNECTIONS; i++) {
                nobody.connect(loop).handler(peer);
            }
            loop.execute(all::countDown);
        });
        all.await();
    }

    private void open(MemoryTransport memory) throws InterruptedException {
        byte[] request = RawClient.request("/echo");
        Semaphore opening = new Semaphore(AT_A_TIME);
        Peer peer = new Peer(opening::release);
        for (int i = 0; i < CONNECTIONS; i++) {
            opening.acquire();
            loop.execute(() -> memory.links(loop).find(link -> ask(link, peer, request)));
        }
        opening.acquire(AT_A_TIME);
    }

    private static void ask(@Nullable Link link, Peer peer, byte[] request) {
        link.handler(peer);
        link.write(ByteBuffer.wrap(request));
        link.flush();
    }

    /** The other end: hears the answer to its request, and nothing else. */
    private record Peer(Runnable answered) implements LinkHandler {

        @Override
        public void onBytes(ByteBuffer bytes) {
            bytes.position(bytes.limit());
            answered.run();
        }

        @Override
        public void onEndOfStream() {}

        @Override
        public void onWritable() {}

        @Override
        public void onDeadline() {}

        @Override
        public void onFailure(IOException cause) {}

        @Override
        public void onClosed() {}
    }
}
