package io.twsj.mux;

import io.twsj.mux.ControlBlock.AddChannelRequest;
import io.twsj.mux.ControlBlock.AddChannelResponse;
import io.twsj.mux.ControlBlock.DropChannel;
import io.twsj.mux.ControlBlock.FlowControl;
import io.twsj.mux.ControlBlock.NewChannelSlot;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads the control blocks of a message, strictly. What may be sent by whom is not its business. */
final class ControlBlockReader {

    private static final int ENCODING = 0x03;

    private ControlBlockReader() {}

    /**
     * Reads one block.
     *
     * @param bytes of the message, at least one; moved behind the block
     * @throws MuxException if it is none, with the code that the draft asks for
     */
    static ControlBlock read(ByteBuffer bytes) throws MuxException {
        bytes.order(ByteOrder.BIG_ENDIAN);
        int first = bytes.get() & 0xff;
        int flags = first & (1 << ControlBlock.OPCODE_SHIFT) - 1;
        int opcode = first >>> ControlBlock.OPCODE_SHIFT;
        return switch (opcode) {
            case ControlBlock.ADD_CHANNEL_REQUEST -> request(flags, bytes);
            case ControlBlock.ADD_CHANNEL_RESPONSE -> response(flags, bytes);
            case ControlBlock.FLOW_CONTROL -> flowControl(flags, bytes);
            case ControlBlock.DROP_CHANNEL -> dropChannel(flags, bytes);
            case ControlBlock.NEW_CHANNEL_SLOT -> newChannelSlot(flags, bytes);
            default -> throw new MuxException(MuxCode.UNKNOWN_MUX_OPCODE, "mux opcode " + opcode);
        };
    }

    private static ControlBlock request(int flags, ByteBuffer bytes) throws MuxException {
        checkReserved(flags & ~ENCODING);
        checkEncoding(flags, MuxCode.UNKNOWN_REQUEST_ENCODING);
        int channel = logicalChannel(bytes);
        return new AddChannelRequest(channel, handshake(bytes));
    }

    private static ControlBlock response(int flags, ByteBuffer bytes) throws MuxException {
        checkReserved(flags & ~ENCODING & ~ControlBlock.REJECTED);
        checkEncoding(flags, MuxCode.UNKNOWN_RESPONSE_ENCODING);
        int channel = logicalChannel(bytes);
        return new AddChannelResponse(channel, (flags & ControlBlock.REJECTED) != 0, handshake(bytes));
    }

    private static ControlBlock flowControl(int flags, ByteBuffer bytes) throws MuxException {
        checkReserved(flags);
        int channel = logicalChannel(bytes);
        return new FlowControl(channel, ControlNumber.read(bytes));
    }

    private static ControlBlock dropChannel(int flags, ByteBuffer bytes) throws MuxException {
        checkReserved(flags);
        int channel = ChannelId.read(bytes, MuxCode.INVALID_CONTROL_BLOCK);
        return new DropChannel(channel, DropReason.read(sized(bytes)));
    }

    private static ControlBlock newChannelSlot(int flags, ByteBuffer bytes) throws MuxException {
        checkReserved(flags & ~ControlBlock.FALLBACK);
        boolean fallback = (flags & ControlBlock.FALLBACK) != 0;
        long slots = ControlNumber.read(bytes);
        long quota = ControlNumber.read(bytes);
        if (fallback && (slots | quota) != 0) {
            throw invalid("advice to open another connection, with slots");
        }
        return new NewChannelSlot(slots, quota, fallback);
    }

    private static void checkReserved(int bits) throws MuxException {
        if (bits != 0) {
            throw invalid("reserved bit set in a control block");
        }
    }

    /** The draft's other encoding, differences to an earlier head, was on its way out and is not understood. */
    private static void checkEncoding(int flags, int code) throws MuxException {
        if ((flags & ENCODING) != 0) {
            throw new MuxException(code, "handshake in encoding " + (flags & ENCODING));
        }
    }

    private static int logicalChannel(ByteBuffer bytes) throws MuxException {
        int channel = ChannelId.read(bytes, MuxCode.INVALID_CONTROL_BLOCK);
        if (channel == ChannelId.CONTROL) {
            throw invalid("control block about the control channel");
        }
        return channel;
    }

    private static String handshake(ByteBuffer bytes) throws MuxException {
        return StandardCharsets.ISO_8859_1.decode(sized(bytes)).toString();
    }

    /** The bytes behind their number; they must be there. */
    private static ByteBuffer sized(ByteBuffer bytes) throws MuxException {
        long size = ControlNumber.read(bytes);
        if (size > bytes.remaining()) {
            throw invalid("control block of " + size + " bytes with " + bytes.remaining() + " bytes left");
        }
        ByteBuffer part = bytes.slice(bytes.position(), (int) size);
        bytes.position(bytes.position() + (int) size);
        return part;
    }

    private static MuxException invalid(String what) {
        return new MuxException(MuxCode.INVALID_CONTROL_BLOCK, what);
    }
}
