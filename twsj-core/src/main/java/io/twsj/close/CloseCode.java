package io.twsj.close;

/**
 * Close codes: the registered ones by name, and the rules for all others (RFC 6455 section 7.4).
 *
 * <p>A code is an {@code int} throughout the library, since 3000 to 4999 belong to libraries and applications.
 */
public final class CloseCode {

    /** The purpose of the connection is fulfilled. */
    public static final int NORMAL = 1000;
    /** The endpoint goes away: a server stops, a page is left. */
    public static final int GOING_AWAY = 1001;
    /** The peer broke the protocol. */
    public static final int PROTOCOL_ERROR = 1002;
    /** The endpoint cannot take this kind of message. */
    public static final int UNSUPPORTED_DATA = 1003;
    /** Local only: the peer's Close frame carried no code. */
    public static final int NO_STATUS = 1005;
    /** Local only: the connection ended without a Close frame from the peer. */
    public static final int ABNORMAL = 1006;
    /** The payload does not fit its kind, such as text that is not UTF-8. */
    public static final int INVALID_PAYLOAD = 1007;
    /** A generic refusal. */
    public static final int POLICY_VIOLATION = 1008;
    /** A message exceeds what the endpoint takes. */
    public static final int MESSAGE_TOO_BIG = 1009;
    /** The client misses an extension that it requires. */
    public static final int MANDATORY_EXTENSION = 1010;
    /** The endpoint met an unexpected condition, such as an exception in a handler. */
    public static final int INTERNAL_ERROR = 1011;
    /** The service restarts; a client may come back after a while (IANA registry). */
    public static final int SERVICE_RESTART = 1012;
    /** The endpoint is overloaded (IANA registry). */
    public static final int TRY_AGAIN_LATER = 1013;
    /** A gateway got an invalid answer from behind (IANA registry). */
    public static final int BAD_GATEWAY = 1014;
    /** Local only: the TLS handshake failed. */
    public static final int TLS_HANDSHAKE = 1015;

    private CloseCode() {}

    /**
     * Tells whether a code may stand in a Close frame, received or sent.
     *
     * <p>1012 to 1014 were registered after the RFC and count; 2000 to 2999 belong to extensions of which none defines
     * one; above 4999 nothing is defined, and twsj refuses it.
     */
    public static boolean mayBeSent(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }
}
