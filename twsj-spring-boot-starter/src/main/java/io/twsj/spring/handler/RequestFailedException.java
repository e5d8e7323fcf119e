package io.twsj.spring.handler;

import org.jspecify.annotations.Nullable;

/** The peer has answered a request of the server with an error. */
public final class RequestFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object data;

    RequestFailedException(@Nullable Object data) {
        super("the peer answered with an error: " + data);
        this.data = data;
    }

    /** What the peer says of it, as a {@code JsonNode}; null if nothing. */
    public @Nullable Object data() {
        return data;
    }
}
