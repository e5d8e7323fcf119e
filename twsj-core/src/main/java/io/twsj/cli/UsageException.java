package io.twsj.cli;

/** The command line cannot be understood; the message says in one line what is wrong. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
