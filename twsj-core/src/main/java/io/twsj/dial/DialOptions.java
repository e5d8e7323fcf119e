package io.twsj.dial;

import io.twsj.handshake.ClientHandshakeOptions;
import io.twsj.handshake.auth.ClientAuthenticator;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * On which terms a client dials. Immutable.
 *
 * @param handshake what is asked for
 * @param requireSubprotocol whether a server that agrees to none of the subprotocols is refused
 * @param connectTimeout for the name and TCP, at each attempt
 * @param handshakeTimeout for everything together, redirects and repetitions included
 * @param maxRedirects followed at most; 0 for none
 * @param authenticator answers 401; null if nobody does
 * @param proxy what TCP goes through; null for the direct way
 * @param tls how {@code wss} is spoken
 */
public record DialOptions(
        ClientHandshakeOptions handshake,
        boolean requireSubprotocol,
        Duration connectTimeout,
        Duration handshakeTimeout,
        int maxRedirects,
        @Nullable ClientAuthenticator authenticator,
        @Nullable ProxyServer proxy,
        ClientTls tls) {

    /** The same, asking for something else. */
    public DialOptions withHandshake(ClientHandshakeOptions other) {
        return new DialOptions(
                other, requireSubprotocol, connectTimeout, handshakeTimeout, maxRedirects, authenticator, proxy, tls);
    }
}
