package io.twsj.spring.handler;

import io.twsj.HandshakeInterceptor;
import io.twsj.WebSocketListener;

/** Puts something around the calls of every handler. Used when the handlers are made ready, one call for each. */
@FunctionalInterface
public interface ListenerDecorator {

    /**
     * Makes the listener that is served in place of a handler's own, which throws with a handler's exception as the cause.
     *
     * @return calls the handler's own for all that it passes on; must be as thread-safe as that
     */
    WebSocketListener decorate(WebSocketListener handler);

    /**
     * The same for a handler's {@code @OnHandshake} method, whose exceptions fail the stage, or are thrown as they are.
     *
     * @return the method's own, unless it is overridden
     */
    default HandshakeInterceptor decorate(HandshakeInterceptor handshake) {
        return handshake;
    }
}
