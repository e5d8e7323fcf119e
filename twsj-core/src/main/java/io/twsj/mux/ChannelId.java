package io.twsj.mux;

import java.nio.ByteBuffer;

/**
 * The number of a channel on the wire, big-endian in its shortest form.
 *
 * <pre>
 *  0xxxxxxx                                      0 to 127
 *  10xxxxxx xxxxxxxx                             to 16383
 *  110xxxxx xxxxxxxx xxxxxxxx                    to 2097151
 *  111xxxxx xxxxxxxx xxxxxxxx xxxxxxxx           to 536870911
 * </pre>
 */
final class ChannelId {

    /** The control channel; in a DropChannel block, the physical connection. */
    static final int CONTROL = 0;

    /** The channel whose opening handshake is that of the physical connection. */
    static final int FIRST = 1;

    static final int MAX = (1 << 29) - 1;

    /** The most octets that an id takes. */
    static final int LONGEST = 4;

    private static final int[] LARGEST = {(1 << 7) - 1, (1 << 14) - 1, (1 << 21) - 1, MAX};
    private static final int[] PREFIX = {0, 0x80, 0xc0, 0xe0};

    private ChannelId() {}

    /** The number of octets. */
    static int size(int id) {
        int size = 1;
        while (id > LARGEST[size - 1]) {
            size++;
        }
        return size;
    }

    /** Puts an id at the target's position. */
    static void put(ByteBuffer target, int id) {
        int size = size(id);
        int octets = PREFIX[size - 1] << (8 * (size - 1)) | id;
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
            target.put((byte) (octets >>> shift));
        }
    }

    /**
     * Reads an id.
     *
     * @param code what is wrong where the id is: a message or a control block
     * @throws MuxException if it is truncated or not in its shortest form
     */
    static int read(ByteBuffer bytes, int code) throws MuxException {
        if (!bytes.hasRemaining()) {
            throw new MuxException(code, "channel id is missing");
        }
        int first = bytes.get() & 0xff;
        int size = first < 0x80 ? 1 : first < 0xc0 ? 2 : first < 0xe0 ? 3 : LONGEST;
        if (bytes.remaining() < size - 1) {
            throw new MuxException(code, "channel id is truncated");
        }
        int id = first & ~PREFIX[size - 1];
        for (int i = 1; i < size; i++) {
            id = id << 8 | (bytes.get() & 0xff);
        }
        if (size(id) != size) {
            throw new MuxException(code, "channel id " + id + " is not in its shortest form");
        }
        return id;
    }
}
