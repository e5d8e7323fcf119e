package io.twsj.spring.handler;

import io.twsj.message.Message;
import io.twsj.spring.codec.MessageFormat;
import org.jspecify.annotations.Nullable;

/**
 * Which method of a handler gets which messages. Immutable.
 *
 * @param text takes text messages of connections that speak JSON; null if nobody does
 * @param binary takes their binary messages
 * @param textBesideBinary takes text messages of connections that speak a binary format
 * @param binaryFormat takes their binary messages
 */
record MessageSelection(
        @Nullable MessageTarget text,
        @Nullable MessageTarget binary,
        @Nullable MessageTarget textBesideBinary,
        @Nullable MessageTarget binaryFormat) {

    /** Who takes such a message; null if nobody does. */
    @Nullable
    MessageTarget target(Message message, MessageFormat format) {
        if (format.isBinary()) {
            return message.isText() ? textBesideBinary : binaryFormat;
        }
        return message.isText() ? text : binary;
    }
}
