package io.twsj.handshake;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may open a connection (RFC 6455 section 10.2). Thread-safe.
 *
 * <p>Browsers send cookies with a handshake wherever the page comes from, and name the page's origin truthfully; a
 * server that goes by cookies must check it. Other clients send any origin or none, so this is no authentication. A
 * request without an origin comes from no browser and is allowed, unless {@link #requirePresent()} says otherwise.
 */
@FunctionalInterface
public interface OriginPolicy {

    /**
     * Judges one request; false is answered with 403.
     *
     * @param origin the value of {@code Origin}, null if absent
     * @param host the value of {@code Host}, or what a trusted proxy says that the client asked for; well-formed
     */
    boolean allows(@Nullable String origin, String host);

    /**
     * The default: host and port of the origin are those that the request is for. A missing port is the default of the origin's
     * scheme; the scheme itself does not count, since TLS may end in front of the server.
     */
    static OriginPolicy sameOrigin() {
        return (origin, host) -> origin == null || isSame(origin, host);
    }

    private static boolean isSame(String origin, String host) {
        Origin parsed = Origin.parse(origin);
        Authority here = Authority.parse(host);
        return parsed != null && here != null && parsed.isAt(here);
    }

    /**
     * Exactly these origins: scheme, host and port, as in {@code https://example.com}; a default port may be left out
     * on either side. {@code https://*.example.com} stands for all subdomains, however deep, and not for
     * {@code example.com} itself. The literal {@code null}, which stands for sandboxed pages and local files, may be
     * listed too.
     *
     * @throws IllegalArgumentException if one of them is no origin
     */
    static OriginPolicy anyOf(Collection<String> origins) {
        OriginList list = OriginList.of(origins);
        return (origin, host) -> origin == null || list.contains(origin);
    }

    /** Every origin. Dangerous where cookies identify a user: any page that is visited may then act as the user. */
    static OriginPolicy any() {
        return (origin, host) -> true;
    }

    /** The same, and a request without an origin is refused. */
    default OriginPolicy requirePresent() {
        return (origin, host) -> origin != null && allows(origin, host);
    }
}
