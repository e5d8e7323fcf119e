package io.twsj;

/** What a peer of a server has run into; how often is counted in {@link ServerStatistics#limitsHit}. */
public enum ServerLimit {

    /** {@link WebSocketServer.Builder#maxConnections}: the handshake is refused with 503. */
    CONNECTIONS,

    /** {@link WebSocketServer.Builder#maxConnectionsPerAddress}: the handshake is refused with 429. */
    CONNECTIONS_PER_ADDRESS,

    /** {@link WebSocketServer.Builder#maxConnectionsPerUser}: the handshake is refused with 429. */
    CONNECTIONS_PER_USER,

    /** {@link WebSocketServer.Builder#maxHandshakesPerSecond}: the handshake is refused with 429. */
    HANDSHAKES_PER_SECOND,

    /** {@link WebSocketServer.Builder#maxUnfinishedHandshakes}: the oldest of them is dropped. */
    UNFINISHED_HANDSHAKES,

    /**
     * {@link ConnectionOptions.Builder#maxMessageBytes} or {@link ConnectionOptions.Builder#maxFragments}: the connection
     * fails with 1009.
     */
    MESSAGE_SIZE,

    /** {@link ConnectionOptions.Builder#maxMessagesPerSecond}: see {@link RateViolation}. */
    MESSAGES_PER_SECOND,

    /** {@link ConnectionOptions.Builder#maxBytesPerSecond}: see {@link RateViolation}. */
    BYTES_PER_SECOND
}
