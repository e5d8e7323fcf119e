package io.twsj.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows which handlers nobody could reach, and the three ways out. */
final class UnguardedHandlersFailureAnalyzer extends AbstractFailureAnalyzer<UnguardedHandlersException> {

    private static final String ACTION = """
            Choose one of these:

                - Say who may connect: define a bean of type AuthenticationManager, JwtDecoder or\
             io.twsj.handshake.auth.Authenticator, or name users or tokens in twsj.server.auth.*.
                - Annotate the handlers that are for everybody with @PermitAll (jakarta.annotation.security).
                - Open all handlers with twsj.server.security.default=permit-all.""";

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnguardedHandlersException failure) {
        return new FailureAnalysis(failure.getMessage(), ACTION, failure);
    }
}
