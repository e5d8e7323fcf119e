package io.twsj.handshake.auth;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A principal made of its parts. Immutable. */
record NamedPrincipal(
        String getName,
        Map<String, Object> attributes,
        @Nullable Instant expiresAt) implements AuthenticatedPrincipal {

    NamedPrincipal {
        Objects.requireNonNull(getName, "name");
        attributes = Map.copyOf(attributes);
    }

    /** The name only. */
    @Override
    public String toString() {
        return getName;
    }
}
