package io.twsj.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows what is wrong with the credentials of {@code twsj.server.auth}, and what to write instead. */
final class UnusableCredentialsFailureAnalyzer extends AbstractFailureAnalyzer<UnusableCredentialsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnusableCredentialsException failure) {
        return new FailureAnalysis(failure.getMessage(), failure.action(), failure);
    }
}
