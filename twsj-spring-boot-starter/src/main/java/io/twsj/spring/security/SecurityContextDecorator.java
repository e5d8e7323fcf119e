package io.twsj.spring.security;

import io.twsj.HandshakeDecision;
import io.twsj.HandshakeInterceptor;
import io.twsj.WebSocketListener;
import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.http.HttpResponse;
import io.twsj.spring.handler.ListenerDecorator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Calls handlers with the peer's authentication in the {@code SecurityContext} of the thread, which has what it had before
 * afterwards: nothing, or the context of a call that has led to this one. A peer that somebody else than Spring Security
 * knows is authenticated and has no authorities; one that nobody knows is anonymous. Thread-safe.
 */
public final class SecurityContextDecorator implements ListenerDecorator {

    private final SecurityContextHolderStrategy contexts;

    /** A decorator that keeps the contexts where method security looks for them. */
    public SecurityContextDecorator(SecurityContextHolderStrategy contexts) {
        this.contexts = contexts;
    }

    @Override
    public WebSocketListener decorate(WebSocketListener handler) {
        return new SecuredListener(handler, this);
    }

    /** A denial is answered with 403. */
    @Override
    public HandshakeInterceptor decorate(HandshakeInterceptor handshake) {
        return request -> {
            SecurityContext before = enter(request.principal());
            try {
                return handshake.intercept(request).exceptionallyCompose(SecurityContextDecorator::refused);
            } finally {
                exit(before);
            }
        };
    }

    private static CompletionStage<HandshakeDecision> refused(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof AccessDeniedException
                ? CompletableFuture.completedFuture(HandshakeDecision.refuse(HttpResponse.text(403, "access denied")))
                : CompletableFuture.failedFuture(failure);
    }

    /** Has this thread act for a peer, and tells for whom it did before. */
    SecurityContext enter(@Nullable AuthenticatedPrincipal peer) {
        SecurityContext before = contexts.getContext();
        SecurityContext context = contexts.createEmptyContext();
        context.setAuthentication(Peers.authentication(peer));
        contexts.setContext(context);
        return before;
    }

    /** Has this thread act for whom it did before. */
    void exit(SecurityContext before) {
        if (before.getAuthentication() == null) {
            contexts.clearContext();
        } else {
            contexts.setContext(before);
        }
    }
}
