package io.twsj.spring.server;

import java.util.Locale;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;

/** Says which property to change if the server cannot listen. */
final class ServerStartFailureAnalyzer extends AbstractFailureAnalyzer<ServerStartException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ServerStartException failure) {
        String description = "T" + String.valueOf(failure.getMessage()).substring(1) + ".";
        return new FailureAnalysis(description, action(failure), failure);
    }

    private static String action(ServerStartException failure) {
        String reason = String.valueOf(
                        NestedExceptionUtils.getMostSpecificCause(failure).getMessage())
                .toLowerCase(Locale.ROOT);
        if (reason.contains("in use")) {
            return "Stop the process that listens on this port, or set twsj.server.port to a free one (0 takes any).";
        }
        if (reason.contains("denied") || reason.contains("not permitted")) {
            return "Set twsj.server.port to a port above 1023, or grant the right to use this one.";
        }
        return "Set twsj.server.address to an address of this machine, or to 0.0.0.0 for all of them.";
    }
}
