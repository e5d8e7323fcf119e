package io.twsj;

/**
 * What this endpoint brings to a connection, whichever role it has: who listens, where, and on which terms. Immutable.
 *
 * @param callbacks calls the listener
 * @param execution where the listener runs
 * @param options limits and times
 * @param encoder what can be sent
 * @param keepsHandshake whether the opening handshake is kept after {@code onOpen}
 */
record Endpoint(
        Callbacks callbacks,
        Execution execution,
        ConnectionOptions options,
        MessageEncoder encoder,
        boolean keepsHandshake) {}
