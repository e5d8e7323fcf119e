package io.twsj.spring.server;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;

/** Says which property to change if the server cannot listen. */
final class ServerStartFailureAnalyzer extends AbstractFailureAnalyzer<ServerStartException> {

    private static final Pattern FURTHER_LISTENER = Pattern.compile("cannot listen on (\\S+) \\(");

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ServerStartException failure) {
        String description = "T" + String.valueOf(failure.getMessage()).substring(1) + ".";
        return new FailureAnalysis(description, action(failure), failure);
    }

    private static String action(ServerStartException failure) {
        String reason = String.valueOf(
                        NestedExceptionUtils.getMostSpecificCause(failure).getMessage())
                .toLowerCase(Locale.ROOT);
        String prefix = prefix(failure);
        if (isAboutUnixSocket(failure)) {
            return "Set " + prefix
                    + "unix-socket.path to a file that this process may make, in a directory that exists.";
        }
        if (reason.contains("in use")) {
            return "Stop the process that listens on this port, or set " + prefix + "port to a free one (0 takes any).";
        }
        if (reason.contains("denied") || reason.contains("not permitted")) {
            return "Set " + prefix + "port to a port above 1023, or grant the right to use this one.";
        }
        return "Set " + prefix + "address to an address of this machine, or to 0.0.0.0 for all of them.";
    }

    /** The core says the name of a listener that has one, and then where it is. */
    private static String prefix(ServerStartException failure) {
        Matcher further = FURTHER_LISTENER.matcher(String.valueOf(failure.getMessage()));
        return further.find() ? "twsj.listeners." + further.group(1) + "." : "twsj.server.";
    }

    private static boolean isAboutUnixSocket(ServerStartException failure) {
        return String.valueOf(failure.getMessage()).contains("(unix:");
    }
}
