package io.twsj.protocol;

import io.twsj.close.CloseReason;
import io.twsj.close.ProtocolException;
import java.nio.ByteBuffer;

/** Receives what the inbound half makes of the peer's bytes. Called by the link's loop, one call at a time. */
public interface ProtocolEvents {

    /**
     * A whole message; a text's bytes are valid UTF-8.
     *
     * @param payload valid during the call, from position to limit; position and limit may be moved
     */
    void onMessage(boolean isText, ByteBuffer payload);

    /** A ping; its pong is on the way already. The payload is valid during the call. */
    void onPing(ByteBuffer payload);

    /** A pong, asked for or not. The payload is valid during the call. */
    void onPong(ByteBuffer payload);

    /**
     * The peer's Close frame has to be answered: with the given action, at once, or by any thread when the messages before
     * it have been handled and what they are answered with has been sent (RFC 6455 5.5.1 allows that). Nothing else answers.
     */
    default void onAnswerDue(Runnable answer) {
        answer.run();
    }

    /** The peer's Close frame, 1005 if it had no code. At most once, after {@link #onAnswerDue}. */
    void onCloseFrame(CloseReason reason);

    /** This endpoint has failed the connection; nothing more is read. At most once. */
    void onFailed(ProtocolException cause);
}
