package io.twsj.frame;

import io.twsj.close.CloseReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A frame by hand: header bits, payload, and how it is masked (RFC 6455 section 5.2). Immutable.
 *
 * <pre>{@code
 * Frame.text("Hello").fragment(2)                     // "He", "ll", "o": text, continuation, continuation with FIN
 * Frame.binary(bytes).withMaskingKey(0x37fa213d).toBytes()
 * Frame.close(new CloseReason(1000, "bye")).closeReason()
 * }</pre>
 *
 * <p>What a lone frame may not be, the factories refuse: a control frame that is fragmented or longer than 125 bytes, a
 * Close frame with half a code. {@link #raw} refuses nothing. Rules about sequences of frames are the sender's.
 *
 * <p>A frame says nothing about masking unless told to: whoever sends it then masks as its role asks (a client with a
 * fresh random key, a server not at all).
 */
public final class Frame {

    /** A control frame holds no more (RFC 6455 section 5.5). */
    public static final int MAX_CONTROL_PAYLOAD = 125;

    private static final class Random {

        static final SecureRandom KEYS = new SecureRandom();
    }

    /** What the frame says about masking. */
    private enum Mask {
        BY_ROLE,
        NONE,
        KEY
    }

    private final int bits;
    private final byte[] payload;
    private final Mask mask;
    private final int key;

    private Frame(int bits, byte[] payload, Mask mask, int key) {
        this.bits = bits;
        this.payload = payload;
        this.mask = mask;
        this.key = key;
    }

    // Factories

    /** A whole text. */
    public static Frame text(String text) {
        return new Frame(FrameBits.FIN | Opcode.TEXT.number(), Utf8.encode(text), Mask.BY_ROLE, 0);
    }

    /** A whole binary message with a copy of these bytes. */
    public static Frame binary(byte... payload) {
        return of(Opcode.BINARY, payload);
    }

    /** The last frame of a fragmented message, with a copy of these bytes; {@link #withFin} makes it another one. */
    public static Frame continuation(byte... payload) {
        return of(Opcode.CONTINUATION, payload);
    }

    /**
     * A ping with a copy of these bytes.
     *
     * @throws IllegalArgumentException if they are more than 125
     */
    public static Frame ping(byte... payload) {
        return of(Opcode.PING, payload);
    }

    /**
     * A pong with a copy of these bytes.
     *
     * @throws IllegalArgumentException if they are more than 125
     */
    public static Frame pong(byte... payload) {
        return of(Opcode.PONG, payload);
    }

    /** A Close frame; {@link CloseReason#NO_STATUS} makes an empty one. Whether the code may be sent is not judged. */
    public static Frame close(CloseReason reason) {
        return of(Opcode.CLOSE, ClosePayload.of(reason));
    }

    /** A Close frame without a code. */
    public static Frame close() {
        return of(Opcode.CLOSE);
    }

    /**
     * A frame of any kind with FIN set and a copy of these bytes.
     *
     * @throws IllegalArgumentException if a control frame cannot hold them
     */
    public static Frame of(Opcode opcode, byte... payload) {
        return checked(FrameBits.FIN | opcode.number(), payload.clone(), Mask.BY_ROLE, 0);
    }

    /**
     * A frame of any kind with these header bits and a copy of the payload.
     *
     * @param bits the first byte of the header, see {@link FrameBits}
     * @param payload read from position to limit, which stay
     * @throws IllegalArgumentException if the opcode is reserved, or a control frame is fragmented or cannot hold the
     *     payload
     */
    public static Frame of(int bits, ByteBuffer payload) {
        requireDefined(bits);
        return checked(bits, copy(payload), Mask.BY_ROLE, 0);
    }

    /** A frame with these header bits, legal or not: a tester's tool. */
    public static Frame raw(int bits, byte... payload) {
        return new Frame(bits & 0xff, payload.clone(), Mask.BY_ROLE, 0);
    }

    private static Frame checked(int bits, byte[] payload, Mask mask, int key) {
        if (FrameBits.isControl(bits)) {
            checkControl(bits, payload);
        }
        return new Frame(bits, payload, mask, key);
    }

    private static void requireDefined(int bits) {
        if (!Opcode.isDefined(FrameBits.opcode(bits))) {
            throw new IllegalArgumentException(
                    "opcode " + FrameBits.opcode(bits) + " is reserved (RFC 6455 5.2); raw() makes such frames");
        }
    }

    private static void checkControl(int bits, byte[] payload) {
        if (!FrameBits.fin(bits)) {
            throw new IllegalArgumentException("a control frame is not fragmented (RFC 6455 5.5)");
        }
        if (payload.length > MAX_CONTROL_PAYLOAD) {
            throw new IllegalArgumentException("payload of " + payload.length + " bytes; a control frame holds at most "
                    + MAX_CONTROL_PAYLOAD + " (RFC 6455 5.5)");
        }
        if (FrameBits.opcode(bits) == Opcode.CLOSE.number() && payload.length == 1) {
            throw new IllegalArgumentException("a close payload of one byte is half a close code (RFC 6455 5.5.1)");
        }
    }

    // Variants

    /**
     * The same frame as the last one of its message, or as one that others follow.
     *
     * @throws IllegalArgumentException if a control frame is to be fragmented
     */
    public Frame withFin(boolean fin) {
        return checked(withBit(FrameBits.FIN, fin), payload, mask, key);
    }

    /** The same frame with RSV1 set or not. */
    public Frame withRsv1(boolean set) {
        return new Frame(withBit(FrameBits.RSV1, set), payload, mask, key);
    }

    /** The same frame with RSV2 set or not. */
    public Frame withRsv2(boolean set) {
        return new Frame(withBit(FrameBits.RSV2, set), payload, mask, key);
    }

    /** The same frame with RSV3 set or not. */
    public Frame withRsv3(boolean set) {
        return new Frame(withBit(FrameBits.RSV3, set), payload, mask, key);
    }

    private int withBit(int bit, boolean set) {
        return set ? bits | bit : bits & ~bit;
    }

    /**
     * The same frame with a copy of other payload bytes.
     *
     * @throws IllegalArgumentException if a control frame cannot hold them
     */
    public Frame withPayload(byte... other) {
        return checked(bits, other.clone(), mask, key);
    }

    /** The same frame, masked with this key: the four octets as a big-endian number. */
    public Frame withMaskingKey(int maskingKey) {
        return new Frame(bits, payload, Mask.KEY, maskingKey);
    }

    /** The same frame, masked with a key from a strong random source. */
    public Frame withRandomMaskingKey() {
        return withMaskingKey(Random.KEYS.nextInt());
    }

    /** The same frame, not masked whatever the sender's role. */
    public Frame withoutMaskingKey() {
        return new Frame(bits, payload, Mask.NONE, 0);
    }

    /**
     * The same message in frames of at most so many payload bytes: the first one with this frame's opcode and RSV bits,
     * the others continuations, the last one with this frame's FIN; all masked as this frame is. A text may be cut
     * within a character (RFC 6455 section 5.6).
     *
     * @throws IllegalArgumentException if the size is not positive
     * @throws IllegalStateException if this is a control frame (RFC 6455 section 5.5)
     */
    public List<Frame> fragment(int size) {
        if (size <= 0) {
            throw new IllegalArgumentException("fragment size is " + size + "; it must be positive");
        }
        if (isControl()) {
            throw new IllegalStateException("a control frame cannot be fragmented (RFC 6455 5.5)");
        }
        List<Frame> fragments = new ArrayList<>(payload.length / size + 1);
        int from = 0;
        do {
            int to = (int) Math.min((long) from + size, payload.length);
            fragments.add(fragment(from, to));
            from = to;
        } while (from < payload.length);
        return fragments;
    }

    private Frame fragment(int from, int to) {
        int first = from == 0 ? bits & ~FrameBits.FIN : Opcode.CONTINUATION.number();
        int fin = to == payload.length ? bits & FrameBits.FIN : 0;
        return new Frame(first | fin, Arrays.copyOfRange(payload, from, to), mask, key);
    }

    // The wire

    /** The frame as it goes over the wire; without a word about masking it is not masked. */
    public byte[] toBytes() {
        return WireForm.of(bits, payload, mask == Mask.KEY, key);
    }

    /**
     * Reads one frame, payload unmasked; the frame keeps the masking key it came with, or says that it came without.
     *
     * @param bytes moved behind the frame, or left as they are if they do not hold all of it
     * @return the frame, or null if bytes are missing
     * @throws io.twsj.close.ProtocolException if the frame breaks a rule that a lone frame can break; a
     *     {@link io.twsj.close.LimitExceededException} if no array can hold the payload
     */
    public static @Nullable Frame parse(ByteBuffer bytes) {
        return WireForm.parse(bytes);
    }

    static Frame received(int bits, byte[] payload, boolean masked, int key) {
        return new Frame(bits, payload, masked ? Mask.KEY : Mask.NONE, key);
    }

    // Parts

    /** The first byte of the header, see {@link FrameBits}. */
    public int bits() {
        return bits;
    }

    /**
     * The kind.
     *
     * @throws IllegalStateException if the frame was made by {@link #raw} with a reserved opcode
     */
    public Opcode opcode() {
        Opcode opcode = Opcode.of(FrameBits.opcode(bits));
        if (opcode == null) {
            throw new IllegalStateException("opcode " + FrameBits.opcode(bits) + " is reserved (RFC 6455 5.2)");
        }
        return opcode;
    }

    /** Tells whether this is a control frame. */
    public boolean isControl() {
        return FrameBits.isControl(bits);
    }

    /** Tells whether this is the last frame of its message. */
    public boolean fin() {
        return FrameBits.fin(bits);
    }

    /** The first reserved bit. */
    public boolean rsv1() {
        return (bits & FrameBits.RSV1) != 0;
    }

    /** The second reserved bit. */
    public boolean rsv2() {
        return (bits & FrameBits.RSV2) != 0;
    }

    /** The third reserved bit. */
    public boolean rsv3() {
        return (bits & FrameBits.RSV3) != 0;
    }

    /** Tells whether the frame has a masking key. */
    public boolean isMasked() {
        return mask == Mask.KEY;
    }

    /** Tells whether the frame is to be sent without mask, or came without, whatever the role. */
    public boolean isUnmasked() {
        return mask == Mask.NONE;
    }

    /** The masking key as a big-endian number; 0 if the frame has none. */
    public int maskingKey() {
        return key;
    }

    /** The number of payload bytes. */
    public int size() {
        return payload.length;
    }

    /** The payload, never masked, as a read-only view. */
    public ByteBuffer payload() {
        return ByteBuffer.wrap(payload).asReadOnlyBuffer();
    }

    /** A copy of the payload. */
    public byte[] bytes() {
        return payload.clone();
    }

    /** The payload read as UTF-8; what is not UTF-8, such as a character cut by fragmentation, becomes U+FFFD. */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /**
     * What a Close frame says.
     *
     * @return {@link CloseReason#NO_STATUS} if it is empty
     * @throws IllegalStateException if this is no Close frame
     * @throws io.twsj.close.ProtocolException if the payload is not one of a Close frame (RFC 6455 section 5.5.1)
     */
    public CloseReason closeReason() {
        if (FrameBits.opcode(bits) != Opcode.CLOSE.number()) {
            throw new IllegalStateException("only a Close frame has a close reason; this is a " + this);
        }
        return ClosePayload.parse(ByteBuffer.wrap(payload));
    }

    /** Same bits, same payload, same masking. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Frame frame
                && bits == frame.bits
                && mask == frame.mask
                && key == frame.key
                && Arrays.equals(payload, frame.payload);
    }

    @Override
    public int hashCode() {
        return Objects.hash(bits, mask, key, Arrays.hashCode(payload));
    }

    /** The kind, the bits and the size, never the payload. */
    @Override
    public String toString() {
        Opcode opcode = Opcode.of(FrameBits.opcode(bits));
        return (opcode == null ? "opcode " + FrameBits.opcode(bits) : opcode)
                + " frame of " + payload.length + " bytes"
                + (fin() ? ", FIN" : "")
                + (rsv1() ? ", RSV1" : "")
                + (rsv2() ? ", RSV2" : "")
                + (rsv3() ? ", RSV3" : "")
                + (isMasked() ? ", masked" : "");
    }

    private static byte[] copy(ByteBuffer payload) {
        byte[] copy = new byte[payload.remaining()];
        payload.get(payload.position(), copy);
        return copy;
    }
}
