package io.twsj.spring.handler;

import io.twsj.WebSocketConnection;
import io.twsj.message.Message;
import io.twsj.spring.codec.MessageFormat;
import org.jspecify.annotations.Nullable;

/** Finds the method that a message is for, and reads the message as that method takes it. Thread-safe. */
@FunctionalInterface
interface MessageTarget {

    /**
     * The call to be made; null if the message is no method's business.
     *
     * @throws io.twsj.spring.codec.UnreadableMessageException if no method can take the message
     */
    @Nullable
    MessageCall call(WebSocketConnection connection, Message message, MessageFormat format);
}
