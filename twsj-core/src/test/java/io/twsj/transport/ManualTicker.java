package io.twsj.transport;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that goes when it is told to. */
public final class ManualTicker implements Ticker {

    private final AtomicLong nanos;

    public ManualTicker(long start) {
        nanos = new AtomicLong(start);
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    public void advance(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
