package io.twsj.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A pair of functions that see, and may replace, what a connection sends and receives: frames, or whole messages.
 *
 * <pre>{@code
 * Hook<Message> base64 = Hook.of(
 *         message -> Message.text(Base64.getEncoder().encodeToString(message.bytes())),
 *         message -> Message.binary(Base64.getDecoder().decode(message.text())));
 * }</pre>
 *
 * <p>Functions on frames must not block. Calls of one function for one connection do not overlap, except that outgoing
 * messages pass on the threads of their senders; the two functions may run at the same time, and a hook given to
 * several connections serves them at once. What a function throws fails the connection it was called for with 1011, see
 * {@link io.twsj.close.HookException}.
 *
 * @param <T> {@link io.twsj.frame.Frame} or {@link io.twsj.message.Message}
 * @see Hooks
 */
public interface Hook<T> {

    /** Sees what is about to be sent, and says what is sent in its place. */
    default T outgoing(T value) throws Exception {
        return value;
    }

    /** Sees what has arrived, and says what is handed on in its place. */
    default T incoming(T value) throws Exception {
        return value;
    }

    /** One of the two. */
    @FunctionalInterface
    interface Step<T> {

        /** What takes the value's place; the value itself to leave it alone. */
        T apply(T value) throws Exception;
    }

    /** A hook of two functions; null for the one that is not needed. */
    static <T> Hook<T> of(@Nullable Step<T> outgoing, @Nullable Step<T> incoming) {
        return new Hook<>() {
            @Override
            public T outgoing(T value) throws Exception {
                return outgoing == null ? value : outgoing.apply(value);
            }

            @Override
            public T incoming(T value) throws Exception {
                return incoming == null ? value : incoming.apply(value);
            }
        };
    }
}
