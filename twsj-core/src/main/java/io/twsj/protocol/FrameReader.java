package io.twsj.protocol;

import io.twsj.close.CloseCode;
import io.twsj.close.CloseReason;
import io.twsj.close.LimitExceededException;
import io.twsj.close.ProtocolException;
import io.twsj.frame.ClosePayload;
import io.twsj.frame.Frame;
import io.twsj.frame.FrameBits;
import io.twsj.frame.FrameDecoder;
import io.twsj.frame.Masking;
import io.twsj.frame.Opcode;
import io.twsj.frame.Utf8;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames: judges them by their header, unmasks their payloads, has them pass the extensions and makes messages of
 * them. It knows what is unfinished, a header, a frame or a message, and nothing else; so one reader serves all connections
 * of a loop in turn, except those in the middle of something. Loop only.
 */
final class FrameReader {

    private static final int LONGEST_CONTROL_PAYLOAD = 125;

    private final FrameDecoder header = new FrameDecoder();
    private final MessageAssembler assembler;

    /** Whose frames are read; null while it is nobody's turn. */
    private @Nullable InboundHalf half;

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

    FrameReader(BufferPool buffers) {
        this.assembler = new MessageAssembler(buffers);
    }

    /** Reads for this one from now on; null for nobody, between two messages. */
    void serve(@Nullable InboundHalf next) {
        half = next;
        if (next != null) {
            assembler.maxBytes(next.maxMessageBytes());
        }
    }

    private InboundHalf half() {
        return Objects.requireNonNull(half, "nobody's turn");
    }

    /** Whether nothing is unfinished. */
    boolean isAtRest() {
        return fragments == 0 && !inFrame && !header.isInHeader();
    }

    MessageAssembler assembler() {
        return assembler;
    }

    /** Forgets what has come of a message that will not be finished. */
    void release() {
        assembler.release();
    }

    /** Takes all bytes, or fewer if they are not wanted any more meanwhile. */
    void read(ByteBuffer bytes) {
        while (half().wantsBytes()) {
            if (!inFrame && !beginFrame(bytes)) {
                return;
            }
            if (!takePayload(bytes)) {
                return;
            }
            inFrame = false;
        }
    }

    /** Takes a frame whose header did not come as bytes. */
    void readFrame(int bits, ByteBuffer payload) {
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
        boolean expected = half().expectsMasks();
        if (header.isMasked() != expected) {
            throw error(expected ? "unmasked frame from a client" : "masked frame from a server");
        }
    }

    /** RFC 6455 5.2: a reserved bit is 0 unless an agreed extension defines it; extensions here define data frames. */
    private void checkRsv(int bits) {
        int allowed = FrameBits.isControl(bits) ? 0 : half().ownedRsv();
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
        TransformChain transforms = half().transforms();
        FrameStage stage = half().stage();
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
        int most = half().maxFragments();
        if (++fragments > most) {
            throw new LimitExceededException(
                    CloseCode.MESSAGE_TOO_BIG, "message of more than " + most + " fragments", fragments, most);
        }
    }

    private void checkLength(long length, boolean continues, FrameStage frames) {
        if (half().transforms() == null) {
            frames.checkRoom(length, continues);
        } else {
            checkWireLength(length);
        }
    }

    /** Judged before a byte of the payload is read. */
    private void checkLength(long length) {
        if (half().transforms() == null) {
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
                && half().isPlain()
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
        half().engine().message(assembler.isText(), bytes);
        bytes.limit(limit).position(to);
    }

    private void takePiece(ByteBuffer bytes, int piece) {
        int from = bytes.position();
        int to = from + piece;
        unmask(bytes, from, to);
        missing -= piece;
        int limit = bytes.limit();
        bytes.limit(to);
        TransformChain transforms = half().transforms();
        FrameStage stage = half().stage();
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
        TransformChain transforms = half().transforms();
        if (transforms != null) {
            transforms.end();
        }
        boolean fin = FrameBits.fin(header.bits());
        if (fin) {
            fragments = 0;
        }
        FrameStage stage = half().stage();
        if (stage != null) {
            stage.end();
        } else if (fin) {
            deliverJoined();
        }
    }

    private void deliverJoined() {
        ByteBuffer message = assembler.finish();
        try {
            half().engine().message(assembler.isText(), message);
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
        FrameStage stage = half().stage();
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
            half().engine().pingReceived(payload);
        } else if (opcode == Opcode.PONG.number()) {
            half().engine().pongReceived(payload);
        } else {
            CloseReason reason = ClosePayload.parse(payload);
            half().stop();
            half().engine().closeReceived(reason);
        }
    }

    private static ProtocolException error(String message) {
        return new ProtocolException(CloseCode.PROTOCOL_ERROR, message);
    }
}
