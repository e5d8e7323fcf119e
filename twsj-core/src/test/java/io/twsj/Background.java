package io.twsj;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Something a test does on a thread of its own meanwhile. */
public final class Background implements AutoCloseable {

    private static final long TIMEOUT_SECONDS = 30;

    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Thread thread;

    /** What to do. */
    public interface Action {

        void run() throws Exception;
    }

    private Background(Action action) {
        thread = new Thread(
                () -> {
                    try {
                        action.run();
                        done.complete(null);
                    } catch (Throwable failure) {
                        done.completeExceptionally(failure);
                    }
                },
                "test-background");
        thread.setDaemon(true);
    }

    public static Background start(Action action) {
        Background background = new Background(action);
        background.thread.start();
        return background;
    }

    /** Waits until it is done; throws what it threw. */
    public void await() throws InterruptedException, ExecutionException, TimeoutException {
        done.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    public boolean isDone() {
        return done.isDone();
    }

    public Thread thread() {
        return thread;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
