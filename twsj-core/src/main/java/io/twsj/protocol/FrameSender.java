package io.twsj.protocol;

import io.twsj.close.ConnectionClosedException;
import io.twsj.frame.Frame;
import io.twsj.frame.Opcode;
import java.util.List;

/** Sends frames that the application made, after judging them. Thread-safe: rows of frames do not mix. */
final class FrameSender {

    private final Role role;
    private final ConnectionState state;
    private final OutboundHalf outbound;
    private FrameSequence sequence = new FrameSequence();

    FrameSender(Role role, ConnectionState state, OutboundHalf outbound) {
        this.role = role;
        this.state = state;
        this.outbound = outbound;
    }

    /** Sends all or none. */
    synchronized void send(List<Frame> frames) {
        if (state.isCloseSent() || state.isFailed() || state.isEnded()) {
            throw closed();
        }
        boolean closes = judge(frames);
        if (closes && !state.closeSent()) {
            throw closed();
        }
        // Under the lock, so that the next row cannot overtake this one; nothing here blocks.
        outbound.frames(List.copyOf(frames));
    }

    /** Tells whether the last of the frames is a Close frame. */
    private boolean judge(List<Frame> frames) {
        FrameSequence ahead = sequence.fork();
        boolean closes = false;
        for (Frame frame : frames) {
            if (closes) {
                throw new IllegalStateException("cannot send " + frame + ": it follows a Close frame (RFC 6455 5.5.1)");
            }
            ahead.next(frame);
            checkMasking(frame);
            closes = frame.opcode() == Opcode.CLOSE;
        }
        sequence = ahead;
        return closes;
    }

    /** RFC 6455 5.1: a client masks every frame, a server none. */
    private void checkMasking(Frame frame) {
        if (role == Role.CLIENT && frame.isUnmasked()) {
            throw new IllegalArgumentException("cannot send " + frame + ": a client masks (RFC 6455 5.1)");
        }
        if (role == Role.SERVER && frame.isMasked()) {
            throw new IllegalArgumentException("cannot send " + frame + ": a server does not mask (RFC 6455 5.1)");
        }
    }

    private ConnectionClosedException closed() {
        return new ConnectionClosedException("cannot send frames", state.closeReason());
    }
}
