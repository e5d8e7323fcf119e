package io.twsj.mux;

/**
 * Why a channel is dropped, or with a code of 2000 to 2999 the physical connection. They stand in DropChannel blocks and
 * never in Close frames.
 */
final class MuxCode {

    /** The channel ended in good order. */
    static final int NORMAL = 1000;

    static final int INVALID_ENCAPSULATING_MESSAGE = 2001;
    static final int CHANNEL_ID_TRUNCATED = 2002;
    static final int ENCAPSULATED_FRAME_TRUNCATED = 2003;
    static final int UNKNOWN_MUX_OPCODE = 2004;
    static final int INVALID_CONTROL_BLOCK = 2005;
    static final int CHANNEL_ALREADY_EXISTS = 2006;
    static final int NEW_CHANNEL_SLOT_VIOLATION = 2007;
    static final int NEW_CHANNEL_SLOT_OVERFLOW = 2008;
    static final int BAD_REQUEST = 2009;
    static final int UNKNOWN_REQUEST_ENCODING = 2010;
    static final int BAD_RESPONSE = 2011;
    static final int UNKNOWN_RESPONSE_ENCODING = 2012;

    /** A channel failed for a reason without a code of its own. */
    static final int LOGICAL_CHANNEL_FAILED = 3000;

    static final int SEND_QUOTA_VIOLATION = 3005;
    static final int SEND_QUOTA_OVERFLOW = 3006;
    static final int DROP_CHANNEL_ACK = 3008;
    static final int BAD_FRAGMENTATION = 3009;

    private MuxCode() {}
}
