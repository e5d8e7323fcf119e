package io.twsj;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What clients are told apart by where they are counted by address. */
final class ClientAddress {

    /** No IPv6 address that a client may have begins like this: it would be a multicast address. */
    private static final long IPV4 = 0xFFFF_FFFFL << 32;

    private ClientAddress() {}

    /**
     * An IPv4 address, or the first half of an IPv6 address, of which everybody has all the others; null for what has no
     * address, such as a client of a Unix domain socket.
     */
    static @Nullable Long key(SocketAddress client) {
        InetAddress address = client instanceof InetSocketAddress internet ? internet.getAddress() : null;
        if (address == null) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.remaining() == Integer.BYTES ? IPV4 | Integer.toUnsignedLong(bytes.getInt()) : bytes.getLong();
    }
}
