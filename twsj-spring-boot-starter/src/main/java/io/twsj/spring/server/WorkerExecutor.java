package io.twsj.spring.server;

import java.util.concurrent.Executor;

/**
 * Says where handlers run that may block. A bean of this type replaces the one chosen by
 * {@code twsj.server.executor.type}.
 *
 * <p>Deliberately no {@link Executor} itself: as a bean, that would switch off Boot's own.
 */
@FunctionalInterface
public interface WorkerExecutor {

    /** Runs the handlers' calls. Stays usable until the application context is closed. */
    Executor executor();
}
