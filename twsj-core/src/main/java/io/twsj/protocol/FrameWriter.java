package io.twsj.protocol;

import io.twsj.close.HookException;
import io.twsj.extension.ExtensionSession;
import io.twsj.frame.Frame;
import io.twsj.frame.FrameBits;
import io.twsj.frame.FrameEncoder;
import io.twsj.frame.Masking;
import io.twsj.frame.Opcode;
import io.twsj.message.Message;
import io.twsj.message.SharedMessage;
import io.twsj.message.SharedMessage.Transformed;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts frames on a link: transformed by the extensions, masked if this is a client. One caller at a time, except the one
 * writer of all connections that have nothing of the kind, which is thread-safe.
 */
final class FrameWriter {

    static final int CLOSE = FrameBits.FIN | Opcode.CLOSE.number();
    static final int PING = FrameBits.FIN | Opcode.PING.number();
    static final int PONG = FrameBits.FIN | Opcode.PONG.number();
    private static final int TEXT = FrameBits.FIN | Opcode.TEXT.number();
    private static final int BINARY = FrameBits.FIN | Opcode.BINARY.number();

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    /** Of all connections without masking, extensions and hooks; it has no state. */
    private static final FrameWriter PLAIN =
            new FrameWriter(false, MaskingKeys.NONE, List.of(), HookChain.empty(), failure -> {
                throw new AssertionError(failure);
            });

    private final boolean masks;
    private final MaskingKeys keys;

    /** Null if no extension is agreed. */
    private final @Nullable TransformChain transforms;

    /** Null if nobody wants to see frames, and after a hook has failed. */
    private @Nullable HookChain<Frame> hooks;

    /** What the hooks made of the frames so far; null if there are no hooks. */
    private final @Nullable FrameSequence hooked;

    private final Consumer<HookException> hookFailure;

    /** What the transforms made of the present message. */
    private ByteBuffer transformed = NONE;

    private FrameWriter(
            boolean masks,
            MaskingKeys keys,
            List<ExtensionSession> extensions,
            HookChain<Frame> hooks,
            Consumer<HookException> hookFailure) {
        this.masks = masks;
        this.keys = keys;
        this.transforms = TransformChain.outbound(extensions, this::collect);
        this.hooks = hooks.isEmpty() ? null : hooks;
        this.hooked = hooks.isEmpty() ? null : new FrameSequence();
        this.hookFailure = hookFailure;
    }

    /**
     * A writer for one link.
     *
     * @param hookFailure told, at most once, that a hook failed; the frame is not written then
     */
    static FrameWriter of(
            Role role,
            Link link,
            List<ExtensionSession> extensions,
            MaskingKeys keys,
            HookChain<Frame> hooks,
            Consumer<HookException> hookFailure) {
        boolean masks = role == Role.CLIENT && !link.carriesFrames();
        return masks || !extensions.isEmpty() || !hooks.isEmpty()
                ? new FrameWriter(masks, keys, extensions, hooks, hookFailure)
                : PLAIN;
    }

    /** Whether a message for many costs no more than its bytes: nobody transforms it for this connection alone. */
    boolean sharesTransforms() {
        return transforms == null || transforms.sharingKey() != null;
    }

    /** A message in one frame. */
    void message(Link link, Message message) {
        int bits = message.isText() ? TEXT : BINARY;
        if (hooks != null) {
            frame(link, message.toFrame());
        } else if (transforms != null) {
            transformed(link, message, bits, transforms);
        } else if (message.size() <= Link.LARGEST_PIECE - FrameEncoder.LONGEST_HEADER) {
            small(link, message, bits);
        } else {
            frame(link, bits, message.payload());
        }
    }

    /** A control frame; the payload is read from position to limit, which stay. */
    void control(Link link, int bits, ByteBuffer payload) {
        if (hooks != null) {
            frame(link, Frame.of(bits, payload));
        } else {
            putControl(link, bits, payload);
        }
    }

    /** A frame by hand: through hooks and extensions, masked as it says itself or else as the role asks. */
    void frame(Link link, Frame frame) {
        Frame present = throughHooks(frame);
        if (present == null) {
            return;
        }
        if (transforms == null || present.isControl()) {
            frame(link, present.bits(), present.payload(), present);
        } else {
            transformed(link, present.payload(), present.bits(), transforms);
        }
    }

    /** A frame as it is, not even looked at by extensions; hooks do see it. */
    void rawFrame(Link link, Frame frame) {
        HookChain<Frame> chain = hooks;
        try {
            Frame present = chain == null ? frame : chain.outgoing(frame);
            frame(link, present.bits(), present.payload(), present);
        } catch (HookException failure) {
            giveUpHooks(failure);
        }
    }

