package io.twsj.protocol;

/** Which side of the connection this endpoint is; they differ in who masks and who closes TCP first. */
public enum Role {
    /** Masks what it sends (RFC 6455 section 5.1), lets the server close TCP. */
    CLIENT,
    /** Never masks, closes TCP first (RFC 6455 section 7.1.1). */
    SERVER
}
