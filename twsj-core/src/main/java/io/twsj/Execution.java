package io.twsj;

/** Where a route's listener runs. */
public enum Execution {
    /** On the connection's event loop: fastest, for code that never blocks. */
    INLINE,
    /**
     * On a worker, one connection's calls in order and one at a time: virtual threads where the JVM has them, else a
     * bounded pool. The default, since blocking code must not stop a loop by accident.
     */
    WORKER
}
