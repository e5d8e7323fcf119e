package io.twsj.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts what it is told, which should be one thing, once. */
final class CountingDelivery extends Delivery {

    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();

    @Override
    protected void written() {
        written.incrementAndGet();
    }

    @Override
    protected void lost() {
        lost.incrementAndGet();
    }

    boolean isWritten() {
        return written.get() > 0;
    }

    int told() {
        return written.get() + lost.get();
    }

    void expectPending() {
        assertThat(told()).as("told of its end").isZero();
    }

    void expectWritten() {
        assertThat(written).as("written").hasValue(1);
        assertThat(lost).as("lost").hasValue(0);
    }

    void expectLost() {
        assertThat(written).as("written").hasValue(0);
        assertThat(lost).as("lost").hasValue(1);
    }
}
