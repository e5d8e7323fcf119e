package io.twsj.spring.autoconfigure;

import io.twsj.handshake.auth.Authenticator;
import io.twsj.spring.autoconfigure.TwsjSecurityProperties.Access;
import io.twsj.spring.handler.WebSocketEndpoint;
import jakarta.annotation.security.PermitAll;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;

/** Which handlers are for authenticated peers only, and who authenticates them. Immutable. */
final class HandlerAccess {

    private final Access byDefault;
    private final @Nullable Authenticator authenticator;
    private final ListableBeanFactory beans;

    /**
     * Access to the handlers among these beans.
     *
     * @param byDefault who may connect to a handler that is not annotated
     * @param authenticators asked in this order; if there are none, nobody can be authenticated
     */
    HandlerAccess(Access byDefault, List<Authenticator> authenticators, ListableBeanFactory beans) {
        this.byDefault = byDefault;
        this.authenticator =
                authenticators.isEmpty() ? null : Authenticator.firstOf(authenticators.toArray(Authenticator[]::new));
        this.beans = beans;
    }

    /**
     * Looks whether all that need authentication can have it.
     *
     * @throws UnguardedHandlersException if they cannot
     */
    void check(List<WebSocketEndpoint> endpoints) {
        List<WebSocketEndpoint> guarded =
                endpoints.stream().filter(endpoint -> !isOpen(endpoint)).toList();
        if (authenticator == null && !guarded.isEmpty()) {
            throw new UnguardedHandlersException(guarded);
        }
    }

    /** Who may connect to a handler. */
    Authenticator authenticator(WebSocketEndpoint endpoint) {
        if (authenticator == null) {
            return Authenticator.ANYONE;
        }
        return isOpen(endpoint) ? authenticator.orAnonymous() : authenticator;
    }

    /** Who may connect where no handler is; null for everybody. */
    @Nullable
    Authenticator authenticator() {
        return authenticator;
    }

    private boolean isOpen(WebSocketEndpoint endpoint) {
        return byDefault == Access.PERMIT_ALL
                || beans.findAnnotationOnBean(endpoint.beanName(), PermitAll.class) != null;
    }
}
