package io.twsj.spring.server;

import java.net.InetSocketAddress;

/** The server could not listen; {@link ServerStartFailureAnalyzer} says what to change. */
public final class ServerStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final InetSocketAddress address;

    /** The server could not listen on this address. */
    public ServerStartException(InetSocketAddress address, Exception cause) {
        super(
                "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": " + cause.getMessage(),
                cause);
        this.address = address;
    }

    /** Where the server was to listen. */
    public InetSocketAddress address() {
        return address;
    }
}
