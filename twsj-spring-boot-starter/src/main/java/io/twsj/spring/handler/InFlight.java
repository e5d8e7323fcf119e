package io.twsj.spring.handler;

import io.twsj.Attributes;
import io.twsj.WebSocketConnection;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what a connection has under way, and holds its messages while that is as much as is allowed. Thread-safe. */
final class InFlight {

    private final WebSocketConnection connection;
    private final int limit;
    private final AtomicInteger count = new AtomicInteger();

    private InFlight(WebSocketConnection connection, int limit) {
        this.connection = connection;
        this.limit = limit;
    }

    /** One of several counts of a connection, made when first needed. */
    static InFlight of(WebSocketConnection connection, Attributes.Key<InFlight> key, int limit) {
        synchronized (connection.attributes()) {
            InFlight present = connection.attributes().get(key);
            if (present == null) {
                present = new InFlight(connection, limit);
                connection.attributes().put(key, present);
            }
            return present;
        }
    }

    void begin() {
        if (count.incrementAndGet() == limit) {
            connection.holdMessages();
        }
    }

    void end() {
        if (count.getAndDecrement() == limit) {
            connection.releaseMessages();
        }
    }
}
