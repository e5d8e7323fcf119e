package io.twsj.spring.security;

import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.spring.handler.StandInPrincipal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;

/**
 * What peers are to Spring Security. One that somebody else knows is authenticated and has no authorities; one that nobody
 * knows is anonymous.
 */
final class Peers {

    private static final Authentication ANONYMOUS = new AnonymousAuthenticationToken(
            "twsj", "anonymousUser", AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"));

    private Peers() {}

    static Authentication authentication(@Nullable AuthenticatedPrincipal peer) {
        if (peer == null) {
            return ANONYMOUS;
        }
        if (peer instanceof StandInPrincipal standIn && standIn.original() instanceof Authentication known) {
            return known;
        }
        return UsernamePasswordAuthenticationToken.authenticated(peer, null, List.of());
    }
}
