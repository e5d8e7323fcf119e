package io.twsj.spring.handler;

import org.jspecify.annotations.Nullable;

/** Fills one parameter. Chosen when the application starts, called for each message. Thread-safe. */
@FunctionalInterface
interface ArgumentResolver {

    /**
     * The argument of this call.
     *
     * @throws UnreadableMessageException if the peer's message is not what the parameter needs
     */
    @Nullable
    Object resolve(Invocation invocation);
}
