package io.twsj.dial;

import io.twsj.protocol.Link;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where a dial may get a link that shares a connection with others. Event loop only. */
@FunctionalInterface
public interface SharedLinks {

    /** There is none. */
    SharedLinks NONE = receiver -> receiver.accept(null);

    /**
     * Looks for a link to the origin that the caller named; on it the opening handshake is next.
     *
     * @param receiver called once, now or later: with the link, or null if the dial has to connect by itself
     */
    void find(Consumer<@Nullable Link> receiver);
}
