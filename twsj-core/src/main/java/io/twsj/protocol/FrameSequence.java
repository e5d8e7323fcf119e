package io.twsj.protocol;

import io.twsj.close.ProtocolException;
import io.twsj.frame.ClosePayload;
import io.twsj.frame.Frame;
import io.twsj.frame.FrameBits;
import io.twsj.frame.Opcode;
import io.twsj.frame.Utf8;
import java.nio.ByteBuffer;

/**
 * Judges frames that the application makes, one after the other, by the rules for whoever sends them: control frames,
 * fragmented messages, reserved bits, text. One caller at a time.
 */
final class FrameSequence {

    /** Whether a message has begun and not ended. */
    private boolean inMessage;

    private boolean isText;
    private int utf8 = Utf8.COMPLETE;

    FrameSequence() {}

    private FrameSequence(FrameSequence from) {
        inMessage = from.inMessage;
        isText = from.isText;
        utf8 = from.utf8;
    }

    /** A sequence that has come as far as this one and goes on by itself. */
    FrameSequence fork() {
        return new FrameSequence(this);
    }

    /**
     * Judges the next frame.
     *
     * @throws IllegalArgumentException if the frame may not be sent at all; the sequence is unchanged
     * @throws IllegalStateException if it may not be sent now; the sequence is unchanged
     */
    void next(Frame frame) {
        if (FrameBits.rsv(frame.bits()) != 0) {
            throw illegal(frame, "reserved bits belong to the agreed extensions, which set them (RFC 6455 5.2)");
        }
        if (!Opcode.isDefined(FrameBits.opcode(frame.bits()))) {
            throw illegal(frame, "the opcode is reserved (RFC 6455 5.2)");
        }
        if (frame.isControl()) {
            checkControl(frame);
        } else {
            checkOrder(frame);
            checkText(frame);
            inMessage = !frame.fin();
        }
    }

    private static void checkControl(Frame frame) {
        if (!frame.fin()) {
            throw illegal(frame, "control frames are not fragmented (RFC 6455 5.5)");
        }
        if (frame.size() > Frame.MAX_CONTROL_PAYLOAD) {
            throw illegal(frame, "control frames hold at most 125 bytes (RFC 6455 5.5)");
        }
        if (frame.opcode() == Opcode.CLOSE) {
            try {
                ClosePayload.parse(frame.payload());
            } catch (ProtocolException wrong) {
                throw illegal(frame, wrong.getMessage() + " (RFC 6455 5.5.1, 7.4)");
            }
        }
    }

    private void checkOrder(Frame frame) {
        boolean continues = frame.opcode() == Opcode.CONTINUATION;
        if (continues && !inMessage) {
            throw new IllegalStateException(
                    "cannot send " + frame + ": there is no message to continue (RFC 6455 5.4)");
        }
        if (!continues && inMessage) {
            throw new IllegalStateException(
                    "cannot send " + frame + ": the fragmented message before it has not ended (RFC 6455 5.4)");
        }
    }

    private void checkText(Frame frame) {
        boolean text = frame.opcode() == Opcode.CONTINUATION ? isText : frame.opcode() == Opcode.TEXT;
        ByteBuffer payload = frame.payload();
        int before = inMessage ? utf8 : Utf8.COMPLETE;
        int after = text ? Utf8.check(before, payload, 0, payload.limit()) : Utf8.COMPLETE;
        if (after == Utf8.INVALID || (frame.fin() && after != Utf8.COMPLETE)) {
            throw illegal(frame, "the text is not UTF-8 (RFC 6455 5.6, 8.1)");
        }
        isText = text;
        utf8 = after;
    }

    private static IllegalArgumentException illegal(Frame frame, String rule) {
        return new IllegalArgumentException("cannot send " + frame + ": " + rule);
    }
}
