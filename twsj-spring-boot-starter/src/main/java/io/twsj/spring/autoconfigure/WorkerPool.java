package io.twsj.spring.autoconfigure;

import io.twsj.spring.server.WorkerExecutor;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * A bounded pool of platform threads. Its queue has no bound of its own: a connection waits in it once at most, however
 * many messages it has.
 */
final class WorkerPool implements WorkerExecutor, DisposableBean {

    /** As many as Boot's web servers have: handlers that wait, for a database for instance, are the reason for a pool. */
    private static final int THREADS = 200;

    private static final long LAST_WORDS_SECONDS = 1;

    private final ExecutorService executor;

    WorkerPool(String threadPrefix) {
        CustomizableThreadFactory threads = new CustomizableThreadFactory(threadPrefix);
        threads.setDaemon(true);
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(THREADS, THREADS, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        pool.allowCoreThreadTimeOut(true);
        executor = pool;
    }

    @Override
    public Executor executor() {
        return executor;
    }

    /** Called after the server's stop: methods that have only to hear of it do, and one that still blocks is interrupted. */
    @Override
    public void destroy() throws InterruptedException {
        executor.shutdown();
        executor.awaitTermination(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
        executor.shutdownNow();
    }
}
