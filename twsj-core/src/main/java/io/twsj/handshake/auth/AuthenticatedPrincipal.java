package io.twsj.handshake.auth;

import java.security.Principal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who a peer is known to be. Thread-safe. An implementation's {@code toString} must not show attributes, which may hold
 * secrets: it goes into logs.
 */
public interface AuthenticatedPrincipal extends Principal {

    /** What else is known of the peer, such as roles or the claims of a token; none by default. */
    default Map<String, Object> attributes() {
        return Map.of();
    }

    /** From when on the credentials are worth nothing; null, the default, if they last as long as the connection. */
    default @Nullable Instant expiresAt() {
        return null;
    }

    /** A principal of whom only the name is known. */
    static AuthenticatedPrincipal of(String name) {
        return of(name, Map.of(), null);
    }

    /**
     * A principal.
     *
     * @param attributes are copied
     * @param expiresAt null for never
     */
    static AuthenticatedPrincipal of(String name, Map<String, Object> attributes, @Nullable Instant expiresAt) {
        return new NamedPrincipal(name, attributes, expiresAt);
    }
}
