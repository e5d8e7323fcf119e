package io.twsj;

import java.util.Map;

/**
 * What a server has counted since it was built. Immutable; the figures are taken one after the other while the server goes
 * on, so that they need not add up to the last one.
 *
 * @param acceptedConnections connections that the network has brought, whatever became of them
 * @param openConnections WebSocket connections that are open now
 * @param openedConnections opening handshakes that were accepted
 * @param closedByCode WebSocket connections that have ended, by the close code that their listener was told
 * @param refusedByStatus opening handshakes that were refused, by the status of the answer
 * @param refusedFirstMessages connections that were not let in although their handshake was accepted: their first message did
 *     not tell in time who they are, or told of somebody who may not connect ({@link Route.Builder#firstMessage})
 * @param receivedMessages messages that have arrived whole
 * @param receivedBytes their payloads, after extensions
 * @param sentMessages messages that were given to connections to send
 * @param sentBytes their payloads, before extensions
 * @param droppedMessages messages that a connection was not sent because too much output waited for it; see {@link Overflow}
 * @param limitsHit how often somebody has run into a limit; every limit is there
 * @param slowPeersCut connections that have ended because their peer did not take what it was sent
 * @param handlerFailures exceptions of listeners
 * @param tlsFailures connections lost by a failure of TLS, mostly in its handshake
 */
public record ServerStatistics(
        long acceptedConnections,
        int openConnections,
        long openedConnections,
        Map<Integer, Long> closedByCode,
        Map<Integer, Long> refusedByStatus,
        long refusedFirstMessages,
        long receivedMessages,
        long receivedBytes,
        long sentMessages,
        long sentBytes,
        long droppedMessages,
        Map<ServerLimit, Long> limitsHit,
        long slowPeersCut,
        long handlerFailures,
        long tlsFailures) {

    /** Takes copies. */
    public ServerStatistics {
        closedByCode = Map.copyOf(closedByCode);
        refusedByStatus = Map.copyOf(refusedByStatus);
        limitsHit = Map.copyOf(limitsHit);
    }

    /** All opening handshakes that were refused. */
    public long refusedHandshakes() {
        return sum(refusedByStatus);
    }

    /** All WebSocket connections that have ended. */
    public long closedConnections() {
        return sum(closedByCode);
    }

    private static long sum(Map<Integer, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
