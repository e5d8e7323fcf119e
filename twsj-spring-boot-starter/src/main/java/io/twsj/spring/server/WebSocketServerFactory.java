package io.twsj.spring.server;

import io.twsj.WebSocketServer;
import org.jspecify.annotations.Nullable;

/** Makes the server that the application runs. A bean of this type replaces the one made from {@code twsj.server.*}. */
@FunctionalInterface
public interface WebSocketServerFactory {

    /** A new server that is not started yet, or null if there is nothing to serve; called for each start. */
    @Nullable
    WebSocketServer create();
}
