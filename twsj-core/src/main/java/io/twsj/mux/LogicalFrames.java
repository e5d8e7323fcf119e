package io.twsj.mux;

import io.twsj.frame.FrameBits;
import io.twsj.frame.Opcode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Turns a channel's logical frames into frames as an engine takes them. Quotas make a sender cut anywhere, so that even
 * control frames may come in pieces, and in between the pieces of a message; they are put together here. One caller at a
 * time.
 */
final class LogicalFrames {

    /** There is no frame to hand on yet. */
    static final int NOTHING = -1;

    private static final int LONGEST_CONTROL_PAYLOAD = 125;

    /** Whether a data message has begun and not ended. */
    private boolean inMessage;

    /** The payload of a control frame that comes in pieces; null otherwise. */
    private @Nullable ByteBuffer control;

    private int controlBits;

    private ByteBuffer payload = ByteBuffer.allocate(0);

    /**
     * Takes a logical frame.
     *
     * @param bits FIN, RSV and opcode
     * @param piece its payload, from position to limit
     * @return the bits of the frame that is complete with it, or {@link #NOTHING}; its payload is {@link #payload()}
     * @throws MuxException if it cannot follow the frames before it
     */
    int accept(int bits, ByteBuffer piece) throws MuxException {
        payload = piece;
        if (FrameBits.isControl(bits)) {
            return beginControl(bits, piece);
        }
        if (FrameBits.opcode(bits) == Opcode.CONTINUATION.number()) {
            return control == null ? continueMessage(bits, piece) : continueControl(control, bits, piece);
        }
        return beginMessage(bits);
    }

    /** The payload of the frame that {@link #accept} has announced; the given piece itself where that was whole. */
    ByteBuffer payload() {
        return payload;
    }

    private int beginMessage(int bits) throws MuxException {
        if (control != null || inMessage) {
            throw wrong("a message begins inside of " + (inMessage ? "another one" : "a control frame"));
        }
        inMessage = !FrameBits.fin(bits);
        return bits;
    }

    private int continueMessage(int bits, ByteBuffer piece) throws MuxException {
        if (!inMessage) {
            throw wrong("continuation without a message to continue");
        }
        inMessage = !FrameBits.fin(bits);
        // A piece that says nothing would cost the sender nothing and the receiver a place in its queue.
        return inMessage && !piece.hasRemaining() ? NOTHING : bits;
    }

    private int beginControl(int bits, ByteBuffer piece) throws MuxException {
        if (control != null) {
            throw wrong("a control frame begins inside of another one");
        }
        if (FrameBits.fin(bits)) {
            checkLength(piece.remaining());
            return bits;
        }
        ByteBuffer begun = ByteBuffer.allocate(LONGEST_CONTROL_PAYLOAD);
        control = begun;
        controlBits = bits | FrameBits.FIN;
        append(begun, piece);
        return NOTHING;
    }

    private int continueControl(ByteBuffer begun, int bits, ByteBuffer piece) throws MuxException {
        append(begun, piece);
        if (!FrameBits.fin(bits)) {
            return NOTHING;
        }
        payload = begun.flip();
        control = null;
        return controlBits;
    }

    private static void append(ByteBuffer begun, ByteBuffer piece) throws MuxException {
        checkLength((long) begun.position() + piece.remaining());
        begun.put(piece);
    }

    private static void checkLength(long length) throws MuxException {
        if (length > LONGEST_CONTROL_PAYLOAD) {
            throw wrong("control frame of " + length + " bytes; at most " + LONGEST_CONTROL_PAYLOAD + " are allowed");
        }
    }

    private static MuxException wrong(String what) {
        return new MuxException(MuxCode.BAD_FRAGMENTATION, what);
    }
}
