package io.twsj.spring.handler;

/** A message is not what the handler's method takes: the peer's fault, whereas all else a call throws is the handler's. */
final class UnreadableMessageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Throwable problem;

    UnreadableMessageException(Throwable problem) {
        super(problem.getMessage(), problem, false, false);
        this.problem = problem;
    }

    /** What the reader found wrong, for the handler's own {@code @OnError} methods. */
    Throwable problem() {
        return problem;
    }
}
