package io.twsj.mux;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What the two multiplexers tell each other on channel 0.
 *
 * <pre>
 *  000 000 ee   AddChannelRequest    channel id, number, request head       client to server
 *  001 F00 ee   AddChannelResponse   channel id, number, response head      server to client
 *  010 00000    FlowControl          channel id, number                     both
 *  011 00000    DropChannel          channel id, number, reason             both
 *  100 0000 F   NewChannelSlot       number of slots, number                server to client
 * </pre>
 *
 * <p>ee, the head's encoding, is always 0 here: the head as it is.
 */
sealed interface ControlBlock {

    int ADD_CHANNEL_REQUEST = 0;
    int ADD_CHANNEL_RESPONSE = 1;
    int FLOW_CONTROL = 2;
    int DROP_CHANNEL = 3;
    int NEW_CHANNEL_SLOT = 4;

    /** Where the mux opcode begins in the first octet. */
    int OPCODE_SHIFT = 5;

    /** F of an AddChannelResponse. */
    int REJECTED = 0x10;

    /** F of a NewChannelSlot. */
    int FALLBACK = 0x01;

    /** Puts the block at the position of a big-endian target. */
    void putTo(ByteBuffer target);

    /** The most octets that {@link #putTo} needs. */
    int largestSize();

    /** The physical message that holds this block alone. */
    default ByteBuffer message() {
        ByteBuffer message = ByteBuffer.allocate(1 + largestSize());
        ChannelId.put(message, ChannelId.CONTROL);
        putTo(message);
        return message.flip();
    }

    /** First octet, channel id, and one number. */
    int LARGEST_START = 1 + ChannelId.LONGEST + 1 + Long.BYTES;

    private static void putStart(ByteBuffer target, int opcode, int flags, int channel) {
        target.put((byte) (opcode << OPCODE_SHIFT | flags));
        ChannelId.put(target, channel);
    }

    private static void putBytes(ByteBuffer target, byte[] bytes) {
        ControlNumber.put(target, bytes.length);
        target.put(bytes);
    }

    private static byte[] octets(String head) {
        return head.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Asks for a channel. */
    record AddChannelRequest(int channel, String handshake) implements ControlBlock {

        @Override
        public void putTo(ByteBuffer target) {
            putStart(target, ADD_CHANNEL_REQUEST, 0, channel);
            putBytes(target, octets(handshake));
        }

        @Override
        public int largestSize() {
            return LARGEST_START + handshake.length();
        }
    }

    /** Opens a channel, or refuses it. */
    record AddChannelResponse(int channel, boolean rejected, String handshake) implements ControlBlock {

        @Override
        public void putTo(ByteBuffer target) {
            putStart(target, ADD_CHANNEL_RESPONSE, rejected ? REJECTED : 0, channel);
            putBytes(target, octets(handshake));
        }

        @Override
        public int largestSize() {
            return LARGEST_START + handshake.length();
        }
    }

    /** Adds to what the receiver may send on a channel. */
    record FlowControl(int channel, long quota) implements ControlBlock {

        @Override
        public void putTo(ByteBuffer target) {
            putStart(target, FLOW_CONTROL, 0, channel);
            ControlNumber.put(target, quota);
        }

        @Override
        public int largestSize() {
            return LARGEST_START;
        }
    }

    /** Ends a channel; the physical connection if the channel is 0. */
    record DropChannel(int channel, DropReason reason) implements ControlBlock {

        @Override
        public void putTo(ByteBuffer target) {
            putStart(target, DROP_CHANNEL, 0, channel);
            putBytes(target, reason.bytes());
        }

        @Override
        public int largestSize() {
            return LARGEST_START + DropReason.LARGEST_SENT;
        }
    }

    /**
     * Allows the client to ask for channels.
     *
     * @param quota what it may send on each of them before the server says more
     * @param fallback advice to open another physical connection instead; slots and quota are 0 then
     */
    record NewChannelSlot(long slots, long quota, boolean fallback) implements ControlBlock {

        @Override
        public void putTo(ByteBuffer target) {
            target.put((byte) (NEW_CHANNEL_SLOT << OPCODE_SHIFT | (fallback ? FALLBACK : 0)));
            ControlNumber.put(target, slots);
            ControlNumber.put(target, quota);
        }

        @Override
        public int largestSize() {
            return 1 + 2 * (1 + Long.BYTES);
        }
    }
}
