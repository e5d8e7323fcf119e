package io.twsj.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** IP addresses in numbers. */
public final class IpLiteral {

    private IpLiteral() {}

    /**
     * Reads an address in numbers, without asking anybody; null if it is none. An IPv4 address in the form of IPv6 becomes
     * an {@link java.net.Inet4Address}.
     */
    public static @Nullable InetAddress parse(String text) {
        boolean ipv4 = text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
        boolean ipv6 = text.indexOf(':') >= 0 && text.matches("[0-9a-fA-F:.]{2,45}");
        if (!ipv4 && !ipv6) {
            return null;
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException malformed) {
            return null;
        }
    }
}
