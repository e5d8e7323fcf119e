package io.twsj;

import java.util.concurrent.CompletionStage;

/**
 * Sees the opening handshakes that a server is about to accept, and adds lines to its answer or refuses. Thread-safe;
 * called on a worker, so it may block or answer later, within the time of the opening handshake.
 *
 * <p>Asked after origin and credentials were judged. The connection may still fail to open: for want of a place (503), or
 * as what the request says of subprotocols and extensions is malformed (400).
 */
@FunctionalInterface
public interface HandshakeInterceptor {

    /**
     * Judges a request.
     *
     * @return completes with what to do. If it fails, the peer is answered with 500 and no details, and the failure is
     *     logged
     */
    CompletionStage<HandshakeDecision> intercept(HandshakeRequest request);
}
