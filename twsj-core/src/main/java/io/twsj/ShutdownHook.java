package io.twsj;

/** Runs something when the JVM is told to end, unless it was taken back before. Thread-safe. */
final class ShutdownHook {

    private final Thread thread;

    private ShutdownHook(Thread thread) {
        this.thread = thread;
    }

    static ShutdownHook of(Runnable action) {
        Thread thread = new Thread(action, "twsj-shutdown");
        Runtime.getRuntime().addShutdownHook(thread);
        return new ShutdownHook(thread);
    }

    void cancel() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException endingAlready) {
            // It runs, or has run.
        }
    }
}
