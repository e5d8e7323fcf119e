package io.twsj.protocol;

import io.twsj.message.Message;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait outside the engine while the link has enough to write: they are not frames yet, nor compressed, so
 * that they may still be changed or taken back. Called by the output's owner only.
 */
public interface MessageSource {

    /**
     * Takes the message to write next, or null if none waits or the link has enough.
     *
     * @param mayTake whether the engine can take one. Asked after everything that came before the message is visible, so
     *     that none of the same sender is overtaken
     */
    @Nullable
    Waiting next(BooleanSupplier mayTake);

    /** Takes the next message however much the link has, or null if none waits: a Close frame is to follow the last. */
    @Nullable
    Waiting nextAtOnce();

    /** Takes all, which are lost: the connection has ended, and no further message may begin to wait. */
    List<? extends Waiting> end();

    /** One of the messages. */
    interface Waiting {

        /** The message itself. */
        Message message();

        /** Follows the message; null if nobody wants to know. */
        @Nullable
        Delivery delivery();
    }
}
