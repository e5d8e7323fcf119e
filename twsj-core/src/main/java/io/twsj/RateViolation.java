package io.twsj;

/** What happens to a connection whose peer sends more than is allowed in a second. */
public enum RateViolation {

    /** It fails with 1008. */
    CLOSE,

    /** It is not read until the peer may send again; the network slows the peer down. */
    PAUSE
}
