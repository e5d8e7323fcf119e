package io.twsj.handshake;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hosts a server answers for (RFC 9110 section 7.4). Immutable.
 *
 * <p>Against DNS rebinding: a page whose own name is made to point at this server has the same origin as it, and only the
 * name in {@code Host} shows that it was not meant.
 */
public final class AllowedHosts {

    /** The default: whatever name a client knows the server by. */
    public static final AllowedHosts ANY = new AllowedHosts(List.of());

    private static final String ANY_SUBDOMAIN = "*.";
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** Empty where every host is allowed. */
    private final List<Authority> hosts;

    private AllowedHosts(List<Authority> hosts) {
        this.hosts = hosts;
    }

    /**
     * Exactly these hosts: {@code example.com} on whichever port, {@code example.com:8443} on that one only, where a
     * missing port stands for 80 and 443. {@code *.example.com} stands for all subdomains, however deep, and not for
     * {@code example.com} itself. IPv6 addresses stand in brackets.
     *
     * @throws IllegalArgumentException if there is none, or one of them is no host
     */
    public static AllowedHosts of(Collection<String> hosts) {
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("no host is allowed; expected at least one");
        }
        return new AllowedHosts(hosts.stream().map(AllowedHosts::parse).toList());
    }

    private static Authority parse(String text) {
        Authority host = Authority.parse(text);
        String name = host == null ? "" : withoutWildcard(host.host());
        if (host == null || name.isEmpty() || name.indexOf('*') >= 0) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is no host; expected host or host:port, where host may be *.domain for all subdomains");
        }
        return host;
    }

    private static String withoutWildcard(String host) {
        return host.startsWith(ANY_SUBDOMAIN) ? host.substring(ANY_SUBDOMAIN.length()) : host;
    }

    /**
     * Judges the host that a request is for.
     *
     * @param host as in {@code Host}, a port included
     * @return null if it is allowed
     */
    public @Nullable Refusal judge(String host) {
        if (!Authority.isWellFormed(host)) {
            return Refusal.badRequest("the host is malformed");
        }
        return hosts.isEmpty() || contains(host) ? null : Refusal.misdirected();
    }

    private boolean contains(String text) {
        Authority host = Authority.parse(text);
        return host != null && hosts.stream().anyMatch(allowed -> matches(allowed, host));
    }

    private static boolean matches(Authority allowed, Authority host) {
        return matchesPort(allowed.port(), host.port()) && matchesName(allowed.host(), host.host());
    }

    /** TLS may end in front of the server, so it cannot know which port a missing one stands for. */
    private static boolean matchesPort(int allowed, int port) {
        boolean isDefault = allowed == HTTP_PORT || allowed == HTTPS_PORT;
        return allowed == Authority.NO_PORT || allowed == port || (port == Authority.NO_PORT && isDefault);
    }

    private static boolean matchesName(String allowed, String name) {
        if (!allowed.startsWith(ANY_SUBDOMAIN)) {
            return name.equals(allowed);
        }
        // With its dot: evilexample.com is no subdomain of example.com.
        String domain = allowed.substring(1);
        return name.length() > domain.length() && name.endsWith(domain);
    }
}
