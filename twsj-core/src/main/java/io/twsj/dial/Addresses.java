package io.twsj.dial;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses of a host in the order in which they are tried. */
final class Addresses {

    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");

    private Addresses() {}

    /** The address that a literal stands for, which needs no worker; null if it is a name. */
    static @Nullable List<SocketAddress> ofLiteral(String host, int port) {
        try {
            return isLiteral(host) ? List.of(new InetSocketAddress(InetAddress.getByName(host), port)) : null;
        } catch (UnknownHostException malformed) {
            return null;
        }
    }

    /** Strict: what is not quite a literal would be looked up as a name, here and now. */
    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
    }

    /** RFC 8305 4: the families alternate, beginning with that of the first address. */
    static List<SocketAddress> alternating(InetAddress[] found, int port) {
        Deque<InetAddress> six = new ArrayDeque<>();
        Deque<InetAddress> four = new ArrayDeque<>();
        for (InetAddress address : found) {
            (address instanceof Inet6Address ? six : four).add(address);
        }
        Deque<InetAddress> turn = found.length > 0 && found[0] instanceof Inet6Address ? six : four;
        List<SocketAddress> ordered = new ArrayList<>(found.length);
        while (ordered.size() < found.length) {
            Deque<InetAddress> other = turn == six ? four : six;
            Deque<InetAddress> source = turn.isEmpty() ? other : turn;
            ordered.add(new InetSocketAddress(source.removeFirst(), port));
            turn = other;
        }
        return ordered;
    }
}
