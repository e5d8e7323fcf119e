package io.twsj.dial;

import javax.net.ssl.SSLEngine;

/** Makes engines for a client's connections. Thread-safe; may block, so it is asked on a worker. */
@FunctionalInterface
public interface ClientTls {

    /**
     * An engine in client mode with all its parameters.
     *
     * @param host whose certificate is expected, a name or an address without brackets
     */
    SSLEngine engine(String host, int port);
}
