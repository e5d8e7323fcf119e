package io.twsj;

import io.twsj.protocol.Hooks;

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
        boolean keepsHandshake) {

    /** The same with further hooks, nearer to the network than its own. */
    Endpoint behind(Hooks hooks) {
        ConnectionOptions hooked =
                options.toBuilder().hooks(options.hooks().then(hooks)).build();
        return new Endpoint(callbacks, execution, hooked, encoder, keepsHandshake);
    }
}
