package io.twsj.frame;

import io.twsj.close.CloseCode;
import io.twsj.close.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Reads frame headers that may arrive cut anywhere, and checks what a header alone can show (RFC 6455 section 5.2).
 *
 * <pre>
 *  octet 0   FIN RSV1 RSV2 RSV3 opcode(4)
 *  octet 1   MASK length(7)              0-125; 126: two octets follow; 127: eight follow
 *  then      extended length (0, 2, 8)   big-endian, the shortest form that fits
 *  then      masking key (0, 4)          if MASK
 * </pre>
 *
 * <p>What it does not know is left to the engine: which RSV bits have an owner, who must mask, what may follow what. One
 * caller at a time.
 */
public final class FrameDecoder {

    private static final int MASK = 0x80;
    private static final int LENGTH = 0x7f;
    private static final int TWO_OCTETS = 126;
    private static final int EIGHT_OCTETS = 127;
    private static final int LONGEST_CONTROL_PAYLOAD = 125;

    /** The first two octets; of a header begun but not complete, as many as {@link #have} says. */
    private int bits;

    private int second;

    /** Octets of the header so far. */
    private int have;

    private long length;
    private int key;

    /** A decoder that expects a header. */
    public FrameDecoder() {}

    /**
     * Reads on.
     *
     * @param bytes moved behind the header, or to the limit if the header is not complete yet
     * @return whether the header is complete; the next call starts the next header
     * @throws ProtocolException if the header breaks a rule
     */
    public boolean read(ByteBuffer bytes) {
        if (have == 0 && readWhole(bytes)) {
            return true;
        }
        while (bytes.hasRemaining()) {
            add(bytes.get() & 0xff);
            if (have >= 2 && have == size()) {
                have = 0;
                check();
                return true;
            }
        }
        return false;
    }

    /**
     * Takes a header that did not come as bytes, of a frame that is not masked.
     *
     * @throws ProtocolException if the header breaks a rule
     */
    public void given(int frameBits, int payloadLength) {
        bits = frameBits;
        second = 0;
        length = payloadLength;
        key = 0;
        check();
    }

    /** Tells whether a header has begun and is not complete. */
    public boolean isInHeader() {
        return have > 0;
    }

    /** The first octet, see {@link FrameBits}. */
    public int bits() {
        return bits;
    }

    /** Tells whether the payload is masked. */
    public boolean isMasked() {
        return (second & MASK) != 0;
    }

    /** The masking key as a big-endian number, 0 where the payload is not masked. */
    public int maskingKey() {
        return key;
    }

    /** The number of payload bytes. */
    public long length() {
        return length;
    }

    /** The usual case, without a detour: the whole header lies in the buffer. */
    private boolean readWhole(ByteBuffer bytes) {
        int at = bytes.position();
        int available = bytes.limit() - at;
        if (available < 2) {
            return false;
        }
        bits = bytes.get(at) & 0xff;
        second = bytes.get(at + 1) & 0xff;
        int size = size();
        if (available < size) {
            return false;
        }
        int length7 = second & LENGTH;
        length = length7 < TWO_OCTETS
                ? length7
                : length7 == TWO_OCTETS ? unsignedShort(bytes, at + 2) : extendedLength(bytes, at + 2);
        key = isMasked() ? bigEndianInt(bytes, at + size - Integer.BYTES) : 0;
        bytes.position(at + size);
        check();
        return true;
    }

    private static int unsignedShort(ByteBuffer bytes, int at) {
        return (bytes.get(at) & 0xff) << 8 | (bytes.get(at + 1) & 0xff);
    }

    private static int bigEndianInt(ByteBuffer bytes, int at) {
        return unsignedShort(bytes, at) << 16 | unsignedShort(bytes, at + 2);
    }

    private static long extendedLength(ByteBuffer bytes, int at) {
        return (long) bigEndianInt(bytes, at) << 32 | (bigEndianInt(bytes, at + 4) & 0xffff_ffffL);
    }

    private void add(int octet) {
        if (have == 0) {
            bits = octet;
        } else if (have == 1) {
            second = octet;
            int length7 = octet & LENGTH;
            length = length7 < TWO_OCTETS ? length7 : 0;
            key = 0;
        } else if (have < 2 + extendedOctets()) {
            length = length << 8 | octet;
        } else {
            key = key << 8 | octet;
        }
        have++;
    }

    private int extendedOctets() {
        int length7 = second & LENGTH;
        return length7 < TWO_OCTETS ? 0 : length7 == TWO_OCTETS ? Short.BYTES : Long.BYTES;
    }

    private int size() {
        return 2 + extendedOctets() + (isMasked() ? Integer.BYTES : 0);
    }

    private void check() {
        int length7 = second & LENGTH;
        if (length7 >= TWO_OCTETS) {
            checkExtendedLength(length7);
        }
        int opcode = FrameBits.opcode(bits);
        if (!Opcode.isDefined(opcode)) {
            throw error("reserved opcode " + opcode);
        }
        if (FrameBits.isControl(bits)) {
            checkControl();
        }
    }

    /** RFC 6455 5.2: the most significant bit is 0, and the length takes the fewest octets that hold it. */
    private void checkExtendedLength(int length7) {
        if (length < 0) {
            throw error("payload length with its most significant bit set");
        }
        // Stricter than 5.2, which binds the sender only: a longer form has no use but to confuse.
        if (length < TWO_OCTETS || (length7 == EIGHT_OCTETS && length <= 0xffff)) {
            throw error("payload length " + length + " is not in its shortest form");
        }
    }

    /** RFC 6455 5.5: control frames are short and not fragmented. */
    private void checkControl() {
        if (!FrameBits.fin(bits)) {
            throw error("fragmented control frame");
        }
        if (length > LONGEST_CONTROL_PAYLOAD) {
            throw error("control frame with a payload of " + length + " bytes; at most " + LONGEST_CONTROL_PAYLOAD
                    + " are allowed");
        }
    }

    private static ProtocolException error(String message) {
        return new ProtocolException(CloseCode.PROTOCOL_ERROR, message);
    }
}
