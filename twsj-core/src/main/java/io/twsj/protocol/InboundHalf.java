package io.twsj.protocol;

import io.twsj.extension.ExtensionSession;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The engine's way in: what a connection's frames are read with, on which terms, and whether they are read. Called by the
 * loop only.
 *
 * <p>Without extensions, and where nobody looks at frames, it has a {@link FrameReader} only while a frame or a message is
 * unfinished.
 *
 * <p>A peer's mistake leaves as {@link io.twsj.close.ProtocolException}; {@link WebSocketProtocol} turns it into a failed
 * connection.
 */
final class InboundHalf {

    private final WebSocketProtocol engine;
    private final FrameReaders readers;
    private final ProtocolLimits limits;

    /** RFC 6455 5.1: a client masks every frame, a server none. */
    private final boolean expectsMasks;

    /** The RSV bits that have an owner. */
    private final int ownedRsv;

    /** Null if no extension is agreed. */
    private final @Nullable TransformChain transforms;

    /** Where frames go instead of the assembler; null if nobody wants to see them. */
    private final @Nullable FrameStage stage;

    private int maxMessageBytes;

    /** Null while nothing is unfinished, see above. */
    private @Nullable FrameReader reader;

    private boolean paused;

    /** After a Close frame or a failure: whatever comes is ignored (RFC 6455 1.4, 7.1.7). */
    private boolean stopped;

    InboundHalf(
            WebSocketProtocol engine,
            Role role,
            ProtocolLimits limits,
            List<ExtensionSession> extensions,
            FrameAccess access,
            FrameReaders readers,
            ProtocolEvents events) {
        this.engine = engine;
        this.readers = readers;
        this.limits = limits;
        this.expectsMasks = role == Role.SERVER;
        this.ownedRsv = ownedBits(extensions);
        this.maxMessageBytes = limits.maxMessageBytes();
        if (extensions.isEmpty() && !access.needsFrames()) {
            this.stage = null;
            this.transforms = null;
        } else {
            MessageAssembler assembler = reader().assembler();
            this.stage = access.needsFrames() ? new FrameStage(access, assembler, events) : null;
            this.transforms = TransformChain.inbound(extensions, stage == null ? assembler : stage);
        }
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
        if (wantsBytes()) {
            FrameReader present = reader();
            present.read(bytes);
            giveBackIfDone(present);
        }
        if (stopped) {
            bytes.position(bytes.limit());
        }
    }

    /** Takes a frame whose header did not come as bytes. */
    void receiveFrame(int bits, ByteBuffer payload) {
        if (!stopped) {
            FrameReader present = reader();
            present.readFrame(bits, payload);
            giveBackIfDone(present);
        }
    }

    private FrameReader reader() {
        FrameReader present = reader;
        if (present == null) {
            present = readers.lend(this);
            reader = present;
        }
        return present;
    }

    private void giveBackIfDone(FrameReader present) {
        if (isPlain() && present.isAtRest()) {
            reader = null;
            readers.giveBack(present);
        }
    }

    /** Whether a message that lies in the buffer whole can be handed on from there. */
    boolean isPlain() {
        return transforms == null && stage == null;
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
        FrameReader present = reader;
        if (present != null) {
            reader = null;
            present.release();
        }
    }

    boolean wantsBytes() {
        return !paused && !stopped;
    }

    /** Takes messages of so many bytes; between two messages. */
    void limitMessages(int maxBytes) {
        maxMessageBytes = maxBytes;
        FrameReader present = reader;
        if (present != null) {
            present.assembler().maxBytes(maxBytes);
        }
    }

    // What its reader asks

    int maxMessageBytes() {
        return maxMessageBytes;
    }

    int maxFragments() {
        return limits.maxFragments();
    }

    boolean expectsMasks() {
        return expectsMasks;
    }

    int ownedRsv() {
        return ownedRsv;
    }

    @Nullable
    TransformChain transforms() {
        return transforms;
    }

    @Nullable
    FrameStage stage() {
        return stage;
    }

    /** Who is told what came in. */
    WebSocketProtocol engine() {
        return engine;
    }
}
