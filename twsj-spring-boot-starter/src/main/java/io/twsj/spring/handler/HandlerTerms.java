package io.twsj.spring.handler;

import io.twsj.spring.annotation.InvalidMessages;
import io.twsj.spring.annotation.WebSocketHandler;
import org.jspecify.annotations.Nullable;

/**
 * How a handler is served. Immutable.
 *
 * @param concurrency how many messages of a connection are handled at a time
 * @param enveloped whether its messages are in envelopes
 * @param repliesToInvalid whether a message that cannot be taken is answered; else it closes the connection
 */
record HandlerTerms(int concurrency, boolean enveloped, boolean repliesToInvalid) {

    /**
     * Reads the annotation.
     *
     * @param configured what counts where it says nothing; null for what fits the messages
     */
    static HandlerTerms of(WebSocketHandler annotation, boolean enveloped, @Nullable InvalidMessages configured) {
        InvalidMessages own = annotation.invalidMessages();
        InvalidMessages asked = own == InvalidMessages.AS_CONFIGURED ? configured : own;
        boolean replies =
                (asked == null || asked == InvalidMessages.AS_CONFIGURED) ? enveloped : asked == InvalidMessages.REPLY;
        return new HandlerTerms(annotation.concurrency(), enveloped, replies);
    }
}
