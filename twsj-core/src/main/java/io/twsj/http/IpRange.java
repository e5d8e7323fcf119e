package io.twsj.http;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Addresses that share their first bits, as in {@code 10.0.0.0/8} (RFC 4632, RFC 4291 section 2.3). Immutable. */
final class IpRange {

    private final byte[] prefix;
    private final int bits;

    private IpRange(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
    }

    /**
     * Reads an address, which is a range of one, or address and number of bits.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static IpRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = IpLiteral.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is no range of addresses; expected 10.0.0.0/8, 192.0.2.1, 2001:db8::/32 or the like");
        }
        byte[] prefix = address.getAddress();
        int most = Byte.SIZE * prefix.length;
        return new IpRange(prefix, slash < 0 ? most : bits(text, slash + 1, most));
    }

    private static int bits(String text, int from, int most) {
        String number = text.substring(from);
        int bits = number.matches("[0-9]{1,3}") ? Integer.parseInt(number) : most + 1;
        if (bits > most) {
            throw new IllegalArgumentException("\"" + text + "\": the number of bits is not within 0 to " + most);
        }
        return bits;
    }

    /** An IPv4 address in the form of IPv6 counts as what it is: the JDK makes an {@link Inet4Address} of it. */
    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != prefix.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (bytes[i] != prefix[i]) {
                return false;
            }
        }
        int rest = bits % Byte.SIZE;
        return rest == 0 || ((bytes[whole] ^ prefix[whole]) & 0xff) >> (Byte.SIZE - rest) == 0;
    }
}