    /** Null if a hook failed. */
    private @Nullable Frame throughHooks(Frame frame) {
        HookChain<Frame> chain = hooks;
        FrameSequence sequence = hooked;
        if (chain == null || sequence == null) {
            return frame;
        }
        try {
            Frame present = chain.outgoing(frame);
            FrameStage.requireLegal(frame, present, sequence, "outgoing");
            return present;
        } catch (HookException failure) {
            giveUpHooks(failure);
            return null;
        }
    }

    /** What still goes out is the Close frame of the failing connection, which no hook is to spoil. */
    private void giveUpHooks(HookException failure) {
        hooks = null;
        hookFailure.accept(failure);
    }

    private void putControl(Link link, int bits, ByteBuffer payload) {
        int size = payload.remaining();
        ByteBuffer out = link.room(FrameEncoder.LONGEST_HEADER + size);
        int key = header(out, bits, size);
        int from = out.position();
        out.put(from, payload, payload.position(), size).position(from + size);
        mask(out, from, key);
    }

    private void small(Link link, Message message, int bits) {
        int size = message.size();
        ByteBuffer out = link.room(FrameEncoder.LONGEST_HEADER + size);
        int key = header(out, bits, size);
        int from = out.position();
        message.writeTo(out);
        mask(out, from, key);
    }

    private void transformed(Link link, Message message, int bits, TransformChain chain) {
        Object key = message instanceof SharedMessage ? chain.sharingKey() : null;
        if (key != null && message instanceof SharedMessage shared) {
            Transformed form = shared.transformed(key, () -> transform(message.payload(), bits, chain));
            frame(link, form.bits(), form.payload());
        } else {
            transformed(link, message.payload(), bits, chain);
        }
    }

    private Transformed transform(ByteBuffer original, int bits, TransformChain chain) {
        int transformedBits = through(chain, original, bits);
        Transformed form = new Transformed(transformedBits, transformed.flip());
        transformed = NONE;
        return form;
    }

    private void transformed(Link link, ByteBuffer original, int bits, TransformChain chain) {
        int transformedBits = through(chain, original, bits);
        frame(link, transformedBits, transformed.flip());
        transformed = NONE;
    }

    private static int through(TransformChain chain, ByteBuffer original, int bits) {
        int transformedBits = chain.begin(bits, original.remaining());
        chain.payload(original);
        chain.end();
        return transformedBits;
    }

    private void collect(ByteBuffer bytes) {
        if (transformed.remaining() < bytes.remaining()) {
            int size = transformed.position() + bytes.remaining();
            transformed = ByteBuffer.allocate(Math.max(size, 2 * transformed.capacity()))
                    .put(transformed.flip());
        }
        transformed.put(bytes);
    }

    private void frame(Link link, int bits, ByteBuffer payload) {
        if (masks) {
            masked(link, bits, payload, keys.next());
        } else {
            unmasked(link, bits, payload);
        }
    }

    private void frame(Link link, int bits, ByteBuffer payload, Frame wishes) {
        if (wishes.isMasked() && !link.carriesFrames()) {
            masked(link, bits, payload, wishes.maskingKey());
        } else if (wishes.isUnmasked()) {
            unmasked(link, bits, payload);
        } else {
            frame(link, bits, payload);
        }
    }

    private void unmasked(Link link, int bits, ByteBuffer payload) {
        FrameEncoder.putHeader(link.room(FrameEncoder.LONGEST_HEADER), bits, payload.remaining());
        link.write(payload);
    }

    private void masked(Link link, int bits, ByteBuffer payload, int key) {
        FrameEncoder.putMaskedHeader(link.room(FrameEncoder.LONGEST_HEADER), bits, payload.remaining(), key);
        maskedPieces(link, payload, key);
    }

    /** Copies piece by piece: the caller's bytes must not be masked in place. */
    private void maskedPieces(Link link, ByteBuffer payload, int key) {
        int offset = 0;
        while (payload.hasRemaining()) {
            int piece = Math.min(payload.remaining(), Link.LARGEST_PIECE);
            ByteBuffer out = link.room(piece);
            int from = out.position();
            out.put(from, payload, payload.position(), piece).position(from + piece);
            payload.position(payload.position() + piece);
            Masking.apply(out, from, out.position(), key, offset);
            offset += piece;
        }
    }

    private int header(ByteBuffer out, int bits, int size) {
        if (!masks) {
            FrameEncoder.putHeader(out, bits, size);
            return 0;
        }
        int key = keys.next();
        FrameEncoder.putMaskedHeader(out, bits, size, key);
        return key;
    }

    private void mask(ByteBuffer out, int from, int key) {
        if (masks) {
            Masking.apply(out, from, out.position(), key, 0);
        }
    }
}
