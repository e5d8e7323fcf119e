package io.twsj.spring.autoconfigure;

/** The server cannot speak TLS with its SSL bundle; {@link UnusableBundleFailureAnalyzer} shows both texts. */
final class UnusableBundleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /**
     * A mistake in a bundle.
     *
     * @param description what is wrong, with the bundle's name
     * @param action which property to change
     */
    UnusableBundleException(String description, String action, Throwable cause) {
        super(description, cause);
        this.action = action;
    }

    /** A mistake that nothing else has failed of. */
    UnusableBundleException(String description, String action) {
        super(description);
        this.action = action;
    }

    /** Which property to change. */
    String action() {
        return action;
    }
}
