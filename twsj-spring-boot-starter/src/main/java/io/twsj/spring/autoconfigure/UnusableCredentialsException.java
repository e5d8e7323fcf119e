package io.twsj.spring.autoconfigure;

/**
 * What {@code twsj.server.auth} says cannot work. Not Boot's exception for invalid values, since that shows the value;
 * {@link UnusableCredentialsFailureAnalyzer} shows these texts.
 */
final class UnusableCredentialsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /**
     * A mistake in the credentials.
     *
     * @param description what is wrong, with the property's name and without its value
     * @param action what to write instead
     */
    UnusableCredentialsException(String description, String action) {
        super(description);
        this.action = action;
    }

    /** What to write instead. */
    String action() {
        return action;
    }
}
