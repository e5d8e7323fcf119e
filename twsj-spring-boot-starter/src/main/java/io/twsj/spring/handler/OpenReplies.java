package io.twsj.spring.handler;

import io.twsj.Attributes;
import io.twsj.WebSocketConnection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The replies of a connection that are not complete, to be cancelled when it ends. Thread-safe. */
final class OpenReplies {

    private static final Attributes.Key<OpenReplies> KEY = new Attributes.Key<>("twsj.openReplies", OpenReplies.class);

    private final Set<Runnable> cancellations = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    private OpenReplies() {}

    /** Those of a connection, made when first needed. */
    static OpenReplies of(WebSocketConnection connection) {
        synchronized (connection.attributes()) {
            OpenReplies present = connection.attributes().get(KEY);
            if (present == null) {
                present = new OpenReplies();
                connection.attributes().put(KEY, present);
            }
            return present;
        }
    }

    /** The connection has ended. */
    static void cancelAll(WebSocketConnection connection) {
        OpenReplies present = connection.attributes().get(KEY);
        if (present != null) {
            present.over = true;
            present.cancellations.forEach(Runnable::run);
        }
    }

    /** Adds one; if the connection has ended it is cancelled at once. */
    void add(Runnable cancellation) {
        cancellations.add(cancellation);
        if (over) {
            cancellation.run();
        }
    }

    void remove(Runnable cancellation) {
        cancellations.remove(cancellation);
    }
}
