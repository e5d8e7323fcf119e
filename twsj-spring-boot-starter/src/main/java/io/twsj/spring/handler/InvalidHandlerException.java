package io.twsj.spring.handler;

/** A handler bean is written in a way that cannot work; {@link InvalidHandlerFailureAnalyzer} shows both texts. */
public final class InvalidHandlerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /**
     * A mistake in a handler.
     *
     * @param description what is wrong, with class, method and parameter
     * @param action what to change
     */
    public InvalidHandlerException(String description, String action) {
        super(description);
        this.action = action;
    }

    /** What to change. */
    public String action() {
        return action;
    }
}
