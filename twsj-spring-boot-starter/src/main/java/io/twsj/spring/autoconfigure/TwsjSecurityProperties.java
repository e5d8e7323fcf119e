package io.twsj.spring.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Which handlers are for authenticated peers only. Immutable.
 *
 * @param defaultAccess Who may connect to a handler that is not annotated @PermitAll. If not set, authenticated peers where
 *     Spring Security is on the class path or peers are authenticated at all, else everybody.
 */
@ConfigurationProperties("twsj.server.security")
public record TwsjSecurityProperties(
        @Name("default") @Nullable Access defaultAccess) {

    /** Who may connect to a handler. */
    public enum Access {
        /** Who is authenticated. */
        AUTHENTICATED,
        /** Everybody whose credentials are not wrong; who shows none is nobody in particular. */
        PERMIT_ALL
    }
}
