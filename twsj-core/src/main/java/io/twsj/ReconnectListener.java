package io.twsj;

import java.time.Duration;

/**
 * Hears how a {@link ReconnectingConnection} fares, besides what the connections themselves tell their
 * {@link WebSocketListener}. Called on a worker; it must not block for long and should not throw.
 */
public interface ReconnectListener {

    /** Wants to know nothing. */
    ReconnectListener NONE = new ReconnectListener() {};

    /**
     * There is no connection, and an attempt follows after a delay.
     *
     * @param attempt 1 for the first after a connection that lasted, or after the start
     * @param cause why the last attempt failed, or a {@link io.twsj.close.ConnectionClosedException} for a connection
     *     that ended
     */
    default void onWaiting(int attempt, Duration delay, Throwable cause) {}

    /** There is a connection; messages that waited are being sent. */
    default void onConnected(WebSocketConnection connection) {}

    /** No attempt follows, and what waited is lost. */
    default void onGivenUp(Throwable cause) {}
}
