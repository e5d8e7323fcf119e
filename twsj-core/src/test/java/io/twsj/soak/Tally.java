package io.twsj.soak;

import java.util.concurrent.atomic.LongAdder;

/** What was done so far. Thread-safe. */
final class Tally {

    private final LongAdder connections = new LongAdder();
    private final LongAdder echoes = new LongAdder();
    private final LongAdder deliveries = new LongAdder();
    private final LongAdder pieces = new LongAdder();
    private final LongAdder offences = new LongAdder();

    /** Connections that were opened. */
    LongAdder connections() {
        return connections;
    }

    /** Messages that came back. */
    LongAdder echoes() {
        return echoes;
    }

    /** Messages that members of rooms got. */
    LongAdder deliveries() {
        return deliveries;
    }

    /** Messages that slow readers got. */
    LongAdder pieces() {
        return pieces;
    }

    /** Rounds of those who break rules. */
    LongAdder offences() {
        return offences;
    }

    @Override
    public String toString() {
        return "%,d connections, %,d echoes, %,d deliveries to rooms, %,d messages to slow readers, %,d offences"
                .formatted(connections.sum(), echoes.sum(), deliveries.sum(), pieces.sum(), offences.sum());
    }
}
