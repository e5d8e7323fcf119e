package io.twsj;

import io.twsj.protocol.MaskingKeys;
import io.twsj.transport.EventLoop;
import io.twsj.transport.Ticker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that carry connections, for several {@link WebSocketClient}s to share; a client that is given none has its own.
 * Thread-safe. Who started them closes them, after the clients.
 */
public final class EventLoops implements AutoCloseable {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final List<Loop> loops;
    private final AtomicInteger next = new AtomicInteger();

    /** A loop, and where the masking keys of its connections come from. */
    record Loop(EventLoop loop, MaskingKeys keys) {}

    private EventLoops(List<Loop> loops) {
        this.loops = loops;
    }

    /**
     * Starts threads.
     *
     * @param count how many; one carries thousands of connections
     * @param daemon whether the JVM may end while they run; if not, it lives until {@link #close()}
     * @throws IOException if the system has no descriptors left
     */
    public static EventLoops start(int count, boolean daemon) throws IOException {
        if (count <= 0) {
            throw new IllegalArgumentException("count is " + count + "; it must be positive");
        }
        String name = "twsj-client-" + NUMBERS.incrementAndGet() + "-loop-";
        List<Loop> made = new ArrayList<>(count);
        try {
            for (int i = 0; i < count; i++) {
                made.add(new Loop(new EventLoop(name + i, Ticker.SYSTEM, daemon), MaskingKeys.secure()));
            }
        } catch (IOException failure) {
            made.forEach(loop -> loop.loop().discard());
            throw failure;
        }
        made.forEach(loop -> loop.loop().start());
        return new EventLoops(made);
    }

    /** The loops in turn. */
    Loop next() {
        return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    }

    /** The loop for everything with this hash code. */
    Loop byHash(int hash) {
        return loops.get(Math.floorMod(hash, loops.size()));
    }

    boolean inLoop() {
        return loops.stream().anyMatch(loop -> loop.loop().inLoop());
    }

    /** Stops the threads and waits for them, unless called by one; connections that are left are dropped. */
    @Override
    public void close() {
        loops.forEach(loop -> loop.loop().stop());
        if (inLoop()) {
            return;
        }
        try {
            for (Loop loop : loops) {
                loop.loop().join();
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
