package io.twsj.protocol;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What is to happen when output has been written, on a connection where there is anything. Belongs to the output's owner. */
final class WhenWritten {

    /** Messages that somebody follows, in the order in which they end. */
    private final ArrayDeque<Delivery> deliveries = new ArrayDeque<>(4);

    private byte @Nullable [] pong;

    private boolean linkCloses;

    /** Tells of a message when the output up to here has been written. */
    void follow(Delivery delivery, long end) {
        delivery.endsAt(end);
        deliveries.add(delivery);
    }

    /** So many bytes have been written. */
    void settle(long written) {
        while (!deliveries.isEmpty() && deliveries.getFirst().end() <= written) {
            deliveries.removeFirst().written();
        }
    }

    /** The messages that somebody follows will not be written. */
    void giveUpDeliveries() {
        while (!deliveries.isEmpty()) {
            deliveries.removeFirst().lost();
        }
    }

    /** Has a pong follow, in place of an earlier one (RFC 6455 5.5.3). */
    void pong(byte[] payload) {
        pong = payload;
    }

    byte @Nullable [] takePong() {
        byte[] payload = pong;
        pong = null;
        return payload;
    }

    /** Has the end of the link follow. */
    void closeLink() {
        linkCloses = true;
    }

    /** Whether the link is to be closed, which is asked for once. */
    boolean takeClosing() {
        boolean closes = linkCloses;
        linkCloses = false;
        return closes;
    }
}
