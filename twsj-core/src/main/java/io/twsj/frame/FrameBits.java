package io.twsj.frame;

/**
 * The first byte of a frame header as an {@code int}, so that frames pass through the engine without objects.
 *
 * <pre>
 *   80    40     20     10     08  04  02  01
 * | FIN | RSV1 | RSV2 | RSV3 |    opcode    |     RFC 6455 section 5.2
 * </pre>
 */
public final class FrameBits {

    /** Last frame of its message. */
    public static final int FIN = 0x80;
    /** First reserved bit; permessage-deflate marks compressed messages with it. */
    public static final int RSV1 = 0x40;
    /** Second reserved bit. */
    public static final int RSV2 = 0x20;
    /** Third reserved bit. */
    public static final int RSV3 = 0x10;
    /** All three reserved bits. */
    public static final int RSV = RSV1 | RSV2 | RSV3;

    private static final int OPCODE = 0x0f;
    private static final int CONTROL = 0x08;

    private FrameBits() {}

    /** Tells whether the frame is the last of its message. */
    public static boolean fin(int bits) {
        return (bits & FIN) != 0;
    }

    /** The RSV bits, in their place. */
    public static int rsv(int bits) {
        return bits & RSV;
    }

    /** The opcode's number, defined or not. */
    public static int opcode(int bits) {
        return bits & OPCODE;
    }

    /** Tells whether the opcode is one of a control frame, defined or not. */
    public static boolean isControl(int bits) {
        return (bits & CONTROL) != 0;
    }
}
