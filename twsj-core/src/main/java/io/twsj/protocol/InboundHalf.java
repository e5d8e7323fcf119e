package io.twsj.protocol;

import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.close.LimitExceededException;
import io.twsj.close.ProtocolException;
import io.twsj.extension.ExtensionSession;
import io.twsj.frame.ClosePayload;
import io.twsj.frame.Frame;
import io.twsj.frame.FrameBits;
import io.twsj.frame.FrameDecoder;
import io.twsj.frame.Masking;
import io.twsj.frame.Opcode;
import io.twsj.frame.Utf8;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The engine's way in: bytes become frames, frames are judged by their header, payloads are unmasked, pass the
 * extensions and become messages. Called by the loop only.
 *
 * <p>A peer's mistake leaves as {@link ProtocolException}; {@link WebSocketProtocol} turns it into a failed connection.
 */
final class InboundHalf {

    private static final int LONGEST_CONTROL_PAYLOAD = 125;

    private final Role role;
    private final ProtocolLimits limits;
    private final ProtocolEvents events;
    private final FrameDecoder header = new FrameDecoder();
    private final MessageAssembler assembler;

    /** Null if no extension is agreed. */
    private final @Nullable TransformChain transforms;

    /** Where frames go instead of the assembler; null if nobody wants to see them. */
    private final @Nullable FrameStage stage;

    /** Whether a message that lies in the buffer whole can be handed on from there. */
    private final boolean inPlace;

    /** The RSV bits that have an owner. */
    private final int ownedRsv;

    /** Whether the header of the present frame has been read and its payload has not ended. */
    private boolean inFrame;

    /** Payload bytes of the present frame that have not arrived. */
    private long missing;

    /** Frames of the present message so far; 0 between two messages. */
    private int fragments;

    /** Wire bytes of the present message, before extensions. */
    private long wireBytes;

    /** The payload of a control frame that arrives in several pieces; null otherwise. */
    private @Nullable ByteBuffer control;

    private boolean paused;

    /** After a Close frame or a failure: whatever comes is ignored (RFC 6455 1.4, 7.1.7). */
    private boolean stopped;

    InboundHalf(
            Role role,
            ProtocolLimits limits,
            List<ExtensionSession> extensions,
            BufferPool buffers,
            FrameAccess access,
            ProtocolEvents events) {
        this.role = role;
        this.limits = limits;
        this.events = events;
        this.assembler = new MessageAssembler(limits.maxMessageBytes(), buffers);
        this.stage = access.needsFrames() ? new FrameStage(access, assembler, events) : null;
        this.transforms = TransformChain.inbound(extensions, stage == null ? assembler : stage);
        this.inPlace = transforms == null && stage == null;
        this.ownedRsv = ownedBits(extensions);
    }

    private static int ownedBits(List<ExtensionSession> extensions) {
        int bits = 0;
        for (ExtensionSession extension : extensions) {
            bits |= extension.rsvBits();
        }
        return bits;
    }

    /** Takes all bytes, or fewer if paused meanwhile. */
    void receive(ByteBuffer bytes) {
        while (!paused && !stopped) {
            if (!inFrame && !beginFrame(bytes)) {
                return;
            }
            if (!takePayload(bytes)) {
                return;
            }
            inFrame = false;
        }
        if (stopped) {
            bytes.position(bytes.limit());
        }
    }

    /** Takes a frame whose header did not come as bytes. */
    void receiveFrame(int bits, ByteBuffer payload) {
        if (stopped) {
            return;
        }
        header.given(bits, payload.remaining());
        checkRsv(bits);
        if (!FrameBits.isControl(bits)) {
            beginDataFrame(bits);
        }
        missing = header.length();
        takePayload(payload);
        if (fragments > 1) {
            // The link cut the message, not the peer.
            fragments--;
        }
    }

