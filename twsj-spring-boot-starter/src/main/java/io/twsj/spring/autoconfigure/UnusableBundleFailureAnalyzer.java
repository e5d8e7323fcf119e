package io.twsj.spring.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows what is wrong with the server's SSL bundle, and which property to change. */
final class UnusableBundleFailureAnalyzer extends AbstractFailureAnalyzer<UnusableBundleException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnusableBundleException failure) {
        return new FailureAnalysis(failure.getMessage(), failure.action(), failure);
    }
}
