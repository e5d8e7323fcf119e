package io.twsj.frame;

import org.jspecify.annotations.Nullable;

/** The defined opcodes (RFC 6455 sections 5.2 and 11.8). */
public enum Opcode {
    /** A further frame of a fragmented message. */
    CONTINUATION(0x0),
    /** Text in UTF-8. */
    TEXT(0x1),
    /** Bytes. */
    BINARY(0x2),
    /** Starts or answers the closing handshake. */
    CLOSE(0x8),
    /** Asks for a pong. */
    PING(0x9),
    /** Answers a ping, or is sent unasked. */
    PONG(0xa);

    private static final @Nullable Opcode[] BY_NUMBER = new @Nullable Opcode[16];

    static {
        for (Opcode opcode : values()) {
            BY_NUMBER[opcode.number] = opcode;
        }
    }

    private final int number;

    Opcode(int number) {
        this.number = number;
    }

    /** The four bits on the wire. */
    public int number() {
        return number;
    }

    /** Tells whether frames with this opcode are control frames (RFC 6455 section 5.5). */
    public boolean isControl() {
        return number >= CLOSE.number;
    }

    /** The opcode with a number from 0 to 15, or null if the number is reserved. */
    public static @Nullable Opcode of(int number) {
        return BY_NUMBER[number];
    }

    /** Tells whether a number from 0 to 15 is a defined opcode. */
    public static boolean isDefined(int number) {
        return BY_NUMBER[number] != null;
    }
}
