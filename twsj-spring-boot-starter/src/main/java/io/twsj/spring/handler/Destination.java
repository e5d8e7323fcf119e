package io.twsj.spring.handler;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where what a method returns goes. Thread-safe. */
interface Destination {

    /** Sends one value. */
    void send(Invocation invocation, Object value);

    /** Sends one value, and tells when there is room for another. */
    CompletionStage<Void> sendAsync(Invocation invocation, Object value);

    /**
     * Tells the peer that its request has been handled, if it waits for that.
     *
     * @param type what is told; null for the type of the request
     */
    void acknowledge(Invocation invocation, @Nullable String type);
}
