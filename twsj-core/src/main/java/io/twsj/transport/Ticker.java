package io.twsj.transport;

/** A clock for deadlines, so that tests can be the ones who say how late it is. Thread-safe. */
@FunctionalInterface
public interface Ticker {

    /** The JVM's monotonic clock: not moved when somebody sets the time of day. */
    Ticker SYSTEM = System::nanoTime;

    /** Nanoseconds since some moment. */
    long nanos();
}