    /** From now on bytes are left where they are. */
    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
    }

    boolean isPaused() {
        return paused;
    }

    /** From now on bytes are ignored. */
    void stop() {
        stopped = true;
        assembler.release();
    }

    boolean isStopped() {
        return stopped;
    }

    // Frames

    private boolean beginFrame(ByteBuffer bytes) {
        if (!header.read(bytes)) {
            return false;
        }
        int bits = header.bits();
        checkMasking();
        checkRsv(bits);
        if (!FrameBits.isControl(bits)) {
            beginDataFrame(bits);
        }
        missing = header.length();
        inFrame = true;
        return true;
    }

    /** RFC 6455 5.1: a client masks every frame, a server none. */
    private void checkMasking() {
        if (header.isMasked() == (role == Role.SERVER)) {
            return;
        }
        throw error(role == Role.SERVER ? "unmasked frame from a client" : "masked frame from a server");
    }

    /** RFC 6455 5.2: a reserved bit is 0 unless an agreed extension defines it; extensions here define data frames. */
    private void checkRsv(int bits) {
        int allowed = FrameBits.isControl(bits) ? 0 : ownedRsv;
        if ((FrameBits.rsv(bits) & ~allowed) != 0) {
            throw error("reserved bit set that no agreed extension defines");
        }
    }

    private void beginDataFrame(int bits) {
        boolean continues = FrameBits.opcode(bits) == Opcode.CONTINUATION.number();
        checkSequence(continues);
        if (!continues) {
            wireBytes = 0;
        }
        countFragment();
        if (stage != null) {
            checkLength(header.length(), continues, stage);
            stage.begin(transforms == null ? bits : transforms.begin(bits, header.length()));
            return;
        }
        if (!continues) {
            assembler.begin(FrameBits.opcode(bits) == Opcode.TEXT.number());
        }
        checkLength(header.length());
        if (transforms != null) {
            transforms.begin(bits, header.length());
        } else {
            assembler.expect(header.length());
        }
    }

    /** RFC 6455 5.4: a message is begun once, continued until it ends, and not mixed with another. */
    private void checkSequence(boolean continues) {
        if (continues && fragments == 0) {
            throw error("continuation frame without a message to continue");
        }
        if (!continues && fragments > 0) {
            throw error("new message before the end of the fragmented one");
        }
    }

    private void countFragment() {
        if (++fragments > limits.maxFragments()) {
            throw new LimitExceededException(
                    CloseCode.MESSAGE_TOO_BIG,
                    "message of more than " + limits.maxFragments() + " fragments",
                    fragments,
                    limits.maxFragments());
        }
    }

    private void checkLength(long length, boolean continues, FrameStage frames) {
        if (transforms == null) {
            frames.checkRoom(length, continues);
        } else {
            checkWireLength(length);
        }
    }

    void limitMessages(int maxBytes) {
        assembler.maxBytes(maxBytes);
    }

    /** Judged before a byte of the payload is read. */
    private void checkLength(long length) {
        if (transforms == null) {
            assembler.checkRoom(length);
        } else {
            checkWireLength(length);
        }
    }

    private void checkWireLength(long length) {
        // Data that does not compress becomes a little longer; beyond that, more bytes on the wire than a message may
        // have are of no use, and a transform might turn them into nothing for ever.
        long allowed = assembler.maxBytes() + assembler.maxBytes() / 8L + 64;
        if (length > allowed - wireBytes) {
            throw MessageAssembler.tooLarge(length, allowed - wireBytes);
        }
        wireBytes += length;
    }

    private boolean takePayload(ByteBuffer bytes) {
        return FrameBits.isControl(header.bits()) ? takeControlPayload(bytes) : takeDataPayload(bytes);
    }

    // Data frames

    private boolean takeDataPayload(ByteBuffer bytes) {
        if (isWholeMessage(bytes)) {
            deliverInPlace(bytes);
            return true;
        }
        int piece = (int) Math.min(missing, bytes.remaining());
        if (piece > 0) {
            takePiece(bytes, piece);
        }
        if (missing > 0) {
            return false;
        }
        endDataFrame();
        return true;
    }

    /** The usual case: one frame, all of it in the buffer, nothing to join or to transform. */
    private boolean isWholeMessage(ByteBuffer bytes) {
        return fragments == 1
                && inPlace
                && FrameBits.fin(header.bits())
                && missing == header.length()
                && missing <= bytes.remaining();
    }

    private void deliverInPlace(ByteBuffer bytes) {
        int from = bytes.position();
        int to = from + (int) missing;
        unmask(bytes, from, to);
        if (assembler.isText() && Utf8.check(Utf8.COMPLETE, bytes, from, to) != Utf8.COMPLETE) {
            throw MessageAssembler.notUtf8();
        }
        int limit = bytes.limit();
        fragments = 0;
        bytes.limit(to);
        events.onMessage(assembler.isText(), bytes);
        bytes.limit(limit).position(to);
    }

    private void takePiece(ByteBuffer bytes, int piece) {
        int from = bytes.position();
        int to = from + piece;
        unmask(bytes, from, to);
        missing -= piece;
        int limit = bytes.limit();
        bytes.limit(to);
        if (transforms != null) {
            transforms.payload(bytes);
        } else if (stage != null) {
            stage.accept(bytes);
        } else {
            assembler.accept(bytes);
        }
        bytes.limit(limit).position(to);
    }

    private void endDataFrame() {
        if (transforms != null) {
            transforms.end();
        }
        boolean fin = FrameBits.fin(header.bits());
        if (fin) {
            fragments = 0;
        }
        if (stage != null) {
            stage.end();
        } else if (fin) {
            deliverJoined();
        }
    }

    private void deliverJoined() {
        ByteBuffer message = assembler.finish();
        try {
            events.onMessage(assembler.isText(), message);
        } finally {
            assembler.giveBack(message);
        }
    }

    private void unmask(ByteBuffer bytes, int from, int to) {
        int key = header.maskingKey();
        if (key != 0) {
            Masking.apply(bytes, from, to, key, (int) (header.length() - missing));
        }
    }

    // Control frames

    private boolean takeControlPayload(ByteBuffer bytes) {
        if (control == null && missing <= bytes.remaining()) {
            int limit = bytes.limit();
            int to = bytes.position() + (int) missing;
            unmask(bytes, bytes.position(), to);
            bytes.limit(to);
            handleControl(bytes);
            bytes.limit(limit).position(to);
            return true;
        }
        return collectControlPayload(bytes);
    }

    private boolean collectControlPayload(ByteBuffer bytes) {
        if (control == null) {
            control = ByteBuffer.allocate(LONGEST_CONTROL_PAYLOAD);
        }
        int piece = (int) Math.min(missing, bytes.remaining());
        unmask(bytes, bytes.position(), bytes.position() + piece);
        control.put(control.position(), bytes, bytes.position(), piece);
        control.position(control.position() + piece);
        bytes.position(bytes.position() + piece);
        missing -= piece;
        if (missing > 0) {
            return false;
        }
        ByteBuffer payload = control.flip();
        control = null;
        handleControl(payload);
        return true;
    }

    private void handleControl(ByteBuffer payload) {
        if (stage == null) {
            react(payload);
            return;
        }
        Frame frame = stage.control(header.bits(), payload);
        react(frame.payload());
        stage.deliver(frame);
    }

    private void react(ByteBuffer payload) {
        int opcode = FrameBits.opcode(header.bits());
        if (opcode == Opcode.PING.number()) {
            events.onPing(payload);
        } else if (opcode == Opcode.PONG.number()) {
            events.onPong(payload);
        } else {
            CloseReason reason = ClosePayload.parse(payload);
            stop();
            events.onCloseFrame(reason);
        }
    }

    private static ProtocolException error(String message) {
        return new ProtocolException(CloseCode.PROTOCOL_ERROR, message);
    }
}
