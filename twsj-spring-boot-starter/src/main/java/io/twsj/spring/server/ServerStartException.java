package io.twsj.spring.server;

/** The server could not listen; {@link ServerStartFailureAnalyzer} says what to change. */
public final class ServerStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * The server could not listen.
     *
     * @param cause says on which address, and why not
     */
    public ServerStartException(Exception cause) {
        super("the WebSocket server could not start: " + cause.getMessage(), cause);
    }
}
