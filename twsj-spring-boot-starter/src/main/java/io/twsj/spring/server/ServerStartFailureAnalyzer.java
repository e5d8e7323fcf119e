package io.twsj.spring.server;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which property to change if the server cannot listen. */
final class ServerStartFailureAnalyzer extends AbstractFailureAnalyzer<ServerStartException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ServerStartException failure) {
        int port = failure.address().getPort();
        String host = failure.address().getHostString();
        Throwable cause = failure.getCause();
        String reason = reason(cause);
        if (reason.contains("in use")) {
            return new FailureAnalysis(
                    "The WebSocket server could not start: port " + port + " is already in use.",
                    "Stop the process that listens on port " + port
                            + ", or set twsj.server.port to a free port (0 takes any).",
                    failure);
        }
        if (reason.contains("denied") || reason.contains("not permitted")) {
            return new FailureAnalysis(
                    "The WebSocket server could not start: this user may not listen on port " + port + ".",
                    "Set twsj.server.port to a port above 1023, or grant the right to use " + port + ".",
                    failure);
        }
        return new FailureAnalysis(
                "The WebSocket server could not start: it cannot listen on " + host + ":" + port + " ("
                        + (cause == null ? failure : cause) + ").",
                "Set twsj.server.address to an address of this machine, or to 0.0.0.0 for all of them.",
                failure);
    }

    private static String reason(@Nullable Throwable cause) {
        String message = cause == null ? null : cause.getMessage();
        return message == null ? "" : message.toLowerCase(Locale.ROOT);
    }
}
