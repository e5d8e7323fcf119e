package io.twsj;

import io.twsj.protocol.Link;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Where listeners run that may block. Thread-safe. */
final class Workers {

    private static final int LEAST_POOL_SIZE = 16;
    private static final int THREADS_A_CORE = 8;
    private static final long KEEP_ALIVE_SECONDS = 30;
    private static final int LEAST_BACKLOG_BYTES = 64 << 10;

    /** For listeners' onClose after the last connection has ended. */
    private static final long LAST_WORDS_SECONDS = 1;

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Executor executor;

    /** The executor if it is this object's to shut down. */
    private final @Nullable ExecutorService own;

    private final boolean logsEvents;

    /** Null if nobody has to be asked any more. */
    private final @Nullable PeerQuestion question;

    private Workers(
            Executor executor, @Nullable ExecutorService own, boolean logsEvents, @Nullable PeerQuestion question) {
        this.executor = executor;
        this.own = own;
        this.logsEvents = logsEvents;
        this.question = question;
    }

    /** The application's executor, which stays the application's. */
    static Workers of(Executor executor) {
        return new Workers(executor, null, false, null);
    }

    /** Virtual threads where the JVM has them, else a bounded pool. */
    static Workers create() {
        ExecutorService virtual = virtualThreads();
        ExecutorService executor = virtual != null ? virtual : pool();
        return new Workers(executor, executor, false, null);
    }

    /** The same workers, with a line in the log for each event that they bring to a listener. */
    Workers loggingEvents() {
        return new Workers(executor, own, true, question);
    }

    /** The same workers, for a connection that is kept from its listener until its peer has told who it is. */
    Workers asking(PeerQuestion who) {
        return new Workers(executor, own, logsEvents, who);
    }

    private static @Nullable ExecutorService virtualThreads() {
        try {
            // Since JDK 21; this library is compiled for 17.
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException older) {
            return null;
        }
    }

    private static ExecutorService pool() {
        int size =
                Math.max(LEAST_POOL_SIZE, THREADS_A_CORE * Runtime.getRuntime().availableProcessors());
        // A connection waits in the queue at most once, so the queue needs no bound of its own.
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                size, size, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Workers::daemon);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "twsj-worker-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    Executor executor() {
        return executor;
    }

    /** What brings a connection's events to its listener. */
    Dispatch dispatch(Session session, Endpoint endpoint, Link link) {
        Dispatch dispatch = toListener(session, endpoint);
        ConnectionOptions options = endpoint.options();
        if (RateLimits.areIn(options)) {
            dispatch = new RateLimits(session, options, link, dispatch);
        }
        if (Lifetime.isIn(options)) {
            dispatch = new Lifetime(session, options, link, dispatch);
        }
        if (logsEvents) {
            dispatch = new EventLog(session, dispatch);
        }
        return question == null ? dispatch : new FirstMessage(session, options, link, question, dispatch);
    }

    private Dispatch toListener(Session session, Endpoint endpoint) {
        return endpoint.execution() == Execution.INLINE
                ? new InlineDispatch(session)
                : new WorkerDispatch(session, endpoint.callbacks(), executor, backlog(endpoint.options()));
    }

    /** One message of the largest size may wait, or as many bytes of smaller ones. */
    private static Backlog backlog(ConnectionOptions options) {
        return new Backlog(options.maxPendingMessages(), Math.max(LEAST_BACKLOG_BYTES, options.maxMessageBytes()));
    }

    /** Takes no new tasks, and waits for none. */
    void discard() {
        if (own != null) {
            own.shutdown();
        }
    }

    /** Takes no new tasks, and gives those it has a moment to end. */
    void shutdown() throws InterruptedException {
        if (own != null) {
            own.shutdown();
            own.awaitTermination(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
        }
    }
}
