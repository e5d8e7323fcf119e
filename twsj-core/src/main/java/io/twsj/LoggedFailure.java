package io.twsj;

import org.jspecify.annotations.Nullable;

/**
 * Stands in the log for an exception whose message has characters that could make a line of their own, in words that may be
 * a peer's. Looks the same otherwise: stack trace, cause, suppressed ones.
 */
final class LoggedFailure extends Throwable {

    private static final long serialVersionUID = 1L;

    private static final int DEEPEST = 20;

    private final String description;

    private LoggedFailure(Throwable original, int depth) {
        super(null, harmless(original.getCause(), depth + 1));
        description = EventLog.escaped(original.toString());
        setStackTrace(original.getStackTrace());
        for (Throwable suppressed : original.getSuppressed()) {
            Throwable shown = harmless(suppressed, depth + 1);
            if (shown != null) {
                addSuppressed(shown);
            }
        }
    }

    /** The same failure if nothing in it needs escapes. */
    static @Nullable Throwable harmless(@Nullable Throwable failure) {
        return harmless(failure, 0);
    }

    private static @Nullable Throwable harmless(@Nullable Throwable failure, int depth) {
        if (failure == null || depth > DEEPEST) {
            return null;
        }
        return isHarmless(failure, depth) ? failure : new LoggedFailure(failure, depth);
    }

    private static boolean isHarmless(@Nullable Throwable failure, int depth) {
        if (failure == null) {
            return true;
        }
        String text = failure.toString();
        if (depth > DEEPEST || !EventLog.escaped(text).equals(text) || !isHarmless(failure.getCause(), depth + 1)) {
            return false;
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (!isHarmless(suppressed, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return description;
    }
}
