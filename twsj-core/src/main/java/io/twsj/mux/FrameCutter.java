package io.twsj.mux;

import io.twsj.frame.FrameBits;
import io.twsj.frame.FrameDecoder;
import io.twsj.frame.Opcode;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what an engine has put on its link, unmasked frames one behind the other, into logical frames as quota and room
 * allow. Control frames are never cut; until the quota holds a whole one, nothing is sent. One caller at a time.
 */
final class FrameCutter {

    /** There is nothing to send, or not quota enough for it. */
    static final int NOTHING = -1;

    private final FrameDecoder header = new FrameDecoder();
    private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>();

    /** Bytes in the chunks. */
    private long available;

    /** Whether a frame's header has been read and its payload has not ended. */
    private boolean inFrame;

    /** Whether no piece of the present frame has been cut yet. */
    private boolean atStart;

    /** Payload bytes of the present frame that have not been cut. */
    private long missing;

    /** Takes over the bytes between position and limit. */
    void add(ByteBuffer chunk) {
        if (chunk.hasRemaining()) {
            chunks.addLast(chunk);
            available += chunk.remaining();
        }
    }

    /** Bytes taken over and not cut yet, headers included. */
    long available() {
        return available;
    }

    /** Forgets everything. */
    void clear() {
        chunks.clear();
        available = 0;
    }

    /**
     * Puts one octet of header and some payload at the target's position.
     *
     * @param target with room for a control frame at least
     * @return what that costs, or {@link #NOTHING}
     */
    int cut(ByteBuffer target, long quota) {
        if (!inFrame && !readHeader()) {
            return NOTHING;
        }
        int begins = atStart && !continues() ? 1 : 0;
        long most = Math.min(quota - begins, target.remaining() - 1L);
        int size = (int) Math.min(most, Math.min(missing, available));
        boolean worthwhile = (FrameBits.isControl(header.bits()) || size == 0) ? size == missing : size > 0;
        if (quota < begins || !worthwhile) {
            return NOTHING;
        }
        putPiece(target, size);
        return begins + size;
    }

    private boolean readHeader() {
        ByteBuffer first = front();
        while (first != null) {
            long before = first.remaining();
            boolean complete = header.read(first);
            available -= before - first.remaining();
            if (complete) {
                inFrame = true;
                atStart = true;
                missing = header.length();
                return true;
            }
            first = front();
        }
        return false;
    }

    private boolean continues() {
        return FrameBits.opcode(header.bits()) == Opcode.CONTINUATION.number();
    }

    private void putPiece(ByteBuffer target, int size) {
        missing -= size;
        inFrame = missing > 0;
        int last = inFrame ? 0 : header.bits() & FrameBits.FIN;
        // What is cut off goes on as a continuation, without the RSV bits, which speak of the frame's beginning.
        target.put((byte) (atStart ? last | (header.bits() & ~FrameBits.FIN) : last));
        atStart = false;
        copy(target, size);
    }

    private void copy(ByteBuffer target, int size) {
        available -= size;
        int left = size;
        while (left > 0) {
            ByteBuffer chunk = chunks.getFirst();
            int part = Math.min(left, chunk.remaining());
            target.put(target.position(), chunk, chunk.position(), part);
            target.position(target.position() + part);
            chunk.position(chunk.position() + part);
            left -= part;
            front();
        }
    }

    /** The first chunk that is not used up; null if there is none. */
    private @Nullable ByteBuffer front() {
        ByteBuffer first = chunks.peekFirst();
        while (first != null && !first.hasRemaining()) {
            chunks.removeFirst();
            first = chunks.peekFirst();
        }
        return first;
    }
}
