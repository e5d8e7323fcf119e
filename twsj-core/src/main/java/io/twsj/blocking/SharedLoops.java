package io.twsj.blocking;

import io.twsj.TlsOptions;
import io.twsj.protocol.Role;
import io.twsj.transport.EventLoop;
import io.twsj.transport.Ticker;
import io.twsj.transport.TlsTerms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * The event loops of all blocking sockets of this JVM: started with the first one, and daemons, so that they keep
 * nobody alive. Beside them the threads for what takes long in a handshake, of TLS or an authenticator's, which end when
 * nobody needs them.
 * Thread-safe.
 */
final class SharedLoops {

    private static final int MOST = 4;
    private static final AtomicInteger TURNS = new AtomicInteger();
    private static final long IDLE_SECONDS = 10;

    /** Authenticators that are waited for at a time; each may wait for a database. */
    static final int MOST_QUESTIONS = 32;

    /** Questions that wait for a thread; a flood of handshakes finds no more room than that. */
    private static final int MOST_WAITING_QUESTIONS = 1024;

    private static final Executor TLS_TASKS = threads(
            "twsj-blocking-tls",
            Math.min(Runtime.getRuntime().availableProcessors(), MOST),
            new LinkedBlockingQueue<>());
    private static final Executor QUESTIONS =
            threads("twsj-blocking-authentication", MOST_QUESTIONS, new LinkedBlockingQueue<>(MOST_WAITING_QUESTIONS));
    private static @Nullable List<EventLoop> loops;

    private SharedLoops() {}

    /** How a client speaks TLS with a host. May block. */
    static TlsTerms clientTls(TlsOptions tls, String host, int port) {
        SSLEngine engine = tls.clientEngine(host, port);
        return new TlsTerms(Role.CLIENT, false, name -> engine, TLS_TASKS);
    }

    /**
     * How a server speaks TLS.
     *
     * @throws IllegalArgumentException if the options are of no use to a server
     */
    static TlsTerms serverTls(TlsOptions tls) {
        // So that what cannot work is found now.
        tls.serverEngine(null);
        return new TlsTerms(Role.SERVER, true, tls::serverEngine, TLS_TASKS);
    }

    /**
     * Asks what may block; its thread ends when nobody needs it.
     *
     * @throws java.util.concurrent.RejectedExecutionException if too many questions wait
     */
    static void ask(Runnable question) {
        QUESTIONS.execute(question);
    }

    /** Threads that end when nobody needs them; of more tasks than they are some wait. */
    private static Executor threads(String name, int most, BlockingQueue<Runnable> waiting) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(most, most, IDLE_SECONDS, TimeUnit.SECONDS, waiting, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

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
