package io.twsj;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What opening handshakes ask of the application, on workers and not more than so much at a time, whether it waits for a
 * thread or has one: the peers that wait for an answer may go, and their questions would pile up behind a slow
 * authenticator. Thread-safe.
 */
final class Questions implements Executor {

    private final Executor workers;
    private final int most;
    private final AtomicInteger open = new AtomicInteger();

    Questions(Executor workers, int most) {
        this.workers = workers;
        this.most = most;
    }

    /** @throws RejectedExecutionException if there are too many already, or the workers take nothing */
    @Override
    public void execute(Runnable question) {
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            throw new RejectedExecutionException(most + " questions of opening handshakes are open; no more are taken");
        }
        try {
            workers.execute(() -> run(question));
        } catch (RuntimeException | Error rejected) {
            open.decrementAndGet();
            throw rejected;
        }
    }

    private void run(Runnable question) {
        try {
            question.run();
        } finally {
            open.decrementAndGet();
        }
    }
}
