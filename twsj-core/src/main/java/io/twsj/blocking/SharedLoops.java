package io.twsj.blocking;

import io.twsj.transport.EventLoop;
import io.twsj.transport.Ticker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The event loops of all blocking sockets of this JVM: started with the first one, and daemons, so that they keep
 * nobody alive. Thread-safe.
 */
final class SharedLoops {

    private static final int MOST = 4;
    private static final AtomicInteger TURNS = new AtomicInteger();
    private static @Nullable List<EventLoop> loops;

    private SharedLoops() {}

    static synchronized List<EventLoop> all() throws IOException {
        List<EventLoop> running = loops;
        if (running == null) {
            running = start(Math.min(Runtime.getRuntime().availableProcessors(), MOST));
            loops = running;
        }
        return running;
    }

    /** The loops in turn. */
    static EventLoop next() throws IOException {
        List<EventLoop> running = all();
        return running.get(Math.floorMod(TURNS.getAndIncrement(), running.size()));
    }

    private static List<EventLoop> start(int count) throws IOException {
        List<EventLoop> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            started.add(new EventLoop("twsj-blocking-" + i, Ticker.SYSTEM, true));
        }
        started.forEach(EventLoop::start);
        return List.copyOf(started);
    }
}
