package io.twsj.http;

import io.twsj.http.ForwardedElements.Element;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proxies in front of a server whose word on the true client is taken: {@code Forwarded} (RFC 7239), or
 * {@code X-Forwarded-For}, {@code X-Forwarded-Proto} and {@code X-Forwarded-Host}. From anybody else these headers mean
 * nothing, since any client can send them. Immutable.
 *
 * <p>The chain is read from its end: as long as an address is that of a trusted proxy, the one before it counts.
 * A proxy that writes one kind of header passes a client's invention of the other kind on: where both are there, they have to
 * name the same client, and of scheme and host only what both say counts.
 */
public final class TrustedProxies {

    /** Nobody is trusted: the peer of the TCP connection is the client. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private final List<IpRange> ranges;

    private TrustedProxies(List<IpRange> ranges) {
        this.ranges = ranges;
    }

    /**
     * Proxies at these addresses.
     *
     * @param ranges addresses and ranges such as {@code 10.0.0.0/8}, {@code 192.0.2.1}, {@code 2001:db8::/32}
     * @throws IllegalArgumentException if one of them is neither
     */
    public static TrustedProxies of(Collection<String> ranges) {
        return new TrustedProxies(ranges.stream().map(IpRange::parse).toList());
    }

    /**
     * Who a request comes from, and what it was before it came to a proxy.
     *
     * @param client the address of the client; port 0 where the proxy did not tell it
     * @param scheme {@code http} or {@code https}, null if no proxy said so
     * @param host the host, and port, that the client asked for; null if no proxy said so
     */
    public record Forwarding(
            SocketAddress client,
            @Nullable String scheme,
            @Nullable String host) {}

    /**
     * Judges where a request comes from.
     *
     * @param peer the other end of the TCP connection
     * @param headers the request's
     * @throws HttpException if they name two clients
     */
    public Forwarding judge(SocketAddress peer, Headers headers) throws HttpException {
        if (!isTrusted(peer)) {
            return new Forwarding(peer, null, null);
        }
        List<Element> standard = ForwardedElements.standard(headers);
        List<Element> deFacto = ForwardedElements.deFacto(headers);
        if (standard.isEmpty()) {
            return follow(deFacto, peer);
        }
        return deFacto.isEmpty() ? follow(standard, peer) : both(follow(standard, peer), follow(deFacto, peer));
    }

    private static Forwarding both(Forwarding standard, Forwarding deFacto) throws HttpException {
        if (!address(standard.client()).equals(address(deFacto.client()))) {
            throw new HttpException(400, "Forwarded and X-Forwarded-For name different clients");
        }
        return new Forwarding(
                standard.client(),
                Objects.equals(standard.scheme(), deFacto.scheme()) ? standard.scheme() : null,
                Objects.equals(standard.host(), deFacto.host()) ? standard.host() : null);
    }

    private static Optional<InetAddress> address(SocketAddress client) {
        return client instanceof InetSocketAddress internet
                ? Optional.ofNullable(internet.getAddress())
                : Optional.empty();
    }

    private Forwarding follow(List<Element> elements, SocketAddress peer) {
        Forwarding forwarding = new Forwarding(peer, null, null);
        for (int i = elements.size() - 1; i >= 0 && isTrusted(forwarding.client()); i--) {
            Element element = elements.get(i);
            InetSocketAddress client = element.node() == null ? null : node(element.node());
            if (client == null) {
                return forwarding;
            }
            forwarding = new Forwarding(client, scheme(element.scheme()), element.host());
        }
        return forwarding;
    }

    private boolean isTrusted(SocketAddress address) {
        return address(address)
                .filter(ip -> ranges.stream().anyMatch(range -> range.contains(ip)))
                .isPresent();
    }

    private static @Nullable String scheme(@Nullable String said) {
        String scheme = said == null ? "" : said.toLowerCase(Locale.ROOT);
        return scheme.equals("http") || scheme.equals("https") ? scheme : null;
    }

    /** RFC 7239 6: an address with or without a port, IPv6 in brackets then; null for what hides who it is. */
    private static @Nullable InetSocketAddress node(String text) {
        int bracket = text.lastIndexOf(']');
        int colon = text.lastIndexOf(':');
        boolean hasPort = bracket >= 0 ? colon > bracket : colon >= 0 && text.indexOf(':') == colon;
        String host = hasPort ? text.substring(0, colon) : text;
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        InetAddress address = IpLiteral.parse(brackets ? host.substring(1, host.length() - 1) : host);
        return address == null ? null : new InetSocketAddress(address, hasPort ? port(text.substring(colon + 1)) : 0);
    }

    /** An obfuscated port is as good as none. */
    private static int port(String text) {
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        return port > 65535 ? 0 : port;
    }
}
