package io.twsj.transport;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The little that has to be known of a client's first message before an engine can be chosen: the server name it asks
 * for (RFC 6066 section 3). Judges nothing; what it cannot read is left to the engine to refuse. Immutable.
 *
 * @param serverName in lower case; null if there is none that can be read
 */
record ClientHello(@Nullable String serverName) {

    /** Of records that hold no complete message after so many bytes none is expected any more. */
    static final int MOST_BYTES = 32 << 10;

    static final ClientHello UNNAMED = new ClientHello(null);

    private static final int HANDSHAKE_RECORD = 22;
    private static final int RECORD_HEADER = 5;
    private static final int MESSAGE_HEADER = 4;
    private static final int CLIENT_HELLO = 1;
    private static final int VERSION_AND_RANDOM = 2 + 32;
    private static final int SERVER_NAME = 0;
    private static final int HOST_NAME = 0;
    private static final int LONGEST_NAME = 255;

    /**
     * Reads the records between position and limit, which stay.
     *
     * @return null if more bytes are needed
     */
    static @Nullable ClientHello read(ByteBuffer records) {
        if (!firstRecordIsComplete(records)) {
            return records.remaining() < MOST_BYTES ? null : UNNAMED;
        }
        ByteBuffer message = join(records.duplicate());
        if (message == null) {
            return UNNAMED;
        }
        boolean complete = message.remaining() >= MESSAGE_HEADER
                && message.remaining() - MESSAGE_HEADER >= (message.getInt(0) & 0xFFFFFF);
        if (complete) {
            return new ClientHello(nameIn(message));
        }
        boolean hopeless =
                records.remaining() >= MOST_BYTES || (message.hasRemaining() && message.get(0) != CLIENT_HELLO);
        return hopeless ? UNNAMED : null;
    }

    /** Looked at first, since bytes that drip in one by one are not to be joined each time. */
    private static boolean firstRecordIsComplete(ByteBuffer records) {
        int start = records.position();
        if (!records.hasRemaining() || records.get(start) != HANDSHAKE_RECORD) {
            return records.hasRemaining();
        }
        return records.remaining() >= RECORD_HEADER
                && records.remaining() - RECORD_HEADER >= Short.toUnsignedInt(records.getShort(start + 3));
    }

    /** The message may be spread over several records (RFC 8446 section 5.1); null if they are none of a handshake. */
    private static @Nullable ByteBuffer join(ByteBuffer records) {
        ByteBuffer joined = ByteBuffer.allocate(records.remaining());
        while (records.remaining() >= RECORD_HEADER) {
            if (records.get(records.position()) != HANDSHAKE_RECORD) {
                return joined.position() == 0 ? null : joined.flip();
            }
            int length = Short.toUnsignedInt(records.getShort(records.position() + 3));
            records.position(records.position() + RECORD_HEADER);
            int piece = Math.min(length, records.remaining());
            joined.put(records.slice(records.position(), piece));
            records.position(records.position() + piece);
        }
        return joined.flip();
    }

    private static @Nullable String nameIn(ByteBuffer message) {
        try {
            int type = message.get();
            return type == CLIENT_HELLO ? nameInHello(vector(message, 3)) : null;
        } catch (BufferUnderflowException malformed) {
            return null;
        }
    }

    private static @Nullable String nameInHello(ByteBuffer hello) {
        take(hello, VERSION_AND_RANDOM);
        vector(hello, 1); // session id
        vector(hello, 2); // cipher suites
        vector(hello, 1); // compression methods
        ByteBuffer extensions = vector(hello, 2);
        while (extensions.hasRemaining()) {
            int type = Short.toUnsignedInt(extensions.getShort());
            ByteBuffer extension = vector(extensions, 2);
            if (type == SERVER_NAME) {
                return firstHostName(vector(extension, 2));
            }
        }
        return null;
    }

    private static @Nullable String firstHostName(ByteBuffer names) {
        while (names.hasRemaining()) {
            int type = names.get();
            ByteBuffer name = vector(names, 2);
            if (type == HOST_NAME) {
                return hostName(name);
            }
        }
        return null;
    }

    private static @Nullable String hostName(ByteBuffer name) {
        if (!name.hasRemaining() || name.remaining() > LONGEST_NAME) {
            return null;
        }
        return StandardCharsets.ISO_8859_1.decode(name).toString().toLowerCase(Locale.ROOT);
    }

    /** Takes a vector that begins with its length in so many bytes (RFC 8446 section 3.4). */
    private static ByteBuffer vector(ByteBuffer from, int lengthBytes) {
        int length = 0;
        for (int i = 0; i < lengthBytes; i++) {
            length = length << 8 | Byte.toUnsignedInt(from.get());
        }
        return take(from, length);
    }

    private static ByteBuffer take(ByteBuffer from, int length) {
        if (from.remaining() < length) {
            throw new BufferUnderflowException();
        }
        ByteBuffer taken = from.slice(from.position(), length);
        from.position(from.position() + length);
        return taken;
    }
}
