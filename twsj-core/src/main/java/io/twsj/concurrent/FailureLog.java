package io.twsj.concurrent;

import org.jspecify.annotations.Nullable;

/**
 * The library's log, for what must go on where logging itself fails: on a full disk, without memory or descriptors, or in
 * a handler of the application's that throws. Thread-safe.
 */
public final class FailureLog {

    private static final System.Logger LOG = System.getLogger("io.twsj");

    private FailureLog() {}

    /** Logs at level {@code ERROR}; never throws. */
    public static void error(String what, @Nullable Throwable cause) {
        log(System.Logger.Level.ERROR, what, cause);
    }

    /** Logs; never throws. */
    public static void log(System.Logger.Level level, String what, @Nullable Throwable cause) {
        try {
            LOG.log(level, what, cause);
        } catch (RuntimeException | Error unable) {
            // Nobody is left to tell, and connections wait.
        }
    }
}
