package io.twsj.spring.security;

import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.spring.handler.StandInPrincipal;
import java.security.Principal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/** A peer that Spring Security knows. Thread-safe as far as its authentication is. */
record SecurityPrincipal(
        Authentication authentication, @Nullable Instant expiresAt)
        implements AuthenticatedPrincipal, StandInPrincipal {

    @Override
    public String getName() {
        return authentication.getName();
    }

    @Override
    public Principal original() {
        return authentication;
    }

    /** The name only. */
    @Override
    public String toString() {
        return getName();
    }
}
