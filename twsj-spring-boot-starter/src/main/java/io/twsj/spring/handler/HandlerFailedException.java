package io.twsj.spring.handler;

/** What the core logs when a handler's method threw and no {@code @OnError} method took the error. */
final class HandlerFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Only names the method: the stack trace that matters is the cause's. */
    HandlerFailedException(Callback callback, Throwable cause) {
        super(callback + " failed", cause, false, false);
    }
}
