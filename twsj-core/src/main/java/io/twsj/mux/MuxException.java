package io.twsj.mux;

/** The peer broke a rule of {@code mux}; a channel or the whole physical connection fails, as the code says. */
final class MuxException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int code;

    /** @param code one of {@link MuxCode} */
    MuxException(int code, String message) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }

    /** What the peer is told, and the log. */
    String text() {
        return String.valueOf(getMessage());
    }
}
