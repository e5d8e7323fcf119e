package io.twsj.spring.security;

import io.twsj.handshake.auth.AuthenticatedPrincipal;
import io.twsj.handshake.auth.CredentialStore;
import io.twsj.handshake.auth.PasswordVerifier;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/**
 * Users and passwords that an {@link AuthenticationManager} judges, good for Basic. Thread-safe; the manager is asked on
 * the thread that compares the password, a worker, so it may block.
 */
public final class ManagedCredentials implements CredentialStore {

    private final AuthenticationManager manager;

    /** A store that asks this manager. */
    public ManagedCredentials(AuthenticationManager manager) {
        this.manager = manager;
    }

    /** Finds everybody: whether there is such a user is the manager's business, and so is to hide it. */
    @Override
    public CompletionStage<@Nullable PasswordVerifier> find(String user) {
        return CompletableFuture.completedFuture(new Attempt(user));
    }

    @Override
    public PasswordVerifier decoy() {
        throw new UnsupportedOperationException("every user is found");
    }

    /** One peer's attempt to be known. One caller at a time. */
    private final class Attempt implements PasswordVerifier {

        private final String user;
        private @Nullable Authentication result;

        Attempt(String user) {
            this.user = user;
        }

        /** @throws AuthenticationServiceException if the manager could not tell */
        @Override
        public boolean isPassword(String password) {
            try {
                result = manager.authenticate(UsernamePasswordAuthenticationToken.unauthenticated(user, password));
            } catch (AuthenticationServiceException failure) {
                throw failure;
            } catch (AuthenticationException refused) {
                result = null;
            }
            return result != null && result.isAuthenticated();
        }

        @Override
        public AuthenticatedPrincipal principal() {
            if (result == null) {
                throw new IllegalStateException("asked before the password was found right");
            }
            return new SecurityPrincipal(result, null);
        }
    }
}
