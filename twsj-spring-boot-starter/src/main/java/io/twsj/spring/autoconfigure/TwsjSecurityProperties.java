package io.twsj.spring.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * What peers may do. Immutable.
 *
 * @param defaultAccess Who may connect to a handler that is not annotated @PermitAll. If not set, authenticated peers where
 *     Spring Security is on the class path or peers are authenticated at all, else everybody.
 * @param onDenial What becomes of a message whose sender Spring Security denies the handler's method, if no @OnError method
 *     takes the AccessDeniedException.
 */
@ConfigurationProperties("twsj.server.security")
public record TwsjSecurityProperties(
        @Name("default") @Nullable Access defaultAccess,
        @DefaultValue("close") Denial onDenial) {

    /** What a denial leads to. */
    public enum Denial {
        /** The connection is closed with 1008. */
        CLOSE,
        /** The message is answered with an error of the code access-denied. */
        REPLY
    }

    /** Who may connect to a handler. */
    public enum Access {
        /** Who is authenticated. */
        AUTHENTICATED,
        /** Everybody whose credentials are not wrong; who shows none is nobody in particular. */
        PERMIT_ALL
    }
}
