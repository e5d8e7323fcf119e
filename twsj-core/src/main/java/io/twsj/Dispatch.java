package io.twsj;

import io.twsj.close.CloseReason;
import io.twsj.message.Message;
import java.nio.ByteBuffer;

/** Brings a connection's events to its listener: in order, one at a time. Called by the loop, except where stated. */
interface Dispatch {

    /** Begins: runs what opens the connection to its listener, at once or when the peer is known. */
    default void begin(Runnable opening) {
        opening.run();
    }

    void open();

    /** The payload is valid during the call. */
    void message(boolean isText, ByteBuffer payload);

    /** The payload is valid during the call. */
    void ping(ByteBuffer payload);

    /** The payload is valid during the call. */
    void pong(ByteBuffer payload);

    /** A message of this endpoint is given to the output. Any thread. */
    default void sending() {}

    /** A message of this endpoint is written. Any thread. */
    void sent(Message message);

    void error(Throwable error);

    void close(CloseReason reason);

    /** The peer has taken enough of its output. */
    void outputChanged();

    /** The connection is over: what was held back is dispatched. */
    void ended();

    /** Dispatches no messages until each hold is released, or the connection is over. Any thread. */
    void hold();

    /** Undoes one hold; may come before it. Any thread. */
    void release();

    /** Runs something after the listener has seen all that was dispatched before. */
    void afterwards(Runnable action);

    /** The same, after replies that come later ({@link #hold}) and that the peer has to take first. */
    void afterReplies(Runnable action);

    /** Whether the caller is the listener, called with a message of this connection. Any thread. */
    boolean isHandling();

    /** Whether the caller is the listener and is about to handle more messages, so that its writes may wait. Any thread. */
    boolean hasMoreToHandle();
}
