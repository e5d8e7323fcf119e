package io.twsj.close;

/** Something went over a limit of this endpoint; says how much was found and how much is allowed. */
public class LimitExceededException extends ProtocolException {

    private static final long serialVersionUID = 1L;

    private final long found;
    private final long allowed;

    /** The message is to name the limit, the found value and the allowed one. */
    public LimitExceededException(int closeCode, String message, long found, long allowed) {
        super(closeCode, message);
        this.found = found;
        this.allowed = allowed;
    }

    /** What was found, in the unit of the limit. */
    public long found() {
        return found;
    }

    /** What is allowed, in the unit of the limit. */
    public long allowed() {
        return allowed;
    }
}
