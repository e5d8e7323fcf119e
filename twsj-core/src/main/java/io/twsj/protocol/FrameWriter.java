package io.twsj.protocol;

import io.twsj.extension.ExtensionSession;
import io.twsj.frame.FrameBits;
import io.twsj.frame.FrameEncoder;
import io.twsj.frame.Masking;
import io.twsj.frame.Opcode;
import io.twsj.message.Message;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts frames on a link: transformed by the extensions, masked if this is a client. One caller at a time. */
final class FrameWriter {

    static final int CLOSE = FrameBits.FIN | Opcode.CLOSE.number();
    static final int PING = FrameBits.FIN | Opcode.PING.number();
    static final int PONG = FrameBits.FIN | Opcode.PONG.number();
    private static final int TEXT = FrameBits.FIN | Opcode.TEXT.number();
    private static final int BINARY = FrameBits.FIN | Opcode.BINARY.number();

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final Link link;
    private final boolean masks;
    private final MaskingKeys keys;

    /** Null if no extension is agreed. */
    private final @Nullable TransformChain transforms;

    /** What the transforms made of the present message. */
    private ByteBuffer transformed = NONE;

    FrameWriter(Role role, Link link, List<ExtensionSession> extensions, MaskingKeys keys) {
        this.link = link;
        this.masks = role == Role.CLIENT;
        this.keys = keys;
        this.transforms = TransformChain.outbound(extensions, this::collect);
    }

    /** A message in one frame. */
    void message(Message message) {
        int bits = message.isText() ? TEXT : BINARY;
        if (transforms != null) {
            transformed(message, bits, transforms);
        } else if (message.size() <= Link.LARGEST_PIECE - FrameEncoder.LONGEST_HEADER) {
            small(message, bits);
        } else {
            frame(bits, message.payload());
        }
    }

    /** A control frame; the payload is read from position to limit, which stay. */
    void control(int bits, ByteBuffer payload) {
        int size = payload.remaining();
        ByteBuffer out = link.room(FrameEncoder.LONGEST_HEADER + size);
        int key = header(out, bits, size);
        int from = out.position();
        out.put(from, payload, payload.position(), size).position(from + size);
        mask(out, from, key, 0);
    }

    private void small(Message message, int bits) {
        int size = message.size();
        ByteBuffer out = link.room(FrameEncoder.LONGEST_HEADER + size);
        int key = header(out, bits, size);
        int from = out.position();
        message.writeTo(out);
        mask(out, from, key, 0);
    }

    private void transformed(Message message, int bits, TransformChain chain) {
        int transformedBits = chain.begin(bits);
        chain.payload(message.payload());
        chain.end();
        ByteBuffer payload = transformed.flip();
        frame(transformedBits, payload);
        transformed = NONE;
    }

    private void collect(ByteBuffer bytes) {
        if (transformed.remaining() < bytes.remaining()) {
            int size = transformed.position() + bytes.remaining();
            transformed = ByteBuffer.allocate(Math.max(size, 2 * transformed.capacity()))
                    .put(transformed.flip());
        }
        transformed.put(bytes);
    }

    private void frame(int bits, ByteBuffer payload) {
        ByteBuffer out = link.room(FrameEncoder.LONGEST_HEADER);
        int key = header(out, bits, payload.remaining());
        if (masks) {
            maskedPieces(payload, key);
        } else {
            link.write(payload);
        }
    }

    /** Copies piece by piece: the caller's bytes must not be masked in place. */
    private void maskedPieces(ByteBuffer payload, int key) {
        int offset = 0;
        while (payload.hasRemaining()) {
            int piece = Math.min(payload.remaining(), Link.LARGEST_PIECE);
            ByteBuffer out = link.room(piece);
            int from = out.position();
            out.put(from, payload, payload.position(), piece).position(from + piece);
            payload.position(payload.position() + piece);
            mask(out, from, key, offset);
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

    private void mask(ByteBuffer out, int from, int key, int offset) {
        if (masks) {
            Masking.apply(out, from, out.position(), key, offset);
        }
    }
}
