package io.twsj.protocol;

import io.twsj.close.HookException;
import io.twsj.extension.FrameTransform.PayloadSink;
import io.twsj.frame.Frame;
import io.twsj.frame.FrameBits;
import io.twsj.frame.Opcode;
import io.twsj.frame.Utf8;
import java.nio.ByteBuffer;

/**
 * The slower way in, for connections whose frames somebody wants to see: collects the payload of each frame behind the
 * extensions, judges it as part of its message, has the hooks look at it, and hands it to the receiver of frames or to
 * the assembler. One caller at a time.
 */
final class FrameStage implements PayloadSink {

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final FrameAccess access;
    private final MessageAssembler assembler;
    private final ProtocolEvents events;

    /** What the hooks made of the data frames so far. */
    private final FrameSequence hooked = new FrameSequence();

    private int bits;

    /** The payload of the present frame so far, from index 0 to position. */
    private ByteBuffer payload = NONE;

    /** Bytes of the present message so far. */
    private long messageBytes;

    private boolean isText;
    private int utf8 = Utf8.COMPLETE;

    FrameStage(FrameAccess access, MessageAssembler assembler, ProtocolEvents events) {
        this.access = access;
        this.assembler = assembler;
        this.events = events;
    }

    // Data frames

    /** A data frame begins; its bits are those that the extensions left. */
    void begin(int frameBits) {
        bits = frameBits;
        if (FrameBits.opcode(frameBits) != Opcode.CONTINUATION.number()) {
            messageBytes = 0;
            isText = FrameBits.opcode(frameBits) == Opcode.TEXT.number();
            utf8 = Utf8.COMPLETE;
        }
    }

    /**
     * Throws if the message would become larger than is taken by so many further bytes; the frame may not have begun.
     */
    void checkRoom(long more, boolean continues) {
        long before = continues ? messageBytes : 0;
        if (more > assembler.maxBytes() - before) {
            throw MessageAssembler.tooLarge(
                    more > Long.MAX_VALUE - before ? more : before + more, assembler.maxBytes());
        }
    }

    @Override
    public void accept(ByteBuffer bytes) {
        checkRoom(bytes.remaining(), true);
        if (isText) {
            utf8 = Utf8.check(utf8, bytes, bytes.position(), bytes.limit());
            if (utf8 == Utf8.INVALID) {
                throw MessageAssembler.notUtf8();
            }
        }
        messageBytes += bytes.remaining();
        if (payload.remaining() < bytes.remaining()) {
            grow(bytes.remaining());
        }
        payload.put(bytes);
    }

    private void grow(int more) {
        int least = payload.position() + more;
        int capacity = (int) Math.max(least, Math.min(2L * payload.capacity(), assembler.maxBytes()));
        payload = ByteBuffer.allocate(capacity).put(payload.flip());
    }

    /** The data frame is whole. */
    void end() {
        if (FrameBits.fin(bits) && utf8 != Utf8.COMPLETE) {
            throw MessageAssembler.notUtf8();
        }
        Frame frame = Frame.of(bits, payload.flip());
        payload = NONE;
        Frame present = hooked(frame);
        FrameEvents receiver = access.receiver();
        if (receiver != null) {
            receiver.onFrame(present);
        } else {
            assemble(present);
        }
    }

    private void assemble(Frame frame) {
        if (frame.opcode() != Opcode.CONTINUATION) {
            assembler.begin(frame.opcode() == Opcode.TEXT);
        }
        assembler.accept(frame.payload());
        if (frame.fin()) {
            ByteBuffer message = assembler.finish();
            try {
                events.onMessage(assembler.isText(), message);
            } finally {
                assembler.giveBack(message);
            }
        }
    }

    // Control frames

    /** What the hooks make of a control frame. */
    Frame control(int frameBits, ByteBuffer controlPayload) {
        return hooked(Frame.of(frameBits, controlPayload));
    }

    /** Hands on a control frame that the engine has reacted to. */
    void deliver(Frame control) {
        FrameEvents receiver = access.receiver();
        if (receiver != null) {
            receiver.onFrame(control);
        }
    }

    private Frame hooked(Frame frame) {
        if (access.hooks().isEmpty()) {
            return frame;
        }
        Frame present = access.hooks().incoming(frame);
        requireLegal(frame, present, hooked, "incoming");
        return present;
    }

    /** Judges what hooks made of a frame: a control frame stays of its kind, and the sequence is legal. */
    static void requireLegal(Frame before, Frame after, FrameSequence sequence, String direction) {
        try {
            boolean control = before.isControl() || after.isControl();
            if (control && FrameBits.opcode(before.bits()) != FrameBits.opcode(after.bits())) {
                throw new IllegalStateException("a control frame must stay of its kind");
            }
            sequence.next(after);
        } catch (IllegalArgumentException | IllegalStateException wrong) {
            throw new HookException("a hook turned an " + direction + " " + before + " into " + after, wrong);
        }
    }
}
