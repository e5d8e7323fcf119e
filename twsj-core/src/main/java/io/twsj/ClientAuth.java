package io.twsj;

/** Whether a server asks TLS clients for a certificate. */
public enum ClientAuth {
    /** Does not ask. */
    NONE,
    /** Asks, and takes clients that have none; one that is not trusted ends the handshake. */
    WANT,
    /** Asks, and takes nobody without a trusted certificate. */
    NEED
}
